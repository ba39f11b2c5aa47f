import { equalBytes, sha256 } from '../../crypto/index.ts'
import { ProtocolError, readEnvelope, type Party } from '../../protocol/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { lastReceipt } from './made-receipts.ts'
import { sealReceipt } from './receipts.ts'
import type { Received } from './receive.ts'

/** A one-time prekey that has just opened an envelope. */
export interface Opening {
  readonly prekeyId: Uint8Array
  /** SHA-256 of the envelope. */
  readonly envelopeHash: Uint8Array
}

/**
 * The one-time prekey that an envelope was opened with.
 *
 * @returns `undefined` where it was a weekly one
 * @throws {@link ProtocolError} `PREKEY_UNKNOWN` for one that was given to somebody else, or has opened another envelope
 */
export async function openingOf(
  { keyring, given }: Pick<ExchangeDeps, 'keyring' | 'given'>,
  bytes: Uint8Array,
  from: Party,
): Promise<Opening | undefined> {
  const { prekeyId } = readEnvelope(bytes).outer
  if (keyring.prekeyKind(prekeyId) !== 'one-time') return undefined
  const envelopeHash = sha256(bytes)
  if (!(await given.isOf(from, prekeyId))) {
    const spent = await given.spentOn(prekeyId)
    if (spent === undefined || !equalBytes(spent.envelopeHash, envelopeHash))
      throw new ProtocolError(
        'PREKEY_UNKNOWN',
        'envelope: sealed to a prekey that was not given to its sender',
      )
  }
  return { prekeyId, envelopeHash }
}

/**
 * Answers an envelope whose one-time prekey has opened it before and is erased: with the receipt that was made then.
 *
 * Its sender sends the same bytes until it has a receipt, which may have got lost.
 * @returns `undefined` where this envelope was never opened
 */
export async function answerAgain(
  deps: Pick<ExchangeDeps, 'store' | 'given' | 'keeper' | 'random' | 'clock'>,
  bytes: Uint8Array,
  error: unknown,
): Promise<{ readonly kind: 'answered'; readonly received: Received } | undefined> {
  const isClosed =
    error instanceof ProtocolError && (error.code === 'PREKEY_UNKNOWN' || error.code === 'ENVELOPE_CORRUPT')
  if (!isClosed) return undefined
  const spent = await deps.given.spentOn(readEnvelope(bytes).outer.prekeyId)
  if (spent === undefined || !equalBytes(spent.envelopeHash, sha256(bytes))) return undefined
  const from = deps.keeper.directory.member(spent.networkId, spent.institutionId)
  const made = await lastReceipt(deps.store, spent.placementHash)
  if (from === undefined || made === undefined) return undefined
  const { status } = made
  const receipt = await sealReceipt(deps, from, {
    kind: 'unchanged',
    value: { status, receipt: made.receipt },
  })
  return { kind: 'answered', received: { kind: 'statement', from, receipt, status } }
}
