import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Answer } from '../../../node/api/contract.ts'
import { conditions, disclosureOf, drafter, officers } from '../content.ts'
import type { Patience } from '../messages.ts'
import type { MadeNetwork, Place } from '../network.ts'
import { require, untilQuiet } from '../proof.ts'
import { showOf, theOne, type Told } from '../tale.ts'
import { openWorld, type World } from '../world.ts'
import type { Yard } from '../yard.ts'
import { areEqual, writeLedger } from './content.ts'
import type { FileFigures } from './figures.ts'
import { watchMemory } from './memory.ts'
import type { FileCase, FileKill } from './plan.ts'
import { proveFile } from './proof.ts'

/** Longer than any pause in which nothing was lost, on a busy machine too. */
const patience: Patience = { askAfterMs: 20_000, relayRestMs: 5_000, requestMs: 15_000 }
/** The longest that a file may take. */
const deadlineMs = 1_800_000
/** A kill that has not come by then is given up, and the next one's turn comes. */
const missedMs = 30_000
const lookMs = 20

/**
 * One file from its draft until it is taken out at the other side, whoever is killed on the way.
 *
 * Needs four times its length of room for temporary files.
 *
 * @throws Disproved, and what keeps it from coming to its end
 */
export async function sailFile(yard: Yard, network: MadeNetwork, one: FileCase): Promise<FileFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-file-'))
  try {
    await using world = await openWorld(yard, network, folder, patience, deadlineMs)
    await using memory = watchMemory(world)
    const path = join(folder, 'ledger.bin')
    await writeLedger(path, one.name, one.length)
    const sent = await send(world, { path, length: one.length })
    const begunMs = performance.now()
    const { moments, missed } = await killWhileCarried(world, one.kills)
    const slowestMs = performance.now() - begunMs
    await untilQuiet(world)

    const saved = `${path}.saved`
    const told = [sent.told, await undertake(world, sent.told.exchange)]
    await untilQuiet(world)
    await takeOut(world, sent.told.exchange, saved)
    require(await areEqual(path, saved), 'the file that was taken out is not the one that was attached')
    const carried = await proveFile(world, told, { ...sent.told, placement: sent.placement })
    const { peaks } = memory
    const kills = { alpha: 0, beta: 0, 'relay-1': 0, 'relay-2': 0 }
    for (const { place } of world.deaths) kills[place] += 1
    return { files: 1, bytes: one.length, ...carried, kills, moments, missed, slowestMs, peaks }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function send(
  world: World,
  { path, length }: { readonly path: string; readonly length: number },
): Promise<{ readonly told: Told; readonly placement: string }> {
  const { institution } = await world.ask('beta', 'status')
  const document = { to: [institution.id], conditions, disclosure: disclosureOf(0) }
  const { id: draft } = await world.ask('alpha', 'draftNew', { body: { document } })
  await world.order('alpha', 'attach', { draft, path, name: 'ledger.bin', length })
  await world.ask('alpha', 'draftSubmit', { params: { draft }, body: { as: drafter } })
  await world.ask('alpha', 'draftApprove', { params: { draft }, body: { as: officers.alpha } })
  const { sent } = await world.ask('alpha', 'send', { params: { draft }, body: { as: officers.alpha } })
  const { exchange, message } = theOne(sent)
  const { messages } = await showOf(world, 'alpha', exchange)
  const { placement } = theOne(messages)
  return { told: { chapter: 'DISCLOSURE', exchange, message, content: undefined }, placement }
}

/** One dies after the other, each when the one before is there again, until the sender knows that all has arrived. */
async function killWhileCarried(
  world: World,
  kills: readonly FileKill[],
): Promise<{ readonly moments: number; readonly missed: number }> {
  const ended = new AbortController()
  const over = world.order('alpha', 'quiet', null).finally(() => {
    ended.abort()
  })
  over.catch(() => undefined)
  let [moments, happened] = [0, 0]
  for (const { who, ...deadly } of kills) {
    if (ended.signal.aborted) break
    if (!(await dies(world, who, deadly, ended.signal))) continue
    happened += 1
    if (deadly.laterMs !== undefined) moments += 1
  }
  await over
  return { moments, missed: kills.length - happened }
}

async function dies(
  world: World,
  who: Place,
  deadly: Omit<FileKill, 'who'>,
  over: AbortSignal,
): Promise<boolean> {
  const before = world.deaths.length
  await world.arm(who, deadly)
  const untilMs = performance.now() + missedMs
  while (!over.aborted && world.deaths.length === before && performance.now() < untilMs)
    await setTimeout(lookMs)
  await world.disarm()
  await world.settled(who)
  return world.deaths.length > before
}

async function undertake(world: World, exchange: string): Promise<Told> {
  const body = { as: officers.beta, mutual: true }
  const { message } = await world.ask('beta', 'undertake', { params: { exchange }, body })
  return { chapter: 'CONDITIONS_READ', exchange, message, content: undefined }
}

async function takeOut(world: World, exchange: string, path: string): Promise<void> {
  const as = officers.beta
  const opened: Answer<'open'> = await world.ask('beta', 'open', { params: { exchange }, body: { as } })
  const { id: attachment } = theOne(opened.attachments ?? [])
  await world.order('beta', 'save', { exchange, attachment, as, decides: ['CONF:CONTENT'], path })
}
