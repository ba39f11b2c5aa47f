/**
 * Every bound of the transport with its reason; protocol.md §5.1 has the attacks behind them.
 *
 * Two tables at the end hold what differs between a node and a relay; a configuration may override those.
 */

const KiB = 1024
const MiB = 1024 * KiB

/** One frame on the wire, header included: one noise record and a little, so a small answer never waits long. */
export const maxFrameBytes = 64 * KiB

/** A request or response body: an envelope of 1 MiB and what a protocol writes around it. */
export const maxMessageBytes = MiB + 4 * KiB

/** How much goes to the stream in one `send`: a first window of it; beyond, copying together only costs memory. */
export const maxBatchBytes = 256 * KiB

/** What yamux lets a peer send ahead on a new stream: the muxer's specification knows no less. */
export const firstWindowBytes = 256 * KiB

/**
 * To what that grows where answers are a while on the way, and what a held stream may keep. It is all that is under way to
 * a peer: over 150 ms there and back 7 MB a second at most, of the smallest window less than 2.
 */
export const streamWindowBytes = MiB

/** Open streams a peer may have on one connection: two for each protocol we speak, and room for one more version. */
export const maxStreamsPerConnection = 16

/** Streams of one protocol on one connection: the kept one, and the next while the old one is still dying. */
export const maxStreamsPerProtocol = 2

/** Connections one peer may hold: one in each direction, and each while its dead predecessor is not noticed yet. */
export const maxConnectionsPerPeer = 4

/** New streams and pings in one second of one connection; a kept stream needs one in its life. */
export const maxControlFramesPerSecond = 32

/** A WebSocket message: the largest batch a peer's muxer passes down, with room; the library's own is 100 MiB. */
export const maxWebSocketPayloadBytes = MiB

/** Header of the WebSocket's HTTP request, which a stranger sends. */
export const maxHttpHeaderBytes = 8 * KiB

/** From a stranger's first byte to an authenticated, multiplexed connection: six round trips over a satellite. */
export const handshakeDeadlineMs = 5_000

/** From the first byte of a message to its last: 1 MiB over 140 kbit/s. */
export const messageDeadlineMs = 60_000

/** How long a peer may read nothing of what waits for it: the time a whole message has in the other direction. */
export const readDeadlineMs = 60_000

/** A dial, all addresses of the peer together. */
export const dialDeadlineMs = 10_000

/** How long a request may wait for its turn and its answer, if the caller names no time of its own. */
export const requestDeadlineMs = 30_000

/** How long the end of the host waits for handlers at work, so that no commit is cut from its answer. */
export const shutdownGraceMs = 2_000

/** A peer from which nothing came for this long while an answer was due is taken for dead. */
export const peerSilenceMs = 15_000

/** Callers that may wait on one link for a place in its window: seconds of work, then the outbox must hold them. */
export const maxWaitingRequests = 1_024

/** First pause before a stream is opened again; doubled after each failure, always shortened by chance. */
export const reopenBaseMs = 500

/** Longest such pause: a peer that comes back is noticed within it. */
export const reopenMaxMs = 30_000

/** A stream without requests for this long is given back; opening another costs some 5 ms of CPU. */
export const idleCloseMs = 600_000

/** A yamux ping keeps proxies and address translators from forgetting the connection; most forget after 60 s. */
export const keepAliveMs = 30_000

/** What differs by role, or by the machine: a configuration may replace any of it. */
export interface HostLimits {
  /** Connections in all; inbound ones beyond are refused, idle ones are pruned. */
  readonly maxConnections: number
  /** Inbound connections still before the end of their handshake. */
  readonly maxPendingConnections: number
  /** Inbound connections accepted from one network address in one second; raise it behind a proxy. */
  readonly acceptsPerAddressPerSecond: number
  /** Requests of one stream handled at the same time; more wait in the peer's window. */
  readonly maxInFlight: number
  /** Requests per second of one peer, over all its streams; beyond, it is read more slowly. */
  readonly requestsPerSecond: number
  /** Bytes of requests per second of one peer, likewise: as many as a line of a gigabit brings. */
  readonly requestBytesPerSecond: number
  /** Bytes of requests being handled for one peer, each with the longest response its protocol may give. */
  readonly maxReservedBytesPerPeer: number
  /** Bytes of requests being handled and of responses not sent yet, of all peers; beyond, no request starts. */
  readonly maxHandledBytes: number
  /** Bytes read from one peer and not yet handed to a handler. */
  readonly maxUnreadBytesPerPeer: number
  /** The same, of all peers. */
  readonly maxUnreadBytes: number
}

/** An institution's node: some dozens of correspondents, a small machine. */
export const nodeLimits: HostLimits = {
  maxConnections: 64,
  maxPendingConnections: 8,
  acceptsPerAddressPerSecond: 3,
  maxInFlight: 32,
  requestsPerSecond: 2_000,
  requestBytesPerSecond: 128 * MiB,
  maxReservedBytesPerPeer: 8 * MiB,
  maxHandledBytes: 64 * MiB,
  maxUnreadBytesPerPeer: 8 * MiB,
  maxUnreadBytes: 128 * MiB,
}

/** A relay: a whole network's nodes come back at once after a restart, and deposits come in bursts. */
export const relayLimits: HostLimits = {
  maxConnections: 2_048,
  maxPendingConnections: 64,
  acceptsPerAddressPerSecond: 3,
  maxInFlight: 256,
  requestsPerSecond: 5_000,
  requestBytesPerSecond: 128 * MiB,
  maxReservedBytesPerPeer: 16 * MiB,
  maxHandledBytes: 256 * MiB,
  maxUnreadBytesPerPeer: 8 * MiB,
  maxUnreadBytes: 256 * MiB,
}
