import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { osRandom } from '../../crypto/index.ts'
import { layout } from '../../node/store/layout.ts'
import type { Store } from '../../node/store/store.ts'
import { newKeys, openTestStore, temporaryFolder } from '../store/support.ts'
import { figure, type Figure } from './figure.ts'
import { rateInFlight, rounds, type Effort } from './measure.ts'

const writers = 32
/** Commits over which the bytes of one are counted: less than LevelDB's log holds before it begins another. */
const counted = 128

/** Durable commits of one placed message, beside append + fdatasync of as many bytes as LevelDB's log took for it. */
export async function benchCommit(effort: Effort): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path, osRandom)
  await using store = await openTestStore({ path: folder.path, keyring, random: osRandom, clock: Date.now })
  await using file = await open(join(folder.path, 'appended'), 'a')
  const commit = () => commitMessage(store, 'plain')
  const commitSigned = () => commitMessage(store, 'signed')
  const bytes = await bytesOfOne(folder.path, commit, 1)
  const signedBytes = await bytesOfOne(folder.path, commitSigned, 1)
  const sharedBytes = await bytesOfOne(folder.path, commit, writers)
  const sharedSignedBytes = await bytesOfOne(folder.path, commitSigned, writers)
  const append = (length: number) => {
    const block = osRandom(Math.round(length))
    return () => rateInFlight(() => file.write(block).then(() => file.datasync()), 1, effort)
  }
  const disk = { rounds: 0, written: 0, stored: 0 }
  const samples = await rounds(effort, {
    append: append(bytes),
    one: () => rateInFlight(commit, 1, effort),
    appendSigned: append(signedBytes),
    signed: () => rateInFlight(commitSigned, 1, effort),
    appendShared: append(sharedBytes),
    shared: async () => {
      const before = await bytesWritten()
      const start = performance.now()
      const rate = await rateInFlight(commit, writers, effort)
      const commits = (rate * (performance.now() - start)) / 1000
      const after = await bytesWritten()
      if (before !== undefined && after !== undefined) {
        disk.rounds += 1
        disk.written += after - before
        disk.stored += commits * sharedBytes
      }
      return rate
    },
    appendSharedSigned: append(sharedSignedBytes),
    sharedSigned: () => rateInFlight(commitSigned, writers, effort),
  })
  const of = (samples: readonly number[], length: number) => ({
    of: `append + fdatasync of ${Math.round(length)} B, one after another`,
    samples,
  })
  return [
    figure('commit-1', 'commits/s', samples.one, of(samples.append, bytes)),
    figure('commit-1-signed', 'commits/s', samples.signed, of(samples.appendSigned, signedBytes)),
    figure('commit-32', 'commits/s', samples.shared, of(samples.appendShared, sharedBytes)),
    figure(
      'commit-32-signed',
      'commits/s',
      samples.sharedSigned,
      of(samples.appendSharedSigned, sharedSignedBytes),
    ),
    // Over all rounds at once: LevelDB writes its tables in lumps of 4 MiB.
    ...(disk.rounds === 0
      ? []
      : [figure('commit-32-written', 'B on disk / B', [disk.written / disk.stored])]),
  ]
}

/** What `speak` writes for a disclosure with a body of 2 KiB; `signed` with placement and sealing as leaves. */
const record = {
  placement: osRandom(300),
  sealing: osRandom(900),
  statement: osRandom(900),
  body: osRandom(2048 + 32),
  outbox: osRandom(2400),
}

async function commitMessage(store: Store, kind: 'plain' | 'signed'): Promise<void> {
  await store.commit<undefined>((turn) => {
    const caseId = turn.newCase()
    const [item, index] = [osRandom(32), osRandom(16)]
    if (kind === 'signed') {
      turn.leaf('placement', record.placement)
      turn.leaf('sealing', record.sealing)
    }
    return {
      kind: 'prepared',
      facts: [
        { type: 'placed', item, codes: ['DISCLOSURE'] },
        { type: 'sealed', item },
      ],
      finish: (finishing) => {
        finishing.put(layout.exchangeIndex.at(index), caseId)
        finishing.put(layout.exchanges.under(caseId, index), item)
        finishing.put(layout.statements.at(caseId, index), record.statement)
        finishing.put(layout.bodies.at(caseId, index), record.body)
        finishing.put(layout.outbox.under(caseId, index), record.outbox)
        return undefined
      },
    }
  })
}

/** Bytes that LevelDB's log grows by for one commit. */
async function bytesOfOne(path: string, commit: () => Promise<void>, inFlight: number): Promise<number> {
  const before = await logBytes(path)
  for (let done = 0; done < counted; done += inFlight) {
    await Promise.all(Array.from({ length: inFlight }, commit))
  }
  return ((await logBytes(path)) - before) / counted
}

async function logBytes(path: string): Promise<number> {
  const folder = join(path, 'db')
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'))
  const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** What this process had the disk write so far; `undefined` where the system does not say. */
async function bytesWritten(): Promise<number | undefined> {
  const text = await readFile('/proc/self/io', 'utf8').catch(() => '')
  const found = /^write_bytes: (\d+)$/m.exec(text)
  return found === null ? undefined : Number(found[1])
}
