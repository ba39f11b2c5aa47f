import type { Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { isolateLine } from '../isolate.ts'
import { fields, table } from '../table.ts'
import { kindTexts } from '../texts/choices.ts'
import { checkStateTexts, checkTexts, recoveryPhaseTexts, roleTexts } from '../texts/states.ts'
import { alarmLines } from '../view/alarms.ts'
import { counted, fingerprintLines, institutionName, moment, momentOr } from '../view/plain.ts'

/** `status`, `doctor`, `id`. */
export function addNodeCommands(program: Command, within: Within): void {
  program
    .command('status')
    .description('what the node is doing, in one look')
    .action(
      within(async ({ ask, output }) => {
        const status = await ask('status', {})
        output.result(status, () => statusPage(status))
      }),
    )
  program
    .command('doctor')
    .description('checks everything the node can check of itself, and says what to do')
    .action(
      within(async ({ ask, output }) => {
        const found = await ask('doctor', {})
        output.result(found, () => doctorPage(found))
        return found.ok ? exits.ok : exits.internal
      }),
    )
  program
    .command('id')
    .description('who this node is: its id and its 60-digit fingerprint, to be read out')
    .action(
      within(async ({ ask, output }) => {
        const id = await ask('id', {})
        output.result(id, () => idPage(id))
      }),
    )
}

function statusPage(status: Answer<'status'>): string {
  const { institution, networks, relays, ledger } = status
  return fields([
    ['Institution', institutionName(institution)],
    ['Role', roleTexts[institution.role]],
    ['Running', `since ${moment(status.startedAt)}, version ${status.version}`],
    ['Clock', moment(status.now)],
    ['Listening', status.listen.length === 0 ? 'nowhere: connects outwards only' : status.listen.join('\n')],
    [
      'Networks',
      networks.length === 0
        ? 'none: "sponte network apply"'
        : networks.map((network) => networkLine(network, status.now)).join('\n'),
    ],
    [
      'Relays',
      relays
        .map((relay) => `${isolateLine(relay.name)}: ${relay.connected ? 'connected' : 'not connected'}`)
        .join('\n') || 'none',
    ],
    ['Officers', String(status.officers)],
    ['Inbox', `${counted(status.inbox, 'exchange')} for you`],
    ['Drafts', String(status.drafts)],
    ['Outbox', `${counted(status.outbox, 'message')} not delivered yet`],
    [
      'Given up',
      status.undeliverable === 0
        ? undefined
        : `${counted(status.undeliverable, 'message')}: "sponte outbox --state undeliverable" says why`,
    ],
    [
      'Files',
      status.filesGoing + status.filesComing === 0
        ? undefined
        : `of ${counted(status.filesGoing, 'message')} on their way out, of ${counted(status.filesComing, 'message')} on their way in`,
    ],
    [
      'No room',
      status.filesWithoutRoom === 0
        ? undefined
        : `for the files of ${counted(status.filesWithoutRoom, 'message')}: free space on the disk`,
    ],
    ['ALARM', alarmLines(status.alarms).join('\n') || undefined],
    ['Held', status.held === 0 ? undefined : `${counted(status.held, 'message')} without an earlier one`],
    ['Backups', backupsLine(status.backups)],
    ...recoveryLines(status.recovery),
    ['Not taken back', status.apart.length === 0 ? undefined : status.apart.join(' ')],
    ['Ledger', `${counted(ledger.entries, 'entry', 'entries')}, root ${ledger.root}`],
  ])
}

const dayMs = 24 * 60 * 60 * 1000

/** Days of the list of revocations from which on it is said; after seven the node holds its releases. */
const oldListDays = 3

function networkLine(network: Answer<'status'>['networks'][number], now: string): string {
  const { name, credentialUntil, statusAt } = network
  const line = `${isolateLine(name)}, until ${momentOr(credentialUntil, '-')}`
  const days = statusAt === undefined ? 0 : Math.floor((Date.parse(now) - Date.parse(statusAt)) / dayMs)
  if (days < oldListDays) return line
  return `${line}\n  list of revocations ${days} days old: releases are held after 7`
}

function backupsLine({ keys, madeAt, rehearsedAt }: Answer<'status'>['backups']): string {
  if (keys === 0) return 'none: "sponte backup key", then "sponte backup create"'
  return `last made ${momentOr(madeAt, 'never')}, last proven ${momentOr(rehearsedAt, 'never')}`
}

function recoveryLines(recovery: Answer<'status'>['recovery']): readonly (readonly [string, string])[] {
  if (recovery === undefined) return []
  const { phase, since, pastUntil, waitingFor, told } = recovery
  const began = since === undefined ? '' : `, since ${moment(since)}`
  const lines: (readonly [string, string])[] = [['Recovery', `${recoveryPhaseTexts[phase]}${began}`]]
  if (pastUntil !== undefined) lines.push(['Past until', moment(pastUntil)])
  if (phase === 'reconciling')
    lines.push(
      ['Told all', counted(told, 'institution')],
      ['Waits for', waitingFor.map(institutionName).join('\n') || 'nobody'],
    )
  return lines
}

function doctorPage({ checks }: Answer<'doctor'>): string {
  const rows = checks.map(({ check, state, facts }) => [
    checkStateTexts[state],
    checkTexts[check].looksAt,
    Object.entries(facts)
      .map(([name, value]) => `${name} ${isolateLine(String(value))}`)
      .join(', '),
  ])
  const advice = checks
    .filter(({ state }) => state === 'fault' || state === 'warning')
    .map(({ check }) => `${checkTexts[check].looksAt}: ${checkTexts[check].whatToDo}`)
  return [table(rows), ...(advice.length === 0 ? [] : ['', ...advice])].join('\n')
}

function idPage(id: Answer<'id'>): string {
  return fields([
    ['Institution', institutionName(id)],
    ['Kind', kindTexts[id.kind]],
    ['Languages', id.languages.join(', ')],
    ['Role', roleTexts[id.role]],
    ['Id', id.id],
    ['Fingerprint', fingerprintLines(id.fingerprint)],
    ['Peer id', id.peerId],
    ['Networks', id.networks.map(({ name }) => isolateLine(name)).join('\n') || 'none'],
  ])
}
