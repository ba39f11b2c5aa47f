import { sha256 } from '../../crypto/index.ts'
import {
  mailboxOf,
  outerHeaderShape,
  statementTypes,
  termsShapes,
  type Carried,
  type OuterHeader,
  type ProtocolErrorCode,
} from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { conditionsOf, createDrafts, goodTags, type Bend, type ShortTag } from './draft.ts'
import { inField, otherEncodings, withDefault } from './rewrite.ts'
import { random, type World } from './world.ts'

/** One envelope of the corpus before it is frozen: a bend of a good one, and who says what about it. */
export interface Draft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly check?: Check
  readonly bytes: Uint8Array
  /** How many zeros end it: written as a number. */
  readonly zeros?: number
}

export async function draftEnvelopes(world: World): Promise<readonly Draft[]> {
  const { a, b, c, d, e, f, second, officers, nodes, newKey } = world
  const { draft, begin, common } = await createDrafts(world)
  const made: Draft[] = []
  const good = (name: string, rule: string, bend: Bend = {}) => {
    made.push({ name, rule, bytes: draft(bend) })
  }
  const bad = (name: string, rule: string, code: ProtocolErrorCode, check: Check, bend: Bend) => {
    made.push({ name, rule, code, check, bytes: draft(bend) })
  }
  const flip =
    (at: number) =>
    (bytes: Uint8Array): Uint8Array => {
      const bent = bytes.slice()
      const index = at < 0 ? bytes.length + at : at
      bent[index] = (bent[index] ?? 0) ^ 1
      return bent
    }
  const header = (change: Partial<OuterHeader>) => (bytes: Uint8Array) =>
    outerHeaderShape.encode({ ...outerHeaderShape.decode(bytes), ...change })
  const carried = (change: (carried: Carried) => Partial<Carried>) => ({
    carried: (before: Carried): Carried => ({ ...before, ...change(before) }),
  })
  const tagged = (tags: readonly ShortTag[]): Bend => ({
    statement: { conditions: conditionsOf(tags) },
  })
  const certs = (...objects: readonly { readonly kind: number; readonly object: Uint8Array }[]) =>
    carried(() => ({ certs: objects }))
  const signedBy = (officer: NonNullable<Bend['officer']>): Bend => ({ officer })
  const withTag = (code: string, scope: number): readonly ShortTag[] =>
    [...goodTags, [code, [], scope] satisfies ShortTag].sort(([one], [other]) => (one < other ? -1 : 1))
  const one = '1-conventions.md, Messages and their one encoding'
  const step = (number: number) => `5-envelope.md, Opening, step ${number}`
  const standing = (number: number) => `2-trust.md, Standing, ${number}`

  // ---- accepted ----
  good('disclosure', '5-envelope.md, Opening')
  good('from-a-member-not-known-yet', '2-trust.md, Directory objects', {
    from: d,
    ...certs(...d.objects.slice(0, 3)),
  })
  good('batch-of-many', '5-envelope.md, Batches', { others: 5 })
  good('restricted-and-cleared', standing(9), tagged(withTag('CLS:RESTRICTED', 0)))
  good('larger-than-the-least', '1-conventions.md, Padding', { content: random(36_000) })
  good(
    'refused-certificate-spoils-nothing',
    '2-trust.md, Directory objects',
    certs({ kind: 3, object: random(80) }),
  )
  const item = { itemId: random(16), tags: [{ code: 'DP:VICTIM', args: [], scope: 0 }] }
  const items = termsShapes.DISCLOSURE.encode({ items: [item] })
  const announced = conditionsOf(withTag('DP:VICTIM', 1))
  good('item-as-announced', '3-exchange.md, form.items-noticed', {
    statement: { terms: items, conditions: announced },
  })

  // ---- truncated, altered, too long ----
  const cut = (length: number) => (bytes: Uint8Array) => bytes.slice(0, length)
  bad('truncated-in-header', one, 'MALFORMED', 'malformed', { envelope: cut(40) })
  bad('truncated-in-body', one, 'MALFORMED', 'malformed', { envelope: cut(20_000) })
  bad('stream-without-its-last-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', {
    stream: (bytes) => bytes.slice(0, -16),
  })
  bad('altered-header', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(12) })
  bad('altered-enc-lattice-half', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(200) })
  bad('altered-enc-curve-half', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(64 + 3 + 1100) })
  bad('altered-stream-salt', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(3) })
  bad('altered-commitment', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(30) })
  bad('altered-first-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(100) })
  bad('altered-last-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(-1) })
  made.push({
    name: 'longer-than-a-mebibyte',
    rule: step(1),
    code: 'OVERSIZE',
    check: 'oversize',
    bytes: draft(),
    zeros: 1024 * 1024,
  })

  // ---- versions, addresses, keys ----
  bad('header-of-another-version', step(1), 'UPGRADE_NEEDED', 'header-version', {
    outer: header({ version: 2 }),
  })
  bad('header-of-another-suite', step(1), 'UPGRADE_NEEDED', 'header-version', { outer: header({ suite: 2 }) })
  const otherBox = mailboxOf(c.party.networkId, c.party.institutionId)
  bad('for-another-mailbox', step(2), 'MISADDRESSED', 'mailbox', { outer: header({ mailbox: otherBox }) })
  bad('for-another-prekey', step(3), 'PREKEY_UNKNOWN', 'prekey', { outer: header({ prekeyId: random(16) }) })
  // Sealed under the names of others, and addressed to B.
  const redirected = async (to: Parameters<typeof begin>[0]) => ({
    ...(await begin(to)),
    outer: common.outer,
  })
  const underOther = await redirected({ ...b.party, institutionId: c.party.institutionId, prekey: b.prekey })
  bad('sealed-for-another-institution', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: underOther })
  const elsewhere = await redirected({ ...b.party, networkId: second.networkId, prekey: b.prekey })
  bad('sealed-in-another-network', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: elsewhere })
  const toOtherKey = await redirected({ ...b.party, prekey: c.prekey })
  bad('sealed-to-another-prekey', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: toOtherKey })

  // ---- padding and binding ----
  bad('padding-not-zero', step(6), 'PADDING_INVALID', 'padding', { padded: flip(-1) })
  const padTo = (length: number) => (bytes: Uint8Array) => {
    const padded = new Uint8Array(length)
    padded.set(bytes.subarray(0, length))
    return padded
  }
  bad('padding-too-long', step(6), 'PADDING_INVALID', 'padding', { padded: padTo(34816) })
  bad('padding-too-short', step(6), 'PADDING_INVALID', 'padding', { padded: padTo(24576) })
  bad('length-beyond-the-padding', step(6), 'PADDING_INVALID', 'padding', { padded: flip(0) })
  bad('content-for-another-envelope', step(7), 'BINDING_INVALID', 'sealed-binding', {
    sealedBinding: random(32),
  })

  // ---- other encodings of the same ----
  for (const [how, rewrite] of Object.entries(otherEncodings)) {
    bad(`header-${how}`, one, 'NOT_CANONICAL', 'canonical', { outer: rewrite })
    bad(`sealed-${how}`, one, 'NOT_CANONICAL', 'canonical', { sealedBytes: rewrite })
    bad(`statement-${how}`, one, 'NOT_CANONICAL', 'canonical', { statementBytes: rewrite })
    bad(`placement-${how}`, one, 'NOT_CANONICAL', 'canonical', { placementBytes: rewrite })
    bad(`sealing-${how}`, one, 'NOT_CANONICAL', 'canonical', { sealingBytes: rewrite })
  }
  bad('envelope-unknown-field', one, 'NOT_CANONICAL', 'canonical', {
    envelope: otherEncodings['unknown-field'],
  })
  bad('sealed-written-default', one, 'NOT_CANONICAL', 'canonical', {
    sealedBytes: inField(1, inField(2, withDefault(2, 0))),
  })
  bad('statement-written-default', one, 'NOT_CANONICAL', 'canonical', { statementBytes: withDefault(10, 2) })
  bad('placement-written-default', one, 'NOT_CANONICAL', 'canonical', { placementBytes: withDefault(11, 2) })
  bad('sealing-written-default', one, 'NOT_CANONICAL', 'canonical', { sealingBytes: withDefault(4, 2) })
  const zeroScope = inField(2, withDefault(3, 0))
  bad('conditions-written-default', one, 'NOT_CANONICAL', 'canonical', {
    statement: { conditions: zeroScope(conditionsOf([['BIND:BY-LAW', [], 0]])) },
  })

  // ---- who says it: node ----
  const statusRule = standing(7)
  bad(
    'batch-signature-lattice-half',
    step(9),
    'SIGNATURE_INVALID',
    'batch-signature',
    carried(({ batches }) => ({
      batches: batches.map((signed) => ({ ...signed, signature: flip(100)(signed.signature) })),
    })),
  )
  bad(
    'batch-signature-curve-half',
    step(9),
    'SIGNATURE_INVALID',
    'batch-signature',
    carried(({ batches }) => ({
      batches: batches.map((signed) => ({ ...signed, signature: flip(-1)(signed.signature) })),
    })),
  )
  bad('batch-signed-by-another-node', step(9), 'SIGNATURE_INVALID', 'batch-signature', { node: c.nok })
  bad('batch-signed-by-the-identity-key', step(9), 'SIGNATURE_INVALID', 'batch-signature', { node: a.iik })
  bad('batch-signed-as-something-else', step(9), 'SIGNATURE_INVALID', 'batch-signature', {
    context: 'sponte/1 prekeys',
  })
  bad('node-certificate-of-another-institution', standing(4), 'CERTIFICATE_UNKNOWN', 'node-known', {
    placement: { nodeCertHash: c.nodeCertHash },
    node: c.nok,
  })
  bad('node-certificate-unknown', standing(4), 'CERTIFICATE_UNKNOWN', 'node-known', {
    placement: { nodeCertHash: random(32) },
  })
  bad('node-certificate-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    placement: { nodeCertHash: nodes.expired.hash },
  })
  bad('node-certificate-not-yet-valid', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    placement: { nodeCertHash: nodes.early.hash },
  })
  bad('node-certificate-revoked', statusRule, 'REVOKED', 'revoked', {
    placement: { nodeCertHash: nodes.revoked.hash },
  })
  bad('sealing-by-another-institution', step(11), 'CERTIFICATE_UNKNOWN', 'node-known', {
    sealing: { nodeCertHash: c.nodeCertHash },
  })

  // ---- who says it: institution ----
  bad('credential-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', { from: world.lapsed })
  bad('credential-of-another-network', standing(1), 'FOREIGN_NETWORK', 'network-known', {
    from: f,
    ...certs(...f.objects.slice(0, 3)),
  })
  bad('credential-unknown', standing(2), 'CERTIFICATE_UNKNOWN', 'institution-known', { from: d })
  const unlogged = world.third.admit(d.iik, { networkId: a.party.networkId })
  bad(
    'credential-by-another-secretariat',
    '2-trust.md, Membership credential, 3',
    'CERTIFICATE_UNKNOWN',
    'institution-known',
    {
      from: d,
      ...certs(unlogged, ...d.objects.slice(1, 3)),
    },
  )
  const unpinned = { ...a.party, iikHash: random(32) }
  bad('identity-key-not-the-pinned-one', standing(3), 'CERTIFICATE_INVALID', 'identity-pinned', {
    statement: { from: unpinned },
  })
  bad('identity-key-held', standing(3), 'REKEY_HELD', 'identity-pinned', {
    statement: { from: { ...a.party, iikHash: sha256(newKey.publicKey) } },
  })
  bad('credential-without-the-type', standing(8), 'NOT_EMPOWERED', 'empowered', { from: world.answersOnly })
  bad('institution-not-cleared', standing(9), 'CEILING', 'ceiling', {
    from: world.unclassified,
    ...tagged(withTag('CLS:RESTRICTED', 0)),
  })

  // ---- who says it: officer ----
  bad('officer-signature-missing', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    placement: { officerSig: undefined },
  })
  bad('officer-certificate-missing', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    placement: { officerCertHash: undefined },
  })
  bad('officer-signature-altered', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officerSig: flip(40),
  })
  bad(
    'officer-signature-of-small-order',
    '1-conventions.md, Ed25519',
    'SIGNATURE_INVALID',
    'officer-signature',
    {
      officerSig: () => Uint8Array.from([1, ...new Uint8Array(63)]),
    },
  )
  bad('officer-signature-by-another-key', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officer: { hash: a.officerCertHash, key: c.officer },
  })
  bad('officer-of-another-institution', standing(5), 'CERTIFICATE_UNKNOWN', 'officer-known', {
    officer: { hash: c.officerCertHash, key: c.officer },
  })
  bad('officer-without-the-type', standing(8), 'NOT_EMPOWERED', 'empowered', signedBy(officers.withoutType))
  bad('officer-expired', standing(6), 'CERTIFICATE_EXPIRED', 'dates', signedBy(officers.expired))
  bad('officer-revoked', statusRule, 'REVOKED', 'revoked', signedBy(officers.revoked))
  bad('officer-not-cleared', standing(9), 'CEILING', 'ceiling', {
    ...signedBy(officers.uncleared),
    ...tagged(withTag('CLS:RESTRICTED', 0)),
  })

  // ---- what is signed ----
  bad('statement-of-another-version', step(8), 'UPGRADE_NEEDED', 'statement-version', {
    statement: { version: 2 },
  })
  bad('statement-of-another-suite', step(8), 'UPGRADE_NEEDED', 'statement-version', {
    statement: { suite: 2 },
  })
  bad('statement-of-an-unknown-type', step(10), 'UPGRADE_NEEDED', 'statement-type', {
    statement: { type: 99 },
  })
  bad('placement-of-another-statement', step(10), 'STATEMENT_MISMATCH', 'statement-hash', {
    placement: { statementHash: random(32) },
  })
  bad(
    'batch-path-altered',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, path: placement.path.map(flip(5)) },
    })),
  )
  bad(
    'batch-path-too-long',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, path: [...placement.path, random(32)] },
    })),
  )
  bad(
    'batch-index-of-another-leaf',
    step(9),
    'SIGNATURE_INVALID',
    'leaf',
    carried(({ placement }) => ({
      placement: { ...placement, index: 1 },
    })),
  )
  bad('placement-signed-as-a-receipt', '5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', {
    kinds: ['receipt', 'sealing'],
  })
  bad('sealing-signed-as-a-placement', '5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', {
    kinds: ['placement', 'placement'],
  })
  bad(
    'leaf-of-a-batch-that-is-not-there',
    '5-envelope.md, Leaf',
    'MALFORMED',
    'batch-named',
    carried(({ sealing }) => ({
      sealing: { ...sealing, batch: 1 },
    })),
  )
  bad('sealing-for-another-envelope', step(11), 'BINDING_INVALID', 'sealing-binding', {
    sealing: { binding: random(32) },
  })
  bad('sealing-of-another-placement', step(11), 'BINDING_INVALID', 'sealing-placement', {
    sealing: { placementHash: random(32) },
  })
  bad(
    'body-altered',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(({ body }) => ({ body: flip(7)(body) })),
  )
  bad(
    'salt-altered',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ salt: random(32) })),
  )
  bad(
    'salt-missing',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ salt: undefined })),
  )
  bad(
    'body-missing',
    step(13),
    'COMMITMENT_INVALID',
    'commitment',
    carried(() => ({ body: new Uint8Array(0) })),
  )

  // ---- to whom, and passed on ----
  bad('addressed-to-another-member', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: c.party },
  })
  bad('addressed-to-another-key', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: { ...b.party, iikHash: random(32) } },
  })
  bad('addressed-in-another-network', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: { ...b.party, networkId: second.networkId } },
  })
  bad('from-another-network-of-ours', step(14), 'PARTIES_INVALID', 'one-network', { from: e })
  bad('to-itself', '3-exchange.md, form.two-institutions', 'PARTIES_INVALID', 'two-institutions', { from: b })
  // C was sent it by A, and seals it to B.
  const toC: Bend = { statement: { to: c.party } }
  bad('forwarded-with-its-sealing', step(11), 'BINDING_INVALID', 'sealing-binding', {
    ...toC,
    sealing: { binding: random(32) },
  })
  bad('forwarded-under-own-name', standing(5), 'CERTIFICATE_UNKNOWN', 'officer-known', {
    from: c,
    officer: { hash: a.officerCertHash, key: a.officer },
  })
  bad('forwarded-with-the-receiver-rewritten', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officerSig: () => officerSigFor(toC),
  })
  function officerSigFor(bend: Bend): Uint8Array {
    let kept = new Uint8Array(64)
    draft({ ...bend, officerSig: (signature) => (kept = new Uint8Array(signature)) })
    return kept
  }

  // ---- what a first statement must be ----
  bad('item-stricter-than-announced', '3-exchange.md, form.items-noticed', 'CONDITIONS_INVALID', 'items', {
    statement: { terms: items },
  })
  const twice = termsShapes.DISCLOSURE.encode({ items: [item, item] })
  bad('item-named-twice', '3-exchange.md, form.items-once', 'TERMS_INVALID', 'items', {
    statement: { terms: twice, conditions: announced },
  })
  bad(
    'conditions-without-a-binding',
    '3-exchange.md, first.binding',
    'CONDITIONS_INVALID',
    'conditions',
    tagged(goodTags.filter(([code]) => code !== 'BIND:BY-LAW')),
  )
  bad(
    'conditions-of-an-offer',
    '3-exchange.md, first.binding-fits',
    'NOT_NOW',
    'conditions',
    tagged(
      goodTags.map((tag) => (tag[0] === 'BIND:BY-LAW' ? (['BIND:OFFER', [], 0] satisfies ShortTag) : tag)),
    ),
  )
  bad('conditions-missing', '3-exchange.md, form.conditions', 'CONDITIONS_INVALID', 'conditions', {
    statement: { conditions: new Uint8Array(0) },
  })
  bad('body-not-there', '3-exchange.md, form.body-needed', 'TERMS_INVALID', 'body-needed', {
    statement: { bodyCommitment: undefined },
    ...carried(() => ({ body: new Uint8Array(0), salt: undefined })),
  })
  bad('first-with-another-number', '3-exchange.md, first.place', 'SEQ_GAP', 'first-place', {
    placement: { seq: 2 },
  })
  bad('first-of-another-exchange', '3-exchange.md, first.name', 'EXCHANGE_UNKNOWN', 'first-place', {
    placement: { exchangeId: random(32) },
  })
  bad('first-is-no-disclosure', '3-exchange.md, first.type', 'NOT_NOW', 'first-place', {
    statement: {
      type: statementTypes.FEEDBACK_ASK,
      conditions: new Uint8Array(0),
      terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
    },
  })
  return made
}
