// What a host answers to others: a node takes envelopes in, a relay keeps them.
import { maxCollectReplyBytes, postReplyShape, ProtocolError, refusalCodes } from '../protocol/index.ts'
import type { Log } from './deps.ts'
import type { createListing } from './directory/listing.ts'
import { codeOf } from './exchanges/code-of.ts'
import type { ExchangeDeps } from './exchanges/deps.ts'
import { answerTo, receive } from './exchanges/receive.ts'
import { firstHandlerRefusal, RefusalError, type Host } from './network/index.ts'
import { protocols } from './network/protocols.ts'
import type { RelayFault } from './relay/fault-points.ts'
import { openMailboxes, type Mailboxes } from './relay/mailboxes.ts'
import { createRelayService, RelayRefusal, type RelayService } from './relay/service.ts'
import { wait } from './wait.ts'

/** A node: envelopes that are posted to it. */
export async function serveNode(host: Host, exchange: ExchangeDeps): Promise<void> {
  const maxResponseBytes = 64 * 1024
  await host.serve(
    protocols.post,
    async (_peer, body) => {
      try {
        const received = await receive(exchange, body)
        const receiptEnvelope = answerTo(received)?.receipt ?? new Uint8Array(0)
        return postReplyShape.encode({ receiptEnvelope, custody: undefined })
      } catch (error) {
        throw refusalFor(error, exchange.log)
      }
    },
    { maxResponseBytes },
  )
}

/** Before the sender is known nothing but a coarse number leaves; the code stays in the own log. */
function refusalFor(error: unknown, log: Log): RefusalError {
  log('request-refused', { code: codeOf(error) })
  if (error instanceof ProtocolError) return new RefusalError(firstHandlerRefusal + refusalCodes.UNREADABLE)
  if (error instanceof RelayRefusal) return new RefusalError(firstHandlerRefusal + error.refusal)
  return new RefusalError(firstHandlerRefusal + refusalCodes.BUSY)
}

interface RelayDeps extends Pick<ExchangeDeps, 'store' | 'keeper' | 'clock' | 'log'> {
  readonly listing: ReturnType<typeof createListing>
  readonly relayId: Uint8Array
  readonly fault: (point: RelayFault) => void
}

/** A relay: envelopes that are left with it, collected, and the directory. */
export async function serveRelay(host: Host, deps: RelayDeps): Promise<Mailboxes> {
  const { listing, relayId, store, clock, fault } = deps
  const isServed = (mailbox: Uint8Array) => listing.isServed(relayId, mailbox)
  const mailboxes = await openMailboxes({ store, relayId, isServed, clock, wait, fault, log: deps.log })
  const service = createRelayService({ keeper: deps.keeper, listing, mailboxes })
  const handle = (protocol: string, answer: RelayService[keyof RelayService], maxResponseBytes: number) =>
    host.serve(
      protocol,
      async ({ peerId }, body, { signal }) => {
        try {
          const peerKey = listing.peerKeyOf(peerId)
          if (peerKey === undefined) throw new RelayRefusal('PEER_UNKNOWN', refusalCodes.NOT_TRUSTED)
          return await answer(peerKey, body, { signal })
        } catch (error) {
          throw refusalFor(error, deps.log)
        }
      },
      { maxResponseBytes },
    )
  await handle(protocols.post, service.post, 16 * 1024)
  await handle(protocols.collect, service.collect, maxCollectReplyBytes)
  await handle(protocols.directory, service.directory, 1024 * 1024)
  return mailboxes
}
