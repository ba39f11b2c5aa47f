// Two nodes of which one has sent the other files, and relays that a test empties by hand.
import { fromHex, toHex } from '../../crypto/index.ts'
import { carriedOf, ownBlobId, type CarriedAttachment } from '../../node/attachments/carried.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { codeOf } from '../../node/exchanges/code-of.ts'
import { place } from '../../node/exchanges/placing.ts'
import { answerTo, receive } from '../../node/exchanges/receive.ts'
import { said, type Said } from '../../node/exchanges/speak.ts'
import { signStatement, state } from '../../node/exchanges/stating.ts'
import {
  checkDisclosure,
  encodeBody,
  listedFields,
  partIdOf,
  readEnvelope,
  sealedLengthOf,
  statementHash,
  statementShape,
} from '../../protocol/index.ts'
import { disclosureUnder, type Pair, type PairNode, type Place } from '../exchanges/pair.ts'
import { story, today } from '../messages/drafts.ts'
import { sealFile, type SealedFile } from './support.ts'

/** A statement with files, as it was placed. */
export interface SaidWithFiles extends Said {
  readonly files: readonly SealedFile[]
}

/** Bytes of a file of so many parts: the last one is short. */
const bytesOfParts = (parts: number): number => (parts - 1) * 786_432 + 70_000

/**
 * Alpha sends beta a disclosure with files, which stand sealed on its disk.
 *
 * @param change - bends what the statement says of them
 */
export async function sendFiles(
  { alpha, beta }: Pick<Pair, 'alpha' | 'beta'>,
  files: readonly SealedFile[],
  change: (file: SealedFile) => Partial<SealedFile['attachment']> = () => ({}),
): Promise<SaidWithFiles> {
  const { deps, people } = alpha.desk
  const check = checkDisclosure(story, { today })
  if (!check.ok) throw new Error('the story breaks its rules')
  const attachments = files.map(({ attachment, secret }, at) => ({
    ...listedFields(attachment.attachmentId, secret),
    ...{ name: `ledger ${at}.pdf`, mediaType: 'application/pdf' },
  }))
  const body = encodeBody({ ...check.disclosure, attachments })
  const to = deps.keeper.directory.member(alpha.desk.network.networkId, beta.desk.deps.self.institutionId)
  if (to === undefined) throw new Error('beta is not in the directory')
  const { conditions = new Uint8Array(0), terms } = disclosureUnder()
  const plain = state(deps, {
    ...{ exchangeId: undefined, to, type: 'DISCLOSURE', terms, conditions, refs: [], body },
  })
  const decoded = statementShape.decode(plain.statement)
  const listed = files.map((file) => ({ ...file.attachment, ...change(file) }))
  const statement = statementShape.encode({ ...decoded, attachments: listed })
  for (const { attachment, ciphertext } of files) {
    const blob = ownBlobId(deps.store, attachment.attachmentId)
    await deps.blobs.create(blob, sealedLengthOf(attachment.paddedLength))
    await deps.blobs.writeAt(blob, 0, ciphertext)
  }
  const { id, certHash } = await createOfficerBook(deps).find(people.ana.officer)
  const stated = { ...plain, statement, exchangeId: fromHex(statementHash(statement)) }
  const officer = await signStatement(deps, stated, { id, certHash, passphrase: people.ana.passphrase })
  return {
    ...said(stated, await place(deps, { ...stated, officer, undertaking: undefined })),
    files,
  }
}

let made = 0
/** Files of so many parts each, none of which was there before. */
export const filesOf = (...parts: readonly number[]): readonly SealedFile[] =>
  parts.map((count) => sealFile(bytesOfParts(count), `file ${(made += 1)}`))

/** Of a posted envelope, which part of which file it is; `undefined` for any other. */
export function partIn(
  files: readonly SealedFile[],
  envelope: Uint8Array,
): { readonly file: number; readonly part: number } | undefined {
  const id = toHex(readEnvelope(envelope).outer.envelopeId)
  for (const [file, { partsKey, attachment }] of files.entries()) {
    for (let part = 0; part < attachment.partCount; part += 1)
      if (toHex(partIdOf(partsKey, part)) === id) return { file, part }
  }
  return undefined
}

/** The parts of the files that were posted to a place, in their order, as `file.part`. */
export function partsAt({ posted }: Pair, files: readonly SealedFile[], at: Place): readonly string[] {
  return posted.flatMap(({ to, envelope }) => {
    const found = to === at ? partIn(files, envelope) : undefined
    return found === undefined ? [] : [`${found.file}.${found.part}`]
  })
}

/** What a node keeps of the files of a statement. */
export function keptOf(
  { desk: { deps } }: PairNode,
  direction: Parameters<typeof carriedOf>[1],
  { placementHash }: Said,
): Promise<readonly CarriedAttachment[]> {
  return carriedOf(deps.store, direction, placementHash)
}

export const statesOf = async (...asked: Parameters<typeof keptOf>) =>
  (await keptOf(...asked)).map(({ state: reached, parts }) => `${reached} ${parts}`)

/**
 * Beta fetches what was posted to a relay and not fetched before; alpha gets the receipts at once.
 *
 * @param drop - what the relay does not hand over
 * @param change - what it hands over instead
 * @returns codes of what beta refused
 */
export async function fetchFrom(
  { posted, alpha, beta }: Pair,
  relay: Place,
  {
    drop = () => false,
    change = (envelope) => envelope,
  }: {
    readonly drop?: (envelope: Uint8Array) => boolean
    readonly change?: (envelope: Uint8Array) => Uint8Array
  } = {},
): Promise<readonly string[]> {
  const waiting = posted.filter(({ to }) => to === relay).map(({ envelope }) => envelope)
  for (let at = posted.length - 1; at >= 0; at -= 1) if (posted[at]?.to === relay) posted.splice(at, 1)
  const refused: string[] = []
  for (const envelope of waiting.filter((one) => !drop(one))) {
    try {
      const made = answerTo(await receive(beta.desk.deps, change(envelope)))
      if (made !== undefined) await receive(alpha.desk.deps, made.receipt)
    } catch (error) {
      refused.push(codeOf(error))
    }
  }
  return refused
}

/** Beta asks for what is due; alpha gets the receipts at once. @returns how many there were */
export async function askAll({ alpha, beta }: Pair): Promise<number> {
  const receipts: Uint8Array[] = []
  await beta.desk.deps.arrivals.ask(({ receipt }) => receipts.push(receipt))
  for (const receipt of receipts) await receive(alpha.desk.deps, receipt)
  return receipts.length
}

/** Whether beta has the ciphertext of a file, whole. */
export async function isThere(pair: Pair, made: SaidWithFiles): Promise<boolean> {
  const kept = await keptOf(pair.beta, 'incoming', made)
  for (const [at, { blob }] of kept.entries()) {
    const { ciphertext = new Uint8Array(0) } = made.files[at] ?? {}
    const there = await pair.beta.desk.deps.blobs.readRange(blob, 0, ciphertext.length)
    if (Buffer.compare(there, ciphertext) !== 0) return false
  }
  return kept.length === made.files.length
}

/** What a relay or a node answers that has no room. */
export const busy = (): Error => Object.assign(new Error('refused'), { code: 'LINK_REFUSED', refusal: 21 })
