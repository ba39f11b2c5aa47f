// How a running node stands: read from its store, as nobody can ask of it from outside.
import { toHex } from '../../crypto/index.ts'
import { decodeFact, leafHashesOf, mostFactBytes, requireTree, sealedLengthOf } from '../../protocol/index.ts'
import { allCarried } from '../../node/attachments/carried.ts'
import { sentCount, toSendOf } from '../../node/attachments/sending.ts'
import { decodeOutbox } from '../../node/exchanges/outbox.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout, type Reader } from '../../node/store/index.ts'
import type { Span } from '../../node/store/space.ts'
import type { LedgerLine } from './messages.ts'

/** Nothing waits here: an empty outbox, files complete in both directions, empty mailboxes. */
export async function isEmpty({ self, store, exchange }: RunningNode): Promise<boolean> {
  if (self.profile.role === 'relay') return isNone(store, layout.parcels.all())
  const isOut = (await isNone(store, layout.outbox.all())) && (await isNone(store, layout.partsToSend.all()))
  if (!isOut) return false
  for await (const { state } of allCarried(store, 'incoming')) if (state === 'WAITING') return false
  return exchange.arrivals.coming().waiting === 0
}

async function isNone(store: Reader, span: Span): Promise<boolean> {
  for await (const _row of store.range(span, { limit: 1 })) return false
  return true
}

/** How many files of the other side are here; each is read whole, and fits what was signed. */
export async function filesHere({ store, exchange }: RunningNode): Promise<number> {
  let count = 0
  for await (const { blob, attachment, state } of allCarried(store, 'incoming')) {
    if (state !== 'COMPLETE') throw new Error('a file is not complete')
    const sealed = await exchange.blobs.readRange(blob, 0, sealedLengthOf(attachment.paddedLength))
    requireTree(attachment, leafHashesOf(sealed))
    count += 1
  }
  return count
}

/** Everything that waits in the outbox is at a relay. */
export async function isDeposited({ store }: RunningNode): Promise<boolean> {
  for await (const { value } of store.range(layout.outbox.all())) {
    if (decodeOutbox(value).state !== 'HANDED_TO_RELAY') return false
  }
  return true
}

/** And so are all parts of its files. */
export async function isHanded(node: RunningNode): Promise<boolean> {
  const { store } = node
  if (!(await isDeposited(node))) return false
  for await (const carried of allCarried(store, 'outgoing')) {
    const toSend = await toSendOf(store, carried)
    if (toSend !== undefined && sentCount(toSend, carried.attachment) < carried.attachment.partCount)
      return false
  }
  return true
}

/** All files of the other side are here. */
export async function areComplete({ store }: RunningNode): Promise<boolean> {
  for await (const { state } of allCarried(store, 'incoming')) if (state !== 'COMPLETE') return false
  return true
}

/** Some parts had to be asked for. */
export async function hasAsked(node: RunningNode): Promise<boolean> {
  const lines = await ledgerLines(node)
  return lines.some(
    ({ type, codes }) => type === 'receipt-made' && codes.some((code) => code.startsWith('PARTS:')),
  )
}

export async function ledgerLines({ store }: RunningNode): Promise<readonly LedgerLine[]> {
  const lines: LedgerLine[] = []
  for await (const { key, value } of store.range(layout.ledgerFacts.all())) {
    const first = Number(Buffer.from(key).readBigUInt64BE())
    for (const { record } of decodeFacts(first, value, mostFactBytes)) {
      const { fact } = decodeFact(record)
      const item = fact.item === undefined ? undefined : toHex(fact.item)
      lines.push({ type: fact.type, item, codes: fact.codes ?? [] })
    }
  }
  return lines
}
