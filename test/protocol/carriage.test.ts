import { expect, test } from 'vitest'
import { collectReplyShape, envelopeShape, outerHeaderShape, readEnvelope } from '../../protocol/index.ts'

test('the largest envelope that a relay takes can be collected from it', () => {
  const id = new Uint8Array(16).fill(1)
  const ids = { envelopeId: id, mailbox: id, prekeyId: id }
  const outer = outerHeaderShape.encode({ version: 1, suite: 1, ...ids, expiryDay: 20_500 })
  const withBody = (length: number) =>
    envelopeShape.encode({ outer, enc: new Uint8Array(1120).fill(1), body: new Uint8Array(length).fill(1) })
  const around = withBody(1_000_000).length - 1_000_000
  const largest = withBody(1024 * 1024 - around)
  expect(largest).toHaveLength(1024 * 1024)
  expect(readEnvelope(largest).outer.mailbox).toEqual(id)

  const reply = { envelopes: [largest], more: true }
  expect(collectReplyShape.decode(collectReplyShape.encode(reply))).toEqual(reply)
})
