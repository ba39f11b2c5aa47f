import {
  collectReplyShape,
  collectRequestShape,
  directoryReplyShape,
  directoryRequestShape,
  postReplyShape,
} from '../../protocol/index.ts'
import type { Carrier, Route } from '../deps.ts'
import type { Host } from './host.ts'
import { peerIdOf } from './peer-id.ts'
import { protocols } from './protocols.ts'

/** The longest answer of a long poll, in milliseconds: longer than any relay lets one wait. */
const collectTimeoutMs = 70_000

/**
 * Carries requests over the kept streams of a host: typed bodies in, typed answers out.
 *
 * @param addressesOf - where a key is listed, for who asks without an address. Whoever names one is taken at its word
 *   alone: another member could list a key that is not its own, and every dial would try its addresses first
 */
export function createCarrier(
  host: Pick<Host, 'link'>,
  addressesOf: (peerKey: Uint8Array) => readonly string[],
): Carrier {
  const link = ({ peerKey, addresses }: Route, protocol: string) =>
    host.link(peerIdOf(peerKey), () => (addresses.length > 0 ? addresses : addressesOf(peerKey)), protocol)
  return {
    post: async (route, envelope, { signal }) =>
      postReplyShape.decode(copy(await link(route, protocols.post).request(envelope, { signal }))),
    collect: async (route, request, { signal }) => {
      const body = collectRequestShape.encode(request)
      const answer = await link(route, protocols.collect).request(body, {
        signal,
        timeoutMs: collectTimeoutMs,
      })
      return collectReplyShape.decode(copy(answer))
    },
    directory: async (route, request, { signal }) => {
      const body = directoryRequestShape.encode(request)
      return directoryReplyShape.decode(
        copy(await link(route, protocols.directory).request(body, { signal })),
      )
    },
  }
}

/** The stream's memory is used again; what is decoded keeps views of its bytes. */
const copy = (view: Uint8Array): Uint8Array => view.slice()
