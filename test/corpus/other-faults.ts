import { fromHex } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  credentialShape,
  directoryKinds,
  placementShape,
  signCharter,
  statementShape,
  type Credential,
  type Placed,
  type ProtocolErrorCode,
  type Verdict,
} from '../../protocol/index.ts'
import { twoDesks, underWay } from '../exchange/two-desks.ts'
import * as say from '../exchange/sayings.ts'
import type { Check } from '../independent/checks.ts'
import { otherEncodings } from './rewrite.ts'
import { nodeOf, officerOf, random, type World } from './world.ts'

export interface ObjectDraft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly check?: Check
  readonly object: { readonly kind: number; readonly object: Uint8Array }
}

/** Directory objects that come after those the receiver has. */
export async function draftObjects(world: World): Promise<readonly ObjectDraft[]> {
  const { network, third, a, c, d, e } = world
  const charter = third.charter
  const signers = third.roots.map((root, index) => [index, root.sign] as const)
  const charterBy = async (count: number, change = {}) => ({
    kind: directoryKinds.CHARTER,
    object: await signCharter({ ...charter, ...change }, new Map(signers.slice(0, count))),
  })
  const credential = (change: (credential: Credential) => Partial<Credential>) => {
    const before = credentialShape.decode(network.admit(d.iik).object)
    return {
      kind: directoryKinds.CREDENTIAL,
      object: credentialShape.encode({ ...before, ...change(before) }),
    }
  }
  const torsion = new Uint8Array(32)
  const otherVersion = await nodeOf(a, { version: 2 })
  const membership = '2-trust.md, Membership credential'
  return [
    { name: 'charter-of-a-new-network', rule: '2-trust.md, Networks', object: await charterBy(2) },
    {
      name: 'charter-with-one-root-signature',
      rule: '2-trust.md, Networks, 4',
      code: 'CERTIFICATE_INVALID',
      check: 'charter',
      object: await charterBy(1),
    },
    {
      name: 'charter-of-another-version',
      rule: '2-trust.md, Networks, 1',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: await charterBy(2, { version: 2 }),
    },
    { name: 'credential-of-a-new-member', rule: membership, object: credential(() => ({})) },
    {
      name: 'credential-of-no-network-of-ours',
      rule: `${membership}, 2`,
      code: 'FOREIGN_NETWORK',
      check: 'network-known',
      object: third.admit(d.iik),
    },
    {
      name: 'credential-signed-by-another-secretariat',
      rule: `${membership}, 3`,
      code: 'CERTIFICATE_INVALID',
      check: 'credential-signature',
      object: credential(({ tbs }) => ({ signature: third.issuing.sign(tbs, contexts.credential) })),
    },
    {
      name: 'credential-with-the-id-of-another',
      rule: `${membership}, 4`,
      code: 'CERTIFICATE_INVALID',
      check: 'credential-id',
      object: network.admit(d.iik, { institutionId: random(16) }),
    },
    {
      name: 'credential-without-log-evidence',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(() => ({ log: undefined })),
    },
    {
      name: 'credential-at-another-leaf-of-the-log',
      rule: `${membership}, 5`,
      code: 'LOG_PROOF_INVALID',
      check: 'credential-log',
      object: credential(({ log }) => ({ log: log && { ...log, leafIndex: log.leafIndex - 1 } })),
    },
    {
      name: 'credential-of-another-suite',
      rule: `${membership}, 1`,
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: network.admit(d.iik, { suite: 2 }),
    },
    {
      name: 'credential-not-canonical',
      rule: `${membership}, 1`,
      code: 'NOT_CANONICAL',
      check: 'canonical',
      object: credential(({ tbs }) => {
        const again = otherEncodings['unknown-field'](tbs)
        return { tbs: again, signature: network.issuing.sign(again, contexts.credential) }
      }),
    },
    {
      name: 'node-certificate-signed-by-another-institution',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-signature',
      object: (await nodeOf(a, {}, c.iik)).object,
    },
    {
      name: 'node-certificate-of-another-version',
      rule: '2-trust.md, Node certificate',
      code: 'UPGRADE_NEEDED',
      check: 'certificate-version',
      object: otherVersion.object,
    },
    {
      name: 'node-certificate-of-another-identity-key',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-identity',
      object: (await nodeOf(a, { iikHash: random(32) })).object,
    },
    {
      name: 'node-certificate-in-a-network-it-is-no-member-of',
      rule: '2-trust.md, Node certificate',
      code: 'CERTIFICATE_UNKNOWN',
      check: 'institution-known',
      object: (await nodeOf(a, { networkId: e.party.networkId })).object,
    },
    {
      name: 'node-certificate-signed-as-an-officers',
      rule: '1-conventions.md, Domain strings',
      code: 'CERTIFICATE_INVALID',
      check: 'certificate-signature',
      object: {
        kind: directoryKinds.NODE_CERTIFICATE,
        object: await certify((await nodeOf(a)).tbs, contexts.officer, a.iik.sign),
      },
    },
    {
      name: 'officer-key-of-small-order',
      rule: '1-conventions.md, Ed25519',
      code: 'CERTIFICATE_INVALID',
      check: 'officer-key',
      object: (await officerOf(a, { key: torsion })).object,
    },
  ]
}

export interface ChainDraft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly verdict: Verdict['kind']
  readonly row?: string
  readonly placements: readonly {
    readonly placement: Uint8Array
    readonly statement: Uint8Array
    timeMs: number
  }[]
}

/** Placements in a row, of which the last is in question. */
export function draftChains(): readonly ChainDraft[] {
  const bytesOf = (placed: Placed) => ({
    placement: placementShape.encode(placed.placement),
    statement: statementShape.encode(placed.statement),
    timeMs: placed.timeMs,
  })
  const chain = (
    name: string,
    [verdict, code, row]: readonly [Verdict['kind'], ProtocolErrorCode?, string?],
    placements: readonly Placed[],
  ): ChainDraft => ({
    name,
    rule: `3-exchange.md, ${row ?? 'Receiving'}`,
    ...(code === undefined ? {} : { code }),
    verdict,
    ...(row === undefined ? {} : { row }),
    placements: placements.map(bytesOf),
  })

  const { originator, receiver } = twoDesks()
  const disclosed = originator.place(say.disclosure())
  receiver.receive(disclosed)
  const read = receiver.place(say.conditionsRead(receiver.known))
  originator.receive(read)
  const start = [disclosed, read] as const
  const known = originator.known
  const draft = (changes?: Parameters<typeof originator.draft>[1]) =>
    originator.draft(say.question(known), changes)
  const first = draft()
  const second = draft()
  const other = twoDesks('other')
  const elsewhere = other.originator.place(say.disclosure())
  originator.receive(first)
  const next = originator.draft(say.question(originator.known))
  const skipped = { placement: { seq: 5 } }
  const random32 = say.bytesFor('nobody has it', 32)

  return [
    chain('chain-goes-on', ['accepted'], [...start, first, next]),
    chain('chain-forks', ['fork', 'FORK', 'chain.one-after-another'], [...start, first, second]),
    chain('chain-skips-a-number', ['violation', 'SEQ_GAP', 'place.seq'], [...start, first, draft(skipped)]),
    chain('chain-lacks-a-link', ['held', 'SEQ_GAP', 'place.prev-known'], [...start, next]),
    chain(
      'chain-back-dates',
      ['violation', 'BACK_DATED', 'place.seen-forward'],
      [...start, first, originator.draft(say.question(known), { placement: { seen: undefined } })],
    ),
    chain(
      'chain-saw-what-nobody-has',
      ['held', 'SEEN_UNKNOWN', 'place.seen-known'],
      [...start, first, draft({ placement: { seen: random32 } })],
    ),
    chain(
      'chain-names-its-own-as-seen',
      ['violation', 'SEEN_UNKNOWN', 'place.seen-theirs'],
      [...start, first, draft({ placement: { seen: fromHex(disclosed.hash) } })],
    ),
    chain('chain-repeats-a-placement', ['violation', 'DUPLICATE', 'place.new'], [...start, first, first]),
    chain(
      'chain-of-another-exchange',
      ['violation', 'EXCHANGE_UNKNOWN', 'place.exchange'],
      [...start, elsewhere],
    ),
    chain(
      'chain-of-other-parties',
      ['violation', 'PARTIES_INVALID', 'place.parties'],
      [...start, first, draft({ statement: { to: { ...first.statement.to, iikHash: random32 } } })],
    ),
    chain(
      'chain-not-its-own-epoch',
      ['violation', 'UPGRADE_NEEDED', 'place.epoch'],
      [...start, first, draft({ placement: { pairEpoch: random32.slice(0, 16) } })],
    ),
    chain('chain-before-the-undertaking', ['violation', 'NOT_NOW', 'family.now'], beforeUndertaking()),
    chain(
      'chain-acknowledged-by-the-originator',
      ['violation', 'NOT_YOURS', 'place.yours'],
      [...start, first, originator.draft(say.ack(originator.known))],
    ),
    chain(
      'chain-refers-to-nothing',
      ['violation', 'REFERENCE_INVALID', 'family.refs'],
      [...start, first, draft({ statement: { refs: [random32] } })],
    ),
    chain(
      'chain-answers-no-question',
      ['violation', 'REFERENCE_INVALID', 'answer.question'],
      [...start, receiver.draft(say.answer(receiver.known, disclosed.statementHash))],
    ),
  ]
}

function beforeUndertaking(): readonly Placed[] {
  const { originator, disclosed } = underWay({ undertaken: false })
  return [disclosed, originator.draft(say.question(originator.known))]
}
