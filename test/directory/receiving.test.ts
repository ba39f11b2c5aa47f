import { expect, test } from 'vitest'
import { openDirectory } from '../../node/directory/keeper.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { createDrafts } from '../corpus/draft.ts'
import type { World } from '../corpus/world.ts'
import { openDesk } from '../desk/desk.ts'
import { createTestInstitution, testNow } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'
import { officerOf } from './support.ts'

test('a certificate that came with a statement we reject is on disk with the answer', async () => {
  await using desk = await openDesk()
  const { deps, network } = desk
  const sender = await createTestInstitution(seededRandom('sender'), network)
  await deps.keeper.take(sender.objects)
  const party = deps.self.membership(network.networkId)?.party
  const prekey = deps.self.member(network.networkId)?.bundle?.tbs.weekly[0]?.publicKey
  if (party === undefined || prekey === undefined) throw new Error('the desk has no prekey')

  const { object, hash } = await officerOf(sender)
  const world = { a: sender, b: { ...sender, party, prekey } } as unknown as World
  const { draft } = await createDrafts(world, undefined)
  const envelope = draft({
    officer: { hash, key: sender.officer },
    // No exchange begins with its second statement.
    placement: { seq: 2 },
    carried: (carried) => ({ ...carried, certs: [object] }),
  })
  const received = await receive(deps, envelope)
  expect(received.kind === 'statement' && received.status).not.toBe('STORED')
  expect(deps.keeper.isKept(object)).toBe(true)

  const again = await openDirectory({ store: deps.store, log: () => undefined, clock: () => testNow })
  const known = again.directory.member(network.networkId, sender.party.institutionId)
  expect([...(known?.officers.values() ?? [])].map((officer) => officer.hash)).toContainEqual(hash)
})
