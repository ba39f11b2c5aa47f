import { expect, expectTypeOf, test } from 'vitest'
import { u64, utf8 } from '../../crypto/index.ts'
import type { Committed } from '../../node/store/commit.ts'
import type { FaultPoint } from '../../node/store/fault-points.ts'
import type { FinishingTurn, Job } from '../../node/store/job.ts'
import { layout } from '../../node/store/layout.ts'
import type { Store } from '../../node/store/store.ts'
import { createBatchVerifier, type Fact, signedBatchShape } from '../../protocol/index.ts'
import { newKeys, openTestStore, startMs, temporaryFolder } from './support.ts'

const fact: Fact = { type: 'placed' }

/** Writes one draft of the node's own. */
function put(name: string, value: string): Job<string> {
  return (turn) => {
    turn.put(layout.meta.at(utf8(name)), utf8(value))
    return { kind: 'prepared', facts: [fact], finish: () => name }
  }
}

async function read(store: Store, name: string): Promise<string | undefined> {
  const value = await store.get(layout.meta.at(utf8(name)))
  return value && new TextDecoder().decode(value)
}

test('what a commit wrote is read back, also after the store was opened again', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  {
    await using store = await openTestStore({ path: folder.path, keyring })
    const { value, timeMs, firstLeaf } = await store.commit(put('a', 'one'))
    expect([value, timeMs, firstLeaf]).toEqual(['a', startMs, 0])
    expect(await read(store, 'a')).toBe('one')
  }
  await using store = await openTestStore({ path: folder.path, keyring })
  expect(await read(store, 'a')).toBe('one')
  expect(store.ledger.frontier.size).toBe(1)
})

test('32 writers who wait together share one batch a round', async () => {
  await using folder = await temporaryFolder()
  const hits: FaultPoint[] = []
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring, hook: (point) => hits.push(point) })
  const rounds = 10
  const write = async (writer: number) => {
    for (let i = 0; i < rounds; i++) await store.commit(put(`${writer} ${i}`, 'x'))
  }
  await Promise.all(Array.from({ length: 32 }, (_, writer) => write(writer)))
  expect(hits.filter((point) => point === 'batch-written')).toHaveLength(rounds)
  expect(store.ledger.frontier.size).toBe(32 * rounds)
})

test('a turn takes at most 64 jobs', async () => {
  await using folder = await temporaryFolder()
  const hits: FaultPoint[] = []
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring, hook: (point) => hits.push(point) })
  await Promise.all(Array.from({ length: 130 }, (_, i) => store.commit(put(`${i}`, 'x'))))
  expect(hits.filter((point) => point === 'batch-written')).toHaveLength(3)
})

test('a job sees what earlier jobs of its turn wrote, deleted and listed', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const at = (n: number) => layout.officers.at(u64(n))
  const write = (...numbers: readonly number[]): Job<number[]> => {
    return async (turn) => {
      const seen: number[] = []
      for await (const { value } of turn.range(layout.officers.all())) seen.push(value[0] ?? -1)
      for (const n of numbers) turn.put(at(n), Uint8Array.of(n))
      return { kind: 'prepared', facts: [fact], finish: () => seen }
    }
  }
  const erase = (n: number): Job<boolean> => {
    return async (turn) => {
      turn.delete(at(n))
      const isGone = (await turn.get(at(n))) === undefined
      return { kind: 'prepared', facts: [fact], finish: () => isGone }
    }
  }
  await store.commit(write(3, 5))
  const [, gone, seen] = await Promise.all([
    store.commit(write(4, 1)),
    store.commit(erase(5)),
    store.commit(write()),
  ])
  expect(gone.value).toBe(true)
  expect(seen.value).toEqual([1, 3, 4])
  const backwards: number[] = []
  for await (const { value } of store.range(layout.officers.all(), { reverse: true, limit: 2 })) {
    backwards.push(value[0] ?? -1)
  }
  expect(backwards).toEqual([4, 3])
})

test('a job that throws fails alone, and none of its writes stay', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const broken: Job<never> = (turn) => {
    turn.put(layout.meta.at(utf8('broken')), utf8('x'))
    throw new Error('refused by a rule')
  }
  const [first, second, third] = await Promise.allSettled([
    store.commit(put('a', '1')),
    store.commit(broken),
    store.commit(async (turn) => {
      const seen = await turn.get(layout.meta.at(utf8('broken')))
      return { kind: 'prepared', facts: [fact], finish: () => seen }
    }),
  ])
  expect(first.status).toBe('fulfilled')
  expect(second).toMatchObject({ status: 'rejected', reason: { message: 'refused by a rule' } })
  expect(third).toMatchObject({ status: 'fulfilled', value: { value: undefined } })
  expect(await read(store, 'broken')).toBeUndefined()
  expect(store.ledger.frontier.size).toBe(2)
})

test('when a job fails to finish, the others of its turn run again without what it wrote', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const broken: Job<never> = (turn) => {
    turn.put(layout.meta.at(utf8('broken')), utf8('x'))
    return {
      kind: 'prepared',
      facts: [fact],
      finish: () => {
        throw new Error('could not seal')
      },
    }
  }
  const seesBroken: Job<boolean> = async (turn) => {
    const seen = (await turn.get(layout.meta.at(utf8('broken')))) !== undefined
    return { kind: 'prepared', facts: [fact], finish: () => seen }
  }
  const [first, second] = await Promise.allSettled([store.commit(broken), store.commit(seesBroken)])
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'could not seal' } })
  expect(second).toMatchObject({ status: 'fulfilled', value: { value: false } })
  expect(store.ledger.frontier.size).toBe(1)
})

test('an unchanged outcome commits nothing, and what it wrote is dropped', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const result = await store.commit<never, string>((turn) => {
    turn.put(layout.meta.at(utf8('a')), utf8('x'))
    return { kind: 'unchanged', value: 'a duplicate' }
  })
  expect(result).toEqual({ kind: 'unchanged', value: 'a duplicate' })
  expect(await read(store, 'a')).toBeUndefined()
  expect(store.ledger.frontier.size).toBe(0)
})

test('one composite signature covers every leaf of a turn, each with its path, and is stored once', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring })
  const signed = (item: string) =>
    store.commit((turn) => {
      const leaf = turn.leaf('placement', utf8(item))
      return { kind: 'prepared', facts: [fact], finish: (_, signedOf) => signedOf(leaf) }
    })
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(signed))
  const batches = new Set(results.map(({ value }) => value.batch))
  expect(batches.size).toBe(1)
  const { verify } = createBatchVerifier()
  for (const { value } of results) {
    const leaf = { ...value, path: [...value.path], batch: 0 }
    expect(verify('placement', leaf, value.batch, keyring.nodePublicKey)).toMatchObject({
      timeMs: startMs,
      count: 5,
    })
    const stored = await store.get(value.batchAt)
    expect(stored && signedBatchShape.decode(stored)).toEqual(value.batch)
  }
})

test('without a leaf nothing is signed', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const signBatch = () => Promise.reject(new Error('asked to sign'))
  await using store = await openTestStore({ path: folder.path, keyring: { ...keyring, signBatch } })
  await store.commit(put('a', '1'))
  expect(await read(store, 'a')).toBe('1')
})

test('a batch that fails to reach the disk fails its turn only, and leaves the store as it was', async () => {
  await using folder = await temporaryFolder()
  let failAt: FaultPoint | undefined
  const hook = (point: FaultPoint) => {
    if (point === failAt) throw new Error('injected')
  }
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring, hook })
  await store.commit(put('a', '1'))
  const { ledger } = store
  failAt = 'batch-sealed'
  await expect(Promise.all([store.commit(put('a', '2')), store.commit(put('b', '2'))])).rejects.toThrow(
    'injected',
  )
  failAt = undefined
  expect(store.ledger).toBe(ledger)
  expect([await read(store, 'a'), await read(store, 'b')]).toEqual(['1', undefined])
  await store.commit(put('b', '3'))
  expect(await read(store, 'b')).toBe('3')
})

test('a batch that reached the disk is a success, whatever went wrong after it', async () => {
  await using folder = await temporaryFolder()
  let failAt: FaultPoint | undefined = 'batch-written'
  const hook = (point: FaultPoint) => {
    if (point === failAt) throw new Error('injected')
  }
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring, hook })
  await store.commit(put('a', '1'))
  failAt = undefined
  await store.commit(put('b', '2'))
  expect([await read(store, 'a'), await read(store, 'b')]).toEqual(['1', '2'])
  expect(store.ledger.frontier.size).toBe(2)
})

test('a turn cannot be used after its job', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const { value: late } = await store.commit((turn) => ({
    kind: 'prepared',
    facts: [fact],
    finish: () => () => turn.put(layout.meta.at(utf8('late')), utf8('x')),
  }))
  expect(late).toThrow(expect.objectContaining({ code: 'STORE_STOPPED' }))
})

test('a job that writes too much fails alone', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const huge = store.commit((turn) => {
    turn.put(layout.meta.at(utf8('huge')), new Uint8Array(4 * 1024 * 1024 + 1))
    return { kind: 'prepared', facts: [fact], finish: () => undefined }
  })
  const small = store.commit(put('a', '1'))
  await expect(huge).rejects.toMatchObject({ code: 'STORE_TOO_LARGE' })
  await expect(small).resolves.toMatchObject({ value: 'a' })
})

test('a job that writes under a case that was erased, or never was, fails alone', async () => {
  await using folder = await temporaryFolder()
  await using store = await openTestStore({ path: folder.path, keyring: await newKeys(folder.path) })
  const { value: erased } = await store.commit((turn) => {
    const caseId = turn.newCase()
    return { kind: 'prepared', facts: [fact], finish: () => caseId }
  })
  await store.commit((turn) => {
    turn.delete(layout.bucketKeys.at(erased))
    turn.put(layout.erasedCases.at(erased), u64(startMs))
    return { kind: 'prepared', facts: [{ type: 'erased' }], finish: () => undefined }
  })
  const never = new Uint8Array(16).fill(1)
  const write = (caseId: Uint8Array, inFinish: boolean): Job<string> => {
    return (turn) => {
      const at = layout.bodies.at(caseId, utf8('body'))
      if (!inFinish) turn.put(at, utf8('x'))
      const finish: (finishing: FinishingTurn) => string = (finishing) => {
        if (inFinish) finishing.put(at, utf8('x'))
        return 'written'
      }
      return { kind: 'prepared', facts: [fact], finish }
    }
  }
  const results = await Promise.allSettled([
    store.commit(write(never, false)),
    store.commit(write(erased, false)),
    store.commit(put('a', '1')),
    store.commit(write(never, true)),
    store.commit(write(erased, true)),
  ])
  const codes = results.map((result) =>
    result.status === 'fulfilled' ? 'written' : (result.reason as { readonly code: unknown }).code,
  )
  expect(codes).toEqual(['STORE_CORRUPT', 'STORE_CASE', 'written', 'STORE_CORRUPT', 'STORE_CASE'])
  expect(await read(store, 'a')).toBe('1')
})

test('a closed store refuses commits, and has done those that waited', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const store = await openTestStore({ path: folder.path, keyring })
  const waiting = store.commit(put('a', '1'))
  await store.close()
  await expect(waiting).resolves.toMatchObject({ value: 'a' })
  await expect(store.commit(put('b', '1'))).rejects.toMatchObject({ code: 'STORE_STOPPED' })
})

test('the types refuse a commit without a fact, and a Committed that no queue made', () => {
  // @ts-expect-error an empty list of facts
  const job: Job<number> = () => ({ kind: 'prepared', facts: [], finish: () => 1 })
  expectTypeOf(job).toBeFunction()
  // @ts-expect-error the symbol of the queue is missing
  const forged: Committed<number> = { kind: 'committed', value: 1, timeMs: 1, firstLeaf: 0 }
  expectTypeOf(forged).toBeObject()
})
