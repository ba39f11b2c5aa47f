// What is put back and recovered in tests of what a recovery brings.
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { recoverNode } from '../../node/recovery/recover.ts'
import { reconcileRound } from '../../node/recovery/reconcile.ts'
import { floorCost, identityPassphrase, passphrase } from '../store/support.ts'
import type { Pair, PairNode } from './pair.ts'

/** Copies beta's database and keys as they are now, and gives what puts the copy back; its blobs stay as they are. */
export async function copyOfBeta(pair: Pair): Promise<(path: string) => Promise<void>> {
  let copy = ''
  await pair.restart('beta', async (path) => {
    copy = `${path}-copy`
    await cp(path, copy, { recursive: true })
  })
  return async (path) => {
    for (const part of ['db', 'keys']) {
      await rm(join(path, part), { recursive: true })
      await cp(join(copy, part), join(path, part), { recursive: true })
    }
    await rm(copy, { recursive: true })
  }
}

/** Ends beta, recovers it, and starts it again; it has asked nobody yet, and its peer does not know its new prekeys. */
export async function recoverUnheard(pair: Pair): Promise<PairNode> {
  const { random, clock, log } = pair.beta.desk.deps
  const beta = await pair.restart('beta', async (dataDir) => {
    await recoverNode({ dataDir, passphrase, identityPassphrase, cost: floorCost, random, clock, log })
  })
  pair.pass(1)
  return beta
}

/** The same, and its peer has its new prekeys from the directory. */
export async function recoverBeta(pair: Pair): Promise<PairNode> {
  const beta = await recoverUnheard(pair)
  await pair.meet()
  return beta
}

/** @returns how many peers have not told all */
export function reconcileBeta(pair: Pair): Promise<number> {
  const deps = { ...pair.beta.desk.deps, wait: () => pair.settled() }
  return reconcileRound(deps, new AbortController().signal)
}
