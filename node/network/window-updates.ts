import type { Stream } from '@libp2p/interface'

/** What a stream of `@libp2p/yamux` has beyond the interface. */
interface YamuxStream {
  readonly state: number
  /** What the peer may still send, in bytes, and what a new update sets that to. */
  readonly recvWindowCapacity: number
  readonly recvWindow: number
  sendWindowUpdate: () => void
}

/** Both ends know of the stream: its updates carry nothing but room. */
const established = 3

/**
 * Has a stream give its peer room again when half of the window is used, as the muxer's specification advises.
 *
 * The library does so for every frame that arrives: a noise record, a system call and a packet each way for each of our
 * messages. A stream of another make is left as it is.
 */
export function fewerWindowUpdates(stream: Stream): void {
  if (!isYamux(stream)) return
  const update = stream.sendWindowUpdate.bind(stream)
  stream.sendWindowUpdate = () => {
    const isRoomy = stream.recvWindowCapacity * 2 > stream.recvWindow
    // A stream that is only beginning acknowledges itself with its first update.
    if (stream.state !== established || !isRoomy) update()
  }
}

function isYamux(stream: Stream): stream is Stream & YamuxStream {
  return 'sendWindowUpdate' in stream && 'recvWindowCapacity' in stream && 'recvWindow' in stream
}
