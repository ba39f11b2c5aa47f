import { afterEach, expect, test, vi } from 'vitest'
import { openDoor } from './door.ts'
import { createFakeNode, ids, officerPassphrase } from './fake-use-cases.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('what takes longer than any answer may is answered with TIMED_OUT; sending, for which files are sealed, is waited for', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort())
  await expect(door.client.ask('outbox', {})).rejects.toMatchObject({ code: 'TIMED_OUT' })
  const as = { officer: 'amina', passphrase: officerPassphrase }
  const { sent } = await door.client.ask('send', { params: { draft: ids.draft }, body: { as } })
  expect(sent).toHaveLength(1)
})
