import {
  collectReplyShape,
  collectRequestShape,
  directoryReplyShape,
  directoryRequestShape,
  postReplyShape,
  refusalCodes,
} from '../../protocol/index.ts'
import type { Listing } from '../directory/listing.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'
import { collectFrom } from './collect-from.ts'
import type { DepositRefusal, Mailboxes } from './mailboxes.ts'

/** Objects of the directory in one answer; at the largest they fit one message on a stream. */
const maxObjects = 24

/** What a relay answers, body by body; `peerKey` is proven by the connection, and a body is a view for the call only. */
export interface RelayService {
  readonly post: (peerKey: Uint8Array, body: Uint8Array) => Promise<Uint8Array>
  readonly collect: (
    peerKey: Uint8Array,
    body: Uint8Array,
    options: { signal: AbortSignal },
  ) => Promise<Uint8Array>
  readonly directory: (peerKey: Uint8Array, body: Uint8Array) => Promise<Uint8Array>
}

/** Thrown to refuse a request; the number is all the peer is told. */
export class RelayRefusal extends Error {
  override readonly name = 'RelayRefusal'
  readonly code: string
  readonly refusal: number

  constructor(code: string, refusal: number) {
    super(code)
    this.code = code
    this.refusal = refusal
  }
}

export function createRelayService(deps: {
  readonly keeper: DirectoryKeeper
  readonly listing: Pick<Listing, 'membersOf'>
  readonly mailboxes: Mailboxes
}): RelayService {
  const { keeper, mailboxes } = deps
  let turn = 0
  return {
    post: async (peerKey, body) => {
      const depositors = deps.listing.membersOf(peerKey).map(({ institutionId }) => institutionId)
      if (depositors.length === 0) throw new RelayRefusal('DEPOSITOR_UNKNOWN', refusalCodes.NOT_TRUSTED)
      const kept = await mailboxes.deposit(depositors, body)
      if (typeof kept === 'string') throw new RelayRefusal(kept, refusalOf(kept))
      return postReplyShape.encode({ receiptEnvelope: new Uint8Array(0), custody: kept })
    },
    collect: async (peerKey, body, { signal }) => {
      const own = deps.listing.membersOf(peerKey).map(({ mailbox }) => mailbox)
      if (own.length === 0) throw new RelayRefusal('MAILBOX_UNKNOWN', refusalCodes.NOT_TRUSTED)
      // Each request begins with another mailbox, so that none that is full keeps the others waiting.
      turn += 1
      const first = turn % own.length
      const inTurn = [...own.slice(first), ...own.slice(0, first)]
      return collectReplyShape.encode(
        await collectFrom(mailboxes, inTurn, collectRequestShape.decode(body), signal),
      )
    },
    directory: async (_peerKey, body) => {
      // What is taken in is kept, and is views of the body.
      const request = directoryRequestShape.decode(body.slice())
      await keeper.take(request.publish)
      return directoryReplyShape.encode(keeper.since(request.since, maxObjects))
    },
  }
}

/** What is full is so for a while only, so the sender is told to come again. */
function refusalOf(refusal: DepositRefusal): number {
  const isForNow = refusal === 'MAILBOX_FULL' || refusal === 'DEPOSITOR_FULL'
  return isForNow ? refusalCodes.BUSY : refusalCodes.NOT_ACCEPTED
}
