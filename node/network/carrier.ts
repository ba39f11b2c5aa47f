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
 * @param addressesOf - where a key is listed; before what the asker says, who knows one of several that name the key
 */
export function createCarrier(host: Host, addressesOf: (peerKey: Uint8Array) => readonly string[]): Carrier {
  const link = ({ peerKey, addresses }: Route, protocol: string) =>
    host.link(peerIdOf(peerKey), () => [...new Set([...addressesOf(peerKey), ...addresses])], protocol)
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
