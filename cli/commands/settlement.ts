import { InvalidArgumentError, Option, type Command } from 'commander'
import { settlementStages } from '../../protocol/index.ts'
import { codeOption, many } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { sum } from './money.ts'
import { addSaying, matterOption, type InMatter } from './saying.ts'

interface SettlementOptions extends InMatter {
  readonly stage: keyof typeof settlementStages
  readonly new?: boolean
  readonly party?: readonly string[]
  readonly official?: readonly { readonly name: string; readonly country: string }[]
  readonly amount?: readonly { readonly amount: string; readonly currency: string }[]
  readonly date?: string
  readonly mayAskFile?: string
  readonly link?: string
}

/** `settlement`. */
export function addSettlementCommand(program: Command, within: Within): void {
  addSaying(program.command('settlement'), within, {
    route: 'settlement',
    about: 'tells of a settlement, or of its next stage',
    options: [
      codeOption('--stage <stage>', 'how far', Object.keys(settlementStages)).makeOptionMandatory(),
      matterOption(),
      new Option('--new', 'another settlement than those that were told'),
      new Option('--party <name...>', 'who settles'),
      new Option('--official <name:country>', 'whose official it touches (may be repeated)').argParser(
        many(official),
      ),
      new Option('--amount <sum>', 'such as 910000.00:EUR (may be repeated)').argParser(many(sum)),
      new Option('--date <date>', 'of this stage'),
      new Option('--may-ask-file <file>', 'what may be asked of us'),
      new Option('--link <address>', 'where it is published'),
    ],
    words: 'what is settled',
    fields: async (options: SettlementOptions, session) => {
      const { stage, matter, new: isNew, party, official: officials, amount, date, link } = options
      return {
        ...{ stage, matter, isNew, parties: party?.slice(), officials: officials?.slice() },
        ...{ amounts: amount?.slice(), date, link },
        mayAsk: await findText(session, { file: options.mayAskFile, question: '', needed: false }),
      }
    },
  })
}

function official(text: string): { readonly name: string; readonly country: string } {
  const [, name, country] = /^(.+):([A-Z]{2})$/.exec(text) ?? []
  if (name === undefined || country === undefined)
    throw new InvalidArgumentError('Write the name and the country: "A. Weah:LR"')
  return { name, country }
}
