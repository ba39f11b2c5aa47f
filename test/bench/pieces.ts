import type { FileHandle } from 'node:fs/promises'
import { meanwhile } from '../../node/attachments/meanwhile.ts'
import { attachmentChunkBytes } from '../../protocol/index.ts'

/** A file's bytes in order. A piece lasts until the next is asked for; while it is used, the one after it is read. */
export async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  let [memory, other] = [new Uint8Array(attachmentChunkBytes), new Uint8Array(attachmentChunkBytes)]
  const read = (into: Uint8Array) => meanwhile(() => file.read(into))
  let reading = read(memory)
  for (;;) {
    const { bytesRead, buffer } = await reading
    if (bytesRead === 0) return
    ;[memory, other] = [other, memory]
    reading = read(memory)
    yield buffer.subarray(0, bytesRead)
  }
}
