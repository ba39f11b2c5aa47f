import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { concat, osRandom, sha256 } from '../../crypto/index.ts'
import { envelopeShape, outerHeaderShape } from '../../protocol/index.ts'
import { layout } from '../../node/store/layout.ts'
import type { NodeSpace } from '../../node/store/space.ts'
import type { Store } from '../../node/store/store.ts'
import { newRoom, nobodyStops, today } from './support.ts'

/** An envelope from one institution to another's mailbox, of random bytes: what is found of it was left by the relay. */
function aParcel() {
  const [depositor, mailbox, envelopeId] = [osRandom(16), osRandom(16), osRandom(16)]
  const header = { version: 1, suite: 1, prekeyId: osRandom(16), expiryDay: today + 45 }
  const outer = outerHeaderShape.encode({ ...header, envelopeId, mailbox })
  const bytes = envelopeShape.encode({ outer, enc: osRandom(1120), body: osRandom(4096) })
  return { depositor, mailbox, envelopeId, bytes, hash: sha256(bytes) }
}

const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part))

async function filesBelow(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return concat(...(await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))))))
}

/** Which records, opened with the relay's own keys, hold something. */
async function spacesWith(store: Store, part: Uint8Array): Promise<readonly string[]> {
  const found = new Set<string>()
  const spaces = Object.values(layout).filter((space): space is NodeSpace => space.sealed === 'node key')
  for (const space of [...spaces, layout.ledgerFacts]) {
    for await (const { key, value } of store.range(space.all())) {
      if (holds(concat(key, value), part)) found.add(space.name)
    }
  }
  return [...found]
}

test('the disk of a relay shows nothing of what it holds, nor for whom or from whom', async () => {
  await using room = await newRoom()
  const parcel = aParcel()
  {
    await using relay = await room.open()
    await relay.mailboxes.deposit([parcel.depositor], parcel.bytes)
  }
  const disk = await filesBelow(room.path)
  expect(disk.length).toBeGreaterThan(parcel.bytes.length)
  const { depositor, mailbox, envelopeId, hash, bytes } = parcel
  for (const part of [depositor, mailbox, envelopeId, hash]) expect(holds(disk, part)).toBe(false)
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    expect(holds(disk, bytes.subarray(at, at + 16))).toBe(false)
  }
})

test('under its own keys a relay has a mailbox and a hash, and no name of who left it; afterwards only the hash', async () => {
  await using room = await newRoom()
  const { depositor, mailbox, envelopeId, hash, bytes } = aParcel()
  await using relay = await room.open()
  await relay.mailboxes.deposit([depositor], bytes)
  expect(await spacesWith(relay.store, mailbox)).toEqual(['parcels', 'parcel labels'])
  expect(await spacesWith(relay.store, depositor)).toEqual([])

  const done = { maxCount: 1, waitMs: 0, done: [envelopeId] }
  await relay.mailboxes.collect(mailbox, done, { signal: nobodyStops })
  const account = relay.store.indexKey(new TextEncoder().encode('depositor'), depositor)
  for (const part of [mailbox, depositor, account, envelopeId]) {
    expect(await spacesWith(relay.store, part)).toEqual([])
  }
  expect(await spacesWith(relay.store, hash)).toEqual(['ledger facts'])
})

test('the log of a relay says nothing of deposits, refused or taken', async () => {
  await using room = await newRoom()
  await using relay = await room.open()
  const { depositor, mailbox, bytes } = aParcel()
  for (let times = 0; times < 2; times += 1) await relay.mailboxes.deposit([depositor], bytes)
  await relay.mailboxes.collect(mailbox, { maxCount: 1, waitMs: 0, done: [] }, { signal: nobodyStops })
  room.now += 90 * 86_400_000
  await relay.mailboxes.deposit([depositor], bytes)
  await relay.mailboxes.expire()
  expect(room.logged).toEqual([])
})
