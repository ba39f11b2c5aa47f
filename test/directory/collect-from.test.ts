import { expect, test } from 'vitest'
import { concat, toHex, utf8 } from '../../crypto/index.ts'
import { collectFrom } from '../../node/relay/collect-from.ts'
import type { Mailboxes } from '../../node/relay/mailboxes.ts'

/** Mailboxes that hold a text each, or nothing and then wait until somebody calls the wait off. */
function mailboxesOf(held: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const collect: Mailboxes['collect'] = async (mailbox, { maxCount, waitMs, done }, { signal }) => {
    const name = new TextDecoder().decode(mailbox)
    asked.push([name, ...done.map(toHex)].join(' '))
    const text = held[name]
    if (text !== undefined && maxCount > 0) return { envelopes: [utf8(text)], more: false }
    if (waitMs > 0) {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve()
        })
      })
    }
    return { envelopes: [], more: false }
  }
  return { collect, asked }
}

const [one, two] = [utf8('one'), utf8('two')]
const request = { maxCount: 8, waitMs: 1000, done: [] }
const { signal } = new AbortController()

test('what is in any of the mailboxes ends the wait at all of them', async () => {
  const reply = await collectFrom(mailboxesOf({ two: 'mail' }), [one, two], request, signal)
  expect(concat(...reply.envelopes)).toEqual(utf8('mail'))
})

test('the mailbox whose turn it is gives first', async () => {
  const mailboxes = mailboxesOf({ one: 'first', two: 'second' })
  const replies = [
    await collectFrom(mailboxes, [one, two], request, signal),
    await collectFrom(mailboxes, [two, one], request, signal),
  ]
  expect(replies.map(({ envelopes }) => concat(...envelopes))).toEqual([utf8('first'), utf8('second')])
})

test('what is done is erased in every mailbox, once', async () => {
  const mailboxes = mailboxesOf({ one: 'mail', two: 'mail' })
  await collectFrom(mailboxes, [one, two], { ...request, done: [Uint8Array.of(7)] }, signal)
  expect(mailboxes.asked.filter((line) => line.endsWith('07'))).toEqual(['one 07', 'two 07'])
})
