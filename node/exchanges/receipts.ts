import { fromHex } from '../../crypto/index.ts'
import {
  beginEnvelope,
  finishEnvelope,
  receiptShape,
  receiptStatuses,
  refusalCodes,
  refusalWord,
  type CarriedReceipt,
  type Content,
  type Member,
  type ProtocolErrorCode,
  type Receipt,
  type ReceiptStatus,
  type RefusalCode,
} from '../../protocol/index.ts'
import type { Committed, SignedLeaf, Unchanged } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { choosePrekey } from './prekey-choice.ts'

/** Days a relay keeps a receipt: longer than any relay keeps what it confirms. */
const receiptDays = 60
const dayMs = 24 * 60 * 60 * 1000

export function encodeReceipt(
  receipt: Omit<Receipt, 'status' | 'code'> & {
    status: keyof typeof receiptStatuses
    reason: ProtocolErrorCode | RefusalCode | undefined
  },
): Uint8Array {
  const { status, reason, ...rest } = receipt
  return receiptShape.encode({
    ...rest,
    status: receiptStatuses[status],
    code: reason === undefined ? 0 : refusalCodes[refusalWord(reason)],
  })
}

/** What the commit queue answered: nothing is confirmed that is not on disk. */
export type Confirmed =
  | Committed<{ readonly status: ReceiptStatus; readonly receipt: SignedLeaf }>
  /** The receipt that was made before, read in the same turn. */
  | Unchanged<{ readonly status: ReceiptStatus; readonly receipt: CarriedReceipt }>

/** Seals a receipt to the institution whose statement it confirms. */
export async function sealReceipt(
  deps: Pick<ExchangeDeps, 'keeper' | 'random' | 'clock'>,
  to: Member,
  confirmed: Confirmed,
): Promise<Uint8Array> {
  const receipt =
    confirmed.kind === 'unchanged' ? confirmed.value.receipt : carriedReceipt(confirmed.value.receipt)
  return sealPlain(deps, to, { receipt })
}

/** Seals what is no statement, to a prekey of the week. */
export async function sealPlain(
  deps: Pick<ExchangeDeps, 'keeper' | 'random' | 'clock'>,
  to: Member,
  content: Content,
): Promise<Uint8Array> {
  const prekey = choosePrekey(deps.keeper.directory, to, deps.clock())
  const expiryDay = Math.floor(deps.clock() / dayMs) + receiptDays
  const recipient = {
    networkId: fromHex(to.networkId),
    institutionId: fromHex(to.institutionId),
    prekey: prekey.publicKey,
  }
  return finishEnvelope(await beginEnvelope(recipient, expiryDay, deps.random), content)
}

function carriedReceipt({ item, index, path, batch }: SignedLeaf): CarriedReceipt {
  return { receipt: { item, index, path, batch: 0 }, batch }
}
