import { stat } from 'node:fs/promises'
import { maxUnconfirmed } from '../../../node/attachments/underway.ts'
import { notesOf, type LedgerLine } from '../messages.ts'
import { proveExchange, proveLedgers, require, type Ledgers } from '../proof.ts'
import { showOf, type Told } from '../tale.ts'
import type { World } from '../world.ts'
import type { Sent } from './figures.ts'
import type { Offer } from './offer.ts'

/** What holds of each offer when nothing is on its way any more. @returns how many parts were sent */
export async function proveOffers(
  world: World,
  told: readonly Told[],
  offers: readonly Offer[],
): Promise<Sent> {
  for (const { exchange } of offers) {
    await proveExchange(world, told, exchange)
    for (const place of ['alpha', 'beta'] as const) {
      const { phase, armed } = await showOf(world, place, exchange)
      require(armed === undefined, `${place} still has something armed`)
      require(phase === 'UNDERTAKEN', `${place} has come to ${phase}`)
    }
  }
  const ledgers = await proveLedgers(
    world,
    offers.map(({ exchange }) => exchange),
  )
  const { alpha } = ledgers
  const releases = alpha.filter(({ type, codes }) => type === 'placed' && codes.includes('DISCLOSURE'))
  require(releases.length === offers.length, `${offers.length} notices, and ${releases.length} releases`)
  require(alpha.every(({ type }) => type !== 'release-held'), 'a release was held for a person')
  let [parts, wanted] = [0, 0]
  for (const offer of offers) {
    const carried = await proveParts(world, ledgers, offer)
    parts += carried.parts
    wanted += carried.wanted
  }
  const { size: posted } = await stat(notesOf(world.folderOf('alpha')))
  const deaths = world.deaths.filter(({ place }) => place === 'alpha').length
  const again = Math.max(0, posted - parts)
  // Of each file, what was on its way or not yet noted when its sender died.
  const atMost = wanted + deaths * maxUnconfirmed
  require(again <= atMost, `${again} parts were sent again, and at most ${atMost} were lost or asked for`)
  return { parts, again, wanted }
}

/** Each part is noted once by its receiver; and by its sender, unless it was asked for it again. */
async function proveParts(
  world: World,
  ledgers: Ledgers,
  { exchange, placement }: Offer,
): Promise<Pick<Sent, 'parts' | 'wanted'>> {
  const of = (lines: readonly LedgerLine[], type: string) =>
    lines.filter((line) => line.item === placement && line.type === type)
  const { messages } = await showOf(world, 'beta', exchange)
  const files = messages.flatMap(({ attachments = [] }) => attachments)
  const parts = files.reduce((sum, { ofParts }) => sum + ofParts, 0)
  for (const place of ['alpha', 'beta'] as const) {
    const { length } = of(ledgers[place], 'attachments-complete')
    require(length === 1, `the ledger of ${place} says ${length} times that all files are there`)
  }
  const kept = sumOf(of(ledgers.beta, 'parts-kept'), 'PARTS')
  require(kept === parts, `there are ${parts} parts, and beta has kept ${kept}`)
  const sent = of(ledgers.alpha, 'parts-sent')
  const wanted = sumOf(sent, 'ASKED') + sent.filter(({ codes }) => codes.includes('ENQUIRY')).length
  const noted = sumOf(sent, 'PARTS')
  require(noted <= parts + wanted, `alpha has noted ${noted} parts as sent, of ${parts} and ${wanted} more`)
  return { parts, wanted }
}

/** The sum of what such codes say: `PARTS:8` is eight. */
function sumOf(lines: readonly LedgerLine[], word: string): number {
  const codes = lines.flatMap((line) => line.codes).filter((code) => code.startsWith(`${word}:`))
  return codes.reduce((sum, code) => sum + Number(code.slice(word.length + 1)), 0)
}
