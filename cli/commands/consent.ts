import { Option, type Command } from 'commander'
import { denyReasons, operations, purposes } from '../../protocol/index.ts'
import { codeOption, moment, since, wholeNumber } from '../arguments.ts'
import type { Within } from '../command.ts'
import { addSaying, byOption, itemsOption, matterOption, type InMatter, type WithItems } from './saying.ts'

interface Scope extends WithItems {
  readonly purpose?: (typeof purposes)[number]
  readonly recipient?: string
  readonly proceeding?: string
}
interface AskOptions extends Scope {
  readonly operation: (typeof operations)[number]
  readonly by?: string
  readonly authority?: string
  readonly legalBasis?: string
}
interface GrantOptions extends Scope, InMatter {
  readonly until: string
  readonly uses?: number
  readonly maxSilence?: number
  readonly tag?: readonly string[]
  readonly reference?: string
  readonly authority?: string
}
interface UsedOptions extends WithItems, InMatter {
  readonly on?: string
  readonly proceeding?: string
  readonly authority?: string
}

/** `consent ask | grant | deny | withdraw | used`. */
export function addConsentCommands(program: Command, within: Within): void {
  const consent = program
    .command('consent')
    .description('consent to what the conditions leave to the originator; silence is none')

  addSaying(consent.command('ask'), within, {
    route: 'consentAsk',
    about: 'asks for consent to an operation',
    options: [
      codeOption('--operation <operation>', 'to what', operations).makeOptionMandatory(),
      ...scopeOptions(),
      byOption(),
      new Option('--authority <name>', 'who conducts the proceeding'),
      new Option('--legal-basis <text>', 'which law it rests on'),
    ],
    words: 'why',
    fields: ({ operation, by, authority, legalBasis, ...scope }: AskOptions) => ({
      ...{ ...scopeFields(scope), operation, replyBy: by, authority, legalBasis },
    }),
  })

  addSaying(consent.command('grant'), within, {
    route: 'consentGrant',
    about: 'gives a consent that was asked for, for all of it or for less',
    options: [
      matterOption(),
      new Option('--until <time>', 'when it ends').argParser(moment).makeOptionMandatory(),
      ...scopeOptions(),
      new Option('--uses <number>', 'how often, 0 for as often as needed; once without it').argParser(
        wholeNumber(0, 65_535),
      ),
      new Option(
        '--max-silence <hours>',
        'no use once their node has heard nothing for so long; 24 without it',
      ).argParser(wholeNumber(1, 8784)),
      new Option('--tag <tag...>', 'what binds whoever receives it'),
      new Option('--reference <reference>', 'our file number'),
      new Option('--authority <name>', 'who consented'),
    ],
    words: 'what the third party is to be told',
    confirm: 'Give this consent?',
    fields: ({ matter, until, uses, maxSilence, tag, reference, authority, ...scope }: GrantOptions) => ({
      ...{ ...scopeFields(scope), matter, until, uses, maxSilenceHours: maxSilence },
      ...{ tags: tag?.slice(), reference, authority },
    }),
  })

  addSaying(consent.command('deny'), within, {
    route: 'consentDeny',
    about: 'denies a consent, with a reason',
    options: [
      matterOption(),
      codeOption('--reason <code>', 'why', Object.keys(denyReasons)).makeOptionMandatory(),
    ],
    words: 'the reason in words',
    fields: ({ matter, reason }: InMatter & { readonly reason: keyof typeof denyReasons }) => ({
      ...{ matter, reason },
    }),
  })

  addSaying(consent.command('withdraw'), within, {
    route: 'consentWithdraw',
    about: 'withdraws a consent; what was done under it before stays lawful',
    options: [matterOption()],
    words: 'a note to it',
    confirm: 'Withdraw the consent?',
    fields: ({ matter }: InMatter) => ({ matter }),
  })

  addSaying(consent.command('used'), within, {
    route: 'consentUsed',
    about: 'reports a use under a consent',
    options: [
      matterOption(),
      itemsOption('of these items; those of the consent without it'),
      new Option('--on <time>', 'when; now without it').argParser(since),
      new Option('--proceeding <case>', 'where it was used'),
      new Option('--authority <name>', 'before whom'),
    ],
    words: 'what was done',
    fields: ({ matter, item, on, proceeding, authority }: UsedOptions) => ({
      ...{ matter, items: item?.slice(), usedAt: on, proceeding, authority },
    }),
  })
}

function scopeOptions(): readonly Option[] {
  return [
    itemsOption(),
    codeOption('--purpose <purpose>', 'what for', purposes),
    new Option(
      '--recipient <whom>',
      'for whom: a kind of authority (court, prosecutor, ...), a State, an institution or org:NAME',
    ),
    new Option('--proceeding <case>', 'in which case'),
  ]
}

function scopeFields({ item, purpose, recipient, proceeding }: Scope) {
  return { items: item?.slice(), purpose, recipient, proceeding }
}
