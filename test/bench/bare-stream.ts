// The least that carries requests over one kept, encrypted stream: a length before each frame, and what is ready in
// one turn of the event loop in one send. No ids, no limits, no deadlines: a limit to measure by, and nothing to ship.
import type { Stream } from '@libp2p/interface'

/** One end of a bare stream. */
export interface BareStream {
  readonly send: (frame: Uint8Array) => void
}

const lengthBytes = 4

/** @param onFrame - gets each frame that arrives, as a view */
export function bareStream(stream: Stream, onFrame: (frame: Uint8Array) => void): BareStream {
  let ready: Uint8Array[] = []
  let isScheduled = false
  let unread = Buffer.alloc(0)

  const flush = (): void => {
    isScheduled = false
    if (ready.length === 0 || stream.writableNeedsDrain) return
    const joined = Buffer.concat(ready)
    ready = []
    stream.send(joined)
  }
  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(flush)
  }
  stream.addEventListener('drain', schedule)
  stream.addEventListener('message', ({ data }) => {
    unread = unread.length === 0 ? Buffer.from(data.subarray()) : Buffer.concat([unread, data.subarray()])
    let at = 0
    while (unread.length - at >= lengthBytes) {
      const end = at + lengthBytes + unread.readUInt32BE(at)
      if (unread.length < end) break
      onFrame(unread.subarray(at + lengthBytes, end))
      at = end
    }
    unread = unread.subarray(at)
  })
  return {
    send: (frame) => {
      const length = Buffer.alloc(lengthBytes)
      length.writeUInt32BE(frame.length)
      ready.push(length, frame)
      schedule()
    },
  }
}

/** The asking end: answers come in the order of the requests. */
export function bareClient(stream: Stream): (frame: Uint8Array) => Promise<unknown> {
  const waiting: (() => void)[] = []
  const { send } = bareStream(stream, () => waiting.shift()?.())
  return (frame) =>
    new Promise<undefined>((resolve) => {
      waiting.push(() => {
        resolve(undefined)
      })
      send(frame)
    })
}
