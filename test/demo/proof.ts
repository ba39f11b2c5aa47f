import { searchDisk } from './disk.ts'
import { verifyKept } from './signatures.ts'
import { passphraseOf, type Actor } from './stage.ts'
import { chapter, prove, sameJson, until } from './telling.ts'

export interface Shown {
  readonly stateHash: string
  readonly messages: readonly {
    readonly id: string
    readonly placement: string
    readonly terms: { readonly type: string }
  }[]
}

/** What was told: an exchange by law and one that began with an offer. */
export interface Told {
  readonly all: readonly Actor[]
  readonly mendova: Actor
  readonly almada: Actor
  readonly relays: readonly Actor[]
  readonly exchange: string
  readonly offered: string
  /** As it was drafted, and as the other side opened it. */
  readonly disclosure: unknown
  readonly opened: { readonly body: unknown }
  /** What must stand readable on no disk. */
  readonly needles: readonly string[]
}

/** Proves what was told; the two institutions and the relays are stopped afterwards. */
export async function proveAll(told: Told): Promise<void> {
  const { all, mendova, almada, relays, needles } = told
  const both = [mendova, almada]
  chapter('7. The proof')
  await until('everything is confirmed on both sides', async () => {
    const waiting = await Promise.all(both.map((one) => one.ask<{ items: unknown[] }>(['outbox'])))
    return waiting.every(({ items }) => items.length === 0)
  })
  for (const [what, exchange] of [
    ['the disclosure', told.exchange],
    ['the offer', told.offered],
  ] as const) {
    const [ours, theirs] = await Promise.all(both.map((one) => one.ask<Shown>(['show', exchange])))
    const names = (shown: Shown | undefined) =>
      shown?.messages.map(({ id, placement }) => `${id} ${placement}`).join()
    prove(
      `both sides hold the same ${ours?.messages.length ?? 0} statements of ${what} in the same places`,
      ours !== undefined && names(ours) === names(theirs),
    )
    prove(
      `both compute the same state of it, ${ours?.stateHash.slice(0, 16) ?? ''}…`,
      ours !== undefined && ours.stateHash === theirs?.stateHash,
    )
  }
  prove('what was opened is what was drafted', sameJson(told.opened.body, told.disclosure))
  const reports = await Promise.all(
    all.map((one) => one.ask<{ ok: boolean; entries: number }>(['ledger', 'verify'])),
  )
  for (const [index, { ok, entries }] of reports.entries())
    prove(`the ledger of ${all[index]?.name ?? ''} verifies: ${entries} entries`, ok)

  await Promise.all([...relays, ...both].map((one) => one.stop()))
  const verified = await Promise.all(
    both.map(async (one) => ({
      one,
      ...(await verifyKept(one.dataDir, passphraseOf(one.name))),
    })),
  )
  for (const { one, statements, officers, receipts } of verified)
    prove(
      `every signature over what ${one.name} keeps verifies again: ${statements} placements by nodes, ${officers} statements by officers, ${receipts} receipts`,
      officers > 0 && receipts === statements,
    )
  for (const relay of relays) {
    const { found, bytes, files } = await searchDisk(relay.dataDir, needles)
    const size = `${files} files, ${Math.round(bytes / 1024)} KiB`
    prove(`${relay.name}'s whole disk (${size}) holds none of ${needles.length} strings`, found.length === 0)
  }
  const own = await searchDisk(almada.dataDir, needles)
  prove(`nor does the receiver's own disk in clear (${own.files} files)`, own.found.length === 0)
  chapter('Told and proven.')
}
