import type { MessageStream, StreamMuxerFactory } from '@libp2p/interface'
import { yamux } from '@libp2p/yamux'
import { createBucket } from './bucket.ts'
import type { Timers } from './deps.ts'
import {
  keepAliveMs,
  maxControlFramesPerSecond,
  maxStreamsPerConnection,
  streamWindowBytes,
} from './limits.ts'
import { NetworkError } from './network-error.ts'

/** The fixed part of a yamux frame: version, type, flags (2), stream id (4), length (4). */
const headerBytes = 12
const dataType = 0
const synFlag = 1

/**
 * Yamux with bounds on what it gathers.
 *
 * The library keeps a data frame until it is whole and only then asks whether the window allowed it, so a header
 * naming 4 GiB makes it take in 4 GiB; and it answers any number of pings and new streams. A guard reads the
 * headers before it and ends the connection.
 */
export function boundedYamux(timers: Timers): () => StreamMuxerFactory {
  const create = yamux({
    maxInboundStreams: maxStreamsPerConnection,
    keepAliveInterval: keepAliveMs,
    streamOptions: {
      // No window beyond what a held stream may keep, or holding an honest peer would reset it.
      maxStreamWindowSize: streamWindowBytes,
      maxReadBufferLength: streamWindowBytes,
    },
  })
  return () => {
    const factory = create()
    return {
      protocol: factory.protocol,
      createStreamMuxer(connection) {
        guard(connection, timers)
        return factory.createStreamMuxer(connection)
      },
    }
  }
}

function guard(connection: MessageStream, timers: Timers): void {
  const controlFrames = createBucket(timers, maxControlFramesPerSecond)
  const header = new Uint8Array(headerBytes)
  const view = new DataView(header.buffer)
  let filled = 0
  let bodyBytes = 0

  connection.addEventListener('message', ({ data }) => {
    if (data instanceof Uint8Array) read(data)
    else for (const part of data) read(part)
  })

  function read(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (bodyBytes > 0) {
        const step = Math.min(bodyBytes, bytes.length - at)
        bodyBytes -= step
        at += step
        continue
      }
      const step = Math.min(headerBytes - filled, bytes.length - at)
      header.set(bytes.subarray(at, at + step), filled)
      filled += step
      at += step
      if (filled < headerBytes) return
      filled = 0
      if (!isAllowed()) {
        connection.abort(new NetworkError('BUFFER_EXCEEDED', 'a yamux frame beyond the bounds'))
        return
      }
    }
  }

  function isAllowed(): boolean {
    const type = view.getUint8(1)
    if (type === dataType) bodyBytes = view.getUint32(8)
    // A new stream, or a ping that wants an answer.
    if ((view.getUint16(2) & synFlag) !== 0) {
      if (controlFrames.waitMs() > 0) return false
      controlFrames.take(1)
    }
    return bodyBytes <= streamWindowBytes
  }
}
