import type { Command } from 'commander'
import type { Answer, Question } from '../../node/api/client.ts'
import { id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { isolateLine } from '../isolate.ts'
import { readJsonObject } from '../json-file.ts'
import type { Session } from '../session.ts'
import { fields } from '../table.ts'
import { bindingTexts } from '../texts/policy.ts'
import { moment } from '../view/plain.ts'

/** A profile with every field, many times over. */
const maxProfileBytes = 16 * 1024

type ProfileDocument = Question<'networkProfileSet'>['body']['profile']
type Hours = Answer<'networkProfile'>['hours']

/** `network profile set | show`: the clocks of a network, and how little may bind in it. */
export function addNetworkProfileCommands(network: Command, within: Within): void {
  const profile = network.command('profile').description('the clocks of a network, and how little may bind')

  profile
    .command('set')
    .argument('<file>', 'the profile as JSON, - for stdin; what it leaves out is as by default')
    .description('sets the profile of the network anew, for all its members (secretariats only)')
    .action(
      within(async (session, file: string) => {
        const body = {
          profile: await readProfile(session, file),
          identityPassphrase: await session.identityPassphrase(),
        }
        const set = await session.ask('networkProfileSet', { body })
        session.output.result(set, () => profilePage(set))
      }),
    )

  profile
    .command('show')
    .description('what holds in a network: as its secretariat has set it, else by default')
    .option('--network <id>', 'which of several networks', id)
    .action(
      within(async ({ ask, output }, query: { readonly network?: string }) => {
        const shown = await ask('networkProfile', { query })
        output.result(shown, () => profilePage(shown))
      }),
    )
}

/** @throws {@link CliError} `FILE_NOT_JSON`, `FILE_NOT_READABLE`, `FILE_TOO_LARGE`; the node says what is wrong in it */
export async function readProfile({ terminal }: Session, file: string): Promise<ProfileDocument> {
  return { ...(await readJsonObject(terminal, file, maxProfileBytes)) }
}

function profilePage({ name, number, at, leastBinding, hours }: Answer<'networkProfile'>): string {
  const urgencies = ({ IMMEDIATE, URGENT, NORMAL }: Hours['answer']) =>
    `${period(IMMEDIATE)} (immediate), ${period(URGENT)} (urgent), ${period(NORMAL)}`
  return fields([
    ['Network', isolateLine(name)],
    ['Profile', at === undefined ? 'none: all as by default' : `number ${number}, ${moment(at)}`],
    ['Binding', `at least: ${bindingTexts[leastBinding]}`],
    ['Acknowledge', urgencies(hours.acknowledge)],
    ['Answer', urgencies(hours.answer)],
    ['Consent', urgencies(hours.consent)],
    ['Otherwise', period(hours.otherwise)],
    ['Feedback', `${period(hours.feedbackAsked)} where asked for, else ${period(hours.feedbackFirst)}`],
    ['And again', `every ${period(hours.feedbackAgain)}`],
    ['Review', `${period(hours.retentionReview)}, shown ${period(hours.retentionShown)} before`],
    [
      'Freeze',
      `shown ${[hours.freezeShown, ...hours.freezeReminders].map(period).join(', ')} before its end`,
    ],
    ['Notice', `open for ${period(hours.noticeValidity)}`],
    ['Consultation', `${period(hours.consultation)} before a planned disclosure`],
    ['Directory', `confirmed every ${period(hours.confirmation)}`],
  ])
}

/** `3 days`, `8 hours`. */
function period(hours: number): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
