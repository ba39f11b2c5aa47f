import type {
  CollectReply,
  CollectRequest,
  DirectoryReply,
  DirectoryRequest,
  PostReply,
} from '../protocol/index.ts'

/** The time, in milliseconds since 1970, UTC. */
export type Clock = () => number

/** Takes facts for the operator: an event's name and fields that never hold content, names or secrets. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void

/** Where a peer can be reached, and by which key it proves itself. */
export interface Route {
  readonly peerKey: Uint8Array
  readonly addresses: readonly string[]
}

/**
 * The port to the network: requests to one peer, bounded in time.
 *
 * @throws an error with a `code` when the peer cannot be reached or refuses
 */
export interface Carrier {
  readonly post: (route: Route, envelope: Uint8Array, options: { signal: AbortSignal }) => Promise<PostReply>
  readonly collect: (
    route: Route,
    request: CollectRequest,
    options: { signal: AbortSignal },
  ) => Promise<CollectReply>
  readonly directory: (
    route: Route,
    request: DirectoryRequest,
    options: { signal: AbortSignal },
  ) => Promise<DirectoryReply>
}
