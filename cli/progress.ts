import type { Session } from './session.ts'
import { progressLine } from './view/attachments.ts'

/** Between two lines, in milliseconds: as often as somebody reads. */
const restMs = 250

/** A file that is on its way between this machine and its node. */
export interface Moving {
  /** Which of them it is, from 1. */
  readonly nth: number
  readonly files: number
  /** In bytes. */
  readonly length: number
}

/**
 * Passes the pieces of a file on, and shows how far it is while they go: one line that is written over and cleared at the
 * end, and only where somebody sits before it.
 */
export async function* watched(
  { output, terminal }: Pick<Session, 'output' | 'terminal'>,
  moving: Moving,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const begunMs = terminal.nowMs()
  let [bytes, shownMs] = [0, begunMs]
  try {
    for await (const piece of pieces) {
      yield piece
      bytes += piece.length
      const nowMs = terminal.nowMs()
      if (nowMs - shownMs < restMs) continue
      shownMs = nowMs
      output.progress(progressLine({ ...moving, bytes, ms: nowMs - begunMs }))
    }
  } finally {
    output.progress('')
  }
}
