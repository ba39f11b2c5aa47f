import { stat } from 'node:fs/promises'
import { maxUnconfirmed } from '../../../node/attachments/underway.ts'
import { notesOf, type LedgerLine } from '../messages.ts'
import type { Place } from '../network.ts'
import { proveExchange, proveLedgers, require } from '../proof.ts'
import { showOf, type Told } from '../tale.ts'
import type { World } from '../world.ts'
import type { FileFigures } from './figures.ts'

/**
 * What holds of one file when all of it is there: each part is marked once by its receiver and noted once at most by its
 * sender, but for what was asked for; and sent, or written, again is no more than what was under way at a kill.
 */
export async function proveFile(
  world: World,
  told: readonly Told[],
  { exchange, placement }: { readonly exchange: string; readonly placement: string },
): Promise<Pick<FileFigures, 'parts' | 'again' | 'wanted' | 'writtenAgain'>> {
  await proveExchange(world, told, exchange)
  const { alpha, beta } = await proveLedgers(world, [exchange])
  const sumOf = (lines: readonly LedgerLine[], type: string, word: string): number =>
    lines
      .filter((line) => line.item === placement && line.type === type)
      .flatMap(({ codes }) => codes)
      .reduce((sum, code) => sum + (code.startsWith(`${word}:`) ? Number(code.slice(word.length + 1)) : 0), 0)
  const enquiries = alpha.filter(
    ({ item, type, codes }) => item === placement && type === 'parts-sent' && codes.includes('ENQUIRY'),
  )
  const { messages } = await showOf(world, 'beta', exchange)
  const parts = messages
    .flatMap(({ attachments = [] }) => attachments)
    .reduce((sum, { ofParts }) => sum + ofParts, 0)
  const wanted = sumOf(alpha, 'parts-sent', 'ASKED') + enquiries.length
  const noted = sumOf(alpha, 'parts-sent', 'PARTS')
  const kept = sumOf(beta, 'parts-kept', 'PARTS')
  require(kept === parts, `there are ${parts} parts, and beta has marked ${kept}`)
  // What was confirmed and not noted when the receiver's COMPLETE ended it is in no note.
  require(noted <= parts + wanted, `alpha has noted ${noted} parts, of ${parts} and ${wanted} asked for`)

  // So many of one file are on their way, or answered and not noted, at most.
  const deaths = (place: Place) => world.deaths.filter((death) => death.place === place).length
  const [ours, theirs] = [deaths('alpha') * maxUnconfirmed, deaths('beta') * maxUnconfirmed]
  const again = (await notedBy(world, 'alpha')) - parts
  require(again <= wanted + ours, `${again} parts were sent again: ${wanted} asked for, ${ours} under way`)
  const writtenAgain = (await notedBy(world, 'beta')) - parts
  require(writtenAgain <= theirs, `beta wrote ${writtenAgain} parts again, and ${theirs} were under way`)
  return { parts, again: Math.max(0, again), wanted, writtenAgain }
}

/** How many parts the processes of a place have sent, or written. */
async function notedBy(world: World, place: Place): Promise<number> {
  return (await stat(notesOf(world.folderOf(place)))).size
}
