import { expect, test } from 'vitest'
import { createHandOver } from '../../node/exchanges/hand-over.ts'
import type { Member } from '../../protocol/index.ts'

/** Hand-overs that do not end before a test says so; asks nothing of a member but its id. */
function open() {
  const done = Promise.withResolvers<undefined>()
  const [posted, refused]: [string[], unknown[]] = [[], []]
  const handOver = createHandOver(
    (_event, fields) => refused.push(fields?.['code']),
    async (to) => {
      posted.push(to.institutionId)
      await done.promise
    },
  )
  const send = (institutionId: string, times: number) =>
    Array.from({ length: times }, () =>
      handOver({ institutionId } as Member, new Uint8Array(1), new AbortController().signal),
    )
  return { done, posted, refused, send }
}

test('one member takes no more than its share of what is handed over at once', async () => {
  const { done, posted, refused, send } = open()
  const under = [...send('one', 200), ...send('other', 1)]
  expect(posted.filter((to) => to === 'one')).toHaveLength(128)
  expect(posted).toContain('other')
  expect(refused).toEqual(Array.from({ length: 72 }, () => 'BUSY'))
  done.resolve(undefined)
  await Promise.all(under)
  await Promise.all(send('one', 1))
  expect(posted).toHaveLength(130)
})

test('all members together fill a bounded room', () => {
  const { posted, send } = open()
  for (let member = 0; member < 10; member += 1) void Promise.all(send(`member ${member}`, 100))
  expect(posted).toHaveLength(512)
})

test('a receipt that cannot be handed over is dropped, by its code', async () => {
  const codes: unknown[] = []
  const handOver = createHandOver(
    (_event, fields) => codes.push(fields?.['code']),
    () => Promise.reject(Object.assign(new Error('a stranger wrote this'), { code: 'NO_ROUTE' })),
  )
  await handOver({ institutionId: 'one' } as Member, new Uint8Array(1), new AbortController().signal)
  expect(codes).toEqual(['NO_ROUTE'])
})
