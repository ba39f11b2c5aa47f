import { expect, test } from 'vitest'
import { concat, osRandom, utf8 } from '../../crypto/index.ts'
import { envelopeShape, outerHeaderShape } from '../../protocol/index.ts'
import { layout } from '../../node/store/layout.ts'
import { newRoom, today } from '../relay/support.ts'
import { passphrase } from '../store/support.ts'
import { searchRecords } from './relay-records.ts'

const words = ['harbour lantern', 'MT', 'ab']

/** An envelope whose ciphertext holds both words, as it must not. */
function aParcel(): Uint8Array {
  const ids = { prekeyId: osRandom(16), envelopeId: osRandom(16), mailbox: osRandom(16) }
  const outer = outerHeaderShape.encode({ version: 1, suite: 1, expiryDay: today + 45, ...ids })
  const body = concat(osRandom(2000), utf8('harbour lantern MT'), osRandom(2000))
  return envelopeShape.encode({ outer, enc: osRandom(1120), body })
}

test('a long string is found wherever it stands in a record; a short one only where it is a text', async () => {
  await using room = await newRoom()
  {
    await using relay = await room.open()
    await relay.mailboxes.deposit([osRandom(16)], aParcel())
    await relay.store.commit<number>((turn) => {
      turn.put(layout.meta.at(utf8('profile')), utf8('{"role":"relay","country":"MT"}'))
      return { kind: 'prepared', facts: [{ type: 'exported' as const, codes: ['AB'] }], finish: () => 0 }
    })
  }
  const searched = await searchRecords(room.path, passphrase, [...words, 'AB'])
  expect(searched).toMatchObject({ found: ['harbour lantern'], texts: ['AB'], announced: ['MT'] })
})

test('a record that no relay has ends the search', async () => {
  await using room = await newRoom()
  {
    await using relay = await room.open()
    await relay.store.commit<number>((turn) => {
      turn.put(layout.officers.at(osRandom(16)), utf8('j.okoro'))
      return { kind: 'prepared', facts: [{ type: 'exported' as const }], finish: () => 0 }
    })
  }
  await expect(searchRecords(room.path, passphrase, words)).rejects.toThrow('a relay keeps no officers')
})
