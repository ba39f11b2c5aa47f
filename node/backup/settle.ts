// What a restored node has to be told before anything else looks at it: what of it is erased, what is lost, and that it
// may have said more than it knows.
import { toHex, u64 } from '../../crypto/index.ts'
import { putCarried } from '../attachments/carried.ts'
import { endSending } from '../attachments/sending.ts'
import { readOfficers, writeOfficer } from '../desk/officers.ts'
import { pastUntilMs, readRecovery, stoppedRecord, writeRecovery } from '../recovery/recovery.ts'
import { layout, type CaseId, type Store } from '../store/index.ts'
import type { Missing } from './prove.ts'
import type { Unpacked } from './unpack.ts'

/** Cases and files of one commit. */
const atOnce = 256

/**
 * Marks a restored store: it stands still until it is recovered, its lost prekeys are to be burnt, officers
 * whose keys were destroyed are revoked, and files that are gone are waited for no more.
 *
 * @param options - hash of the backup, and the last time in its ledger, before anything was added to it
 */
export async function settleRestored(
  store: Store,
  { burnt, erasedOfficers, manifest }: Unpacked,
  missing: readonly Missing[],
  { hash, untilMs }: { readonly hash: Uint8Array; readonly untilMs: number },
): Promise<void> {
  // First: whatever becomes of the rest, a node that starts on this store places nothing.
  await store.commit<undefined>(async (turn) => {
    // A backup of a node that was recovering: what it had lost before is lost still.
    const before = await readRecovery(turn)
    const lost = {
      untilMs: Math.min(untilMs, pastUntilMs(before) ?? untilMs),
      burnt: [...new Set([...(before?.burnt ?? []), ...burnt.map(toHex)])],
    }
    return {
      kind: 'prepared',
      facts: [{ type: 'restored', item: hash }],
      finish: (finishing) => {
        writeRecovery(finishing, stoppedRecord(finishing.timeMs, lost))
        return undefined
      },
    }
  })
  await revoke(store, erasedOfficers, manifest.madeMs)
  for (let from = 0; from < missing.length; from += atOnce)
    await markGone(store, missing.slice(from, from + atOnce))
}

/** Lists cases as erased, whose keys a restore has passed over: so a key that is missing is not taken for one that is lost. */
export async function markErased(store: Store, cases: readonly CaseId[]): Promise<void> {
  for (let from = 0; from < cases.length; from += atOnce)
    await markSome(store, cases.slice(from, from + atOnce))
}

async function markSome(store: Store, cases: readonly CaseId[]): Promise<void> {
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'erased', codes: [`CASES:${cases.length}`, 'RESTORED'] }],
    finish: (turn) => {
      for (const id of cases) turn.put(layout.erasedCases.at(id), u64(turn.timeMs))
      return undefined
    },
  }))
}

/** What they approved before the backup counts no more from its time on: when exactly they were revoked is lost. */
async function revoke(store: Store, ids: readonly Uint8Array[], fromMs: number): Promise<void> {
  const names = new Set(ids.map(toHex))
  const officers = (await readOfficers(store)).filter(
    ({ id, revoked }) => names.has(toHex(id)) && revoked === undefined,
  )
  for (const officer of officers)
    await store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [{ type: 'officer-revoked', officer: officer.id, item: officer.certHash, codes: ['RESTORED'] }],
      finish: (turn) => {
        writeOfficer(turn, { ...officer, revoked: { atMs: turn.timeMs, invalidFromMs: fromMs } })
        return undefined
      },
    }))
}

/** A file that has come is left as it is: that it is gone is damage, which whoever opens it is told. */
async function markGone(store: Store, missing: readonly Missing[]): Promise<void> {
  const waiting = missing.filter(({ carried }) => carried.state === 'WAITING')
  if (waiting.length === 0) return
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'erased', codes: [`FILES:${waiting.length}`, 'RESTORED'] }],
    finish: (turn) => {
      for (const { direction, carried } of waiting) {
        putCarried(turn, direction, { ...carried, state: 'GIVEN_UP' })
        if (direction === 'outgoing') endSending(turn, carried)
      }
      return undefined
    },
  }))
}
