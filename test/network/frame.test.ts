import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCode, encodeFrames, framesOf, maxChunkBytes } from '../../node/network/frame.ts'
import type { FrameKind, Message } from '../../node/network/frame.ts'
import { maxFrameBytes, maxMessageBytes } from '../../node/network/limits.ts'
import { createMessageReader } from '../../node/network/message-reader.ts'

const all: readonly FrameKind[] = ['request', 'response', 'refusal', 'close']

function encode(message: Message): Uint8Array {
  return encodeFrames(framesOf(message)).subarray()
}

function request(id: number, length: number): Message {
  return { kind: 'request', id, body: new Uint8Array(length).fill(id) }
}

function readAll(pieces: readonly Uint8Array[], accepted = all): Message[] {
  const reader = createMessageReader(accepted)
  const messages: Message[] = []
  for (const piece of pieces) {
    reader.push(piece)
    for (let message = reader.next(); message !== undefined; message = reader.next()) messages.push(message)
  }
  return messages
}

function frame(kind: number, last: number, length: number, id: number, chunk = Buffer.alloc(length)): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(kind, 0)
  header.writeUInt8(last, 1)
  header.writeUInt16BE(length, 2)
  header.writeUInt32BE(id, 4)
  return Buffer.concat([header, chunk])
}

describe('frames', () => {
  it('are the bytes of the table in the file header', () => {
    expect(Buffer.from(encode({ kind: 'request', id: 7, body: Buffer.from('hi') })).toString('hex')).toBe(
      '01010002000000076869',
    )
    expect(Buffer.from(encode({ kind: 'refusal', id: 7, body: encodeCode(16) })).toString('hex')).toBe(
      '03010002000000070010',
    )
  })

  it('never exceed 64 KiB on the wire', () => {
    const sizes = framesOf(request(1, maxMessageBytes)).map((one) => encodeFrames([one]).length)
    expect(Math.max(...sizes)).toBe(maxFrameBytes)
    expect(sizes).toHaveLength(17)
  })

  it('give back every message, wherever the bytes are cut on the way', () => {
    const lengths = fc.constantFrom(
      0,
      1,
      7,
      8,
      9,
      maxChunkBytes - 1,
      maxChunkBytes,
      maxChunkBytes + 1,
      200_000,
    )
    const run = fc.property(
      fc.array(lengths, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 20 }),
      (bodies, cuts) => {
        const sent = bodies.map((length, index) => request(index + 1, length))
        const bytes = Buffer.concat(sent.map(encode))
        const pieces: Uint8Array[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const step = cuts[turn % cuts.length] ?? 1
          pieces.push(bytes.subarray(at, at + step))
          at += step
        }
        const received = readAll(pieces)
        expect(
          received.map(({ kind, id, body }) => [
            kind,
            id,
            Buffer.from(body).equals(sent[id - 1]?.body ?? bytes),
          ]),
        ).toEqual(sent.map(({ kind, id }) => [kind, id, true]))
      },
    )
    fc.assert(run, { seed: 7, numRuns: 60 })
  })

  it('hold a message of exactly the greatest length', () => {
    const [message] = readAll([encode(request(1, maxMessageBytes))])
    expect(message?.body.length).toBe(maxMessageBytes)
  })

  it('are not made for a longer message', () => {
    expect(() => framesOf(request(1, maxMessageBytes + 1))).toThrow('MESSAGE_TOO_LARGE')
  })

  it('count what is held until a message is whole', () => {
    const reader = createMessageReader(all)
    const bytes = encode(request(1, 100))
    reader.push(bytes.subarray(0, 50))
    expect(reader.next()).toBeUndefined()
    expect(reader.heldBytes).toBe(50)
    reader.push(bytes.subarray(50))
    reader.next()
    expect(reader.heldBytes).toBe(0)
  })

  const faults: readonly (readonly [string, string, readonly Buffer[]])[] = [
    ['an unknown kind', 'FRAME_INVALID', [frame(5, 1, 0, 1)]],
    ['kind 0', 'FRAME_INVALID', [frame(0, 1, 0, 1)]],
    ['a kind that this side does not take', 'FRAME_INVALID', [frame(2, 1, 0, 1)]],
    ['a flag beyond last', 'FRAME_INVALID', [frame(1, 2, 0, 1)]],
    ['a flag beyond last, where a fragment would be right', 'FRAME_INVALID', [frame(1, 2, maxChunkBytes, 1)]],
    ['a chunk beyond the frame', 'FRAME_INVALID', [frame(1, 1, maxChunkBytes + 1, 1)]],
    ['a fragment that is not full', 'FRAME_INVALID', [frame(1, 0, 10, 1)]],
    ['an empty fragment', 'FRAME_INVALID', [frame(1, 0, 0, 1)]],
    ['an empty last fragment', 'FRAME_INVALID', [frame(1, 0, maxChunkBytes, 1), frame(1, 1, 0, 1)]],
    ['a refusal without a code', 'FRAME_INVALID', [frame(3, 1, 0, 1)]],
    ['a refusal in fragments', 'FRAME_INVALID', [frame(3, 0, 2, 1)]],
    ['a close with an id', 'FRAME_INVALID', [frame(4, 1, 2, 1)]],
    ['another id between fragments', 'ID_INVALID', [frame(1, 0, maxChunkBytes, 1), frame(1, 1, 1, 2)]],
    ['another kind between fragments', 'ID_INVALID', [frame(1, 0, maxChunkBytes, 0), frame(4, 1, 2, 0)]],
    [
      'a message that does not end',
      'MESSAGE_TOO_LARGE',
      Array.from({ length: 17 }, () => frame(1, 0, maxChunkBytes, 1)),
    ],
  ]
  it.each(faults)('are refused with %s (%s)', (name, code, pieces) => {
    const accepted = name.startsWith('a refusal') ? (['refusal'] as const) : (['request', 'close'] as const)
    expect(() => readAll(pieces, accepted)).toThrow(expect.objectContaining({ code }))
  })

  it('are judged by their header alone, before the chunk is there', () => {
    expect(() => readAll([frame(1, 1, maxChunkBytes + 1, 1).subarray(0, 8)])).toThrow('FRAME_INVALID')
  })
})
