import type { Stream } from '@libp2p/interface'
import type { Timers } from './deps.ts'
import { encodeFrames, frameHeaderBytes, framesOf } from './frame.ts'
import type { Frame, Message } from './frame.ts'
import { maxBatchBytes, readDeadlineMs } from './limits.ts'

/** Sends messages on a stream, all that are ready in one turn of the event loop in one `send`. */
export interface FrameWriter {
  /**
   * Queues a message; `onGone` is called once its last byte is handed to the stream, or dropped with it.
   *
   * @throws NetworkError `MESSAGE_TOO_LARGE`
   */
  write(message: Message, onGone?: () => void): void
  /** Hands over what the stream takes at once, without waiting for the end of the turn. */
  flush(): void
}

interface Queued {
  readonly frame: Frame
  readonly onGone: (() => void) | undefined
}

/**
 * Creates the writer of a stream; it waits while the stream has bytes that it could not pass on.
 *
 * Noise pays a record, an authenticator and a system call for each `send`, not for each byte: this is what makes
 * many small messages cheap. The queue is bounded by whoever counts the messages in flight.
 *
 * @param onStalled - called when the peer took nothing of the queue for `readDeadlineMs`
 */
export function createFrameWriter(stream: Stream, timers: Timers, onStalled: () => void): FrameWriter {
  let queue: Queued[] = []
  let isScheduled = false
  let isFlushing = false
  let cancelStall: (() => void) | undefined

  // After the promises of this turn: a handler that answers at once still shares the turn's send.
  function schedule(): void {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      flush()
    })
  }

  function canSend(): boolean {
    return stream.writeStatus === 'writable' && !stream.writableNeedsDrain && stream.writeBufferLength === 0
  }

  function takeBatch(): Queued[] {
    let bytes = 0
    const end = queue.findIndex(({ frame }) => {
      bytes += frameHeaderBytes + frame.chunk.length
      return bytes > maxBatchBytes
    })
    return queue.splice(0, end === -1 ? queue.length : end)
  }

  function flush(): void {
    if (isFlushing) return
    isFlushing = true
    let hasProgress = false
    try {
      while (queue.length > 0 && canSend()) {
        const batch = takeBatch()
        stream.send(encodeFrames(batch.map(({ frame }) => frame)))
        hasProgress = true
        for (const { onGone } of batch) onGone?.()
      }
      watchStall(hasProgress)
    } catch (error) {
      // The owner learns it from the stream's close event.
      stream.abort(error instanceof Error ? error : new Error('send failed'))
    } finally {
      isFlushing = false
    }
  }

  function watchStall(hasProgress: boolean): void {
    if (hasProgress || queue.length === 0) {
      cancelStall?.()
      cancelStall = undefined
    }
    if (queue.length > 0) cancelStall ??= timers.after(readDeadlineMs, onStalled)
  }

  // `idle` comes when a full window opens again, `drain` when the connection below does.
  stream.addEventListener('drain', schedule)
  stream.addEventListener('idle', schedule)
  stream.addEventListener('close', () => {
    const dropped = queue
    queue = []
    cancelStall?.()
    for (const { onGone } of dropped) onGone?.()
  })

  return {
    write(message, onGone) {
      const frames = framesOf(message)
      if (stream.writeStatus !== 'writable') {
        onGone?.()
        return
      }
      for (const frame of frames) queue.push({ frame, onGone: frame.last ? onGone : undefined })
      schedule()
    },
    flush,
  }
}
