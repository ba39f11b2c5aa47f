import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import {
  certify,
  contexts,
  directoryKinds,
  forceOf,
  receiptShape,
  refusalOf,
  signBatch,
  statementTypes,
  statusTbsShape,
  timeline,
  verifyDossier,
  type DossierContents,
  type DossierStory,
  type DossierVerdict,
  type Receipt,
} from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { disclosureUnder, underWay, type PairNode } from '../exchanges/pair.ts'
import { testNow } from '../support/network.ts'
import { contentsOf, exportedBy, openExported, resealed, type Exported } from './exported.ts'

let world: Exported
beforeAll(async () => {
  world = await openExported()
})
afterAll(() => world[Symbol.asyncDispose]())

const day = 24 * 60 * 60 * 1000
const typesIn = ({ exchange }: DossierStory) => timeline(exchange).map(({ type, side }) => `${side} ${type}`)

function storyOf(verdict: DossierVerdict): DossierStory {
  if (verdict.result !== 'REFUSED') return verdict.story
  throw new Error(`refused: ${verdict.fault.code} in ${verdict.fault.part}: ${verdict.fault.reason}`)
}

/** What is found where everybody trusts the network; `VERIFIED` or the fault. */
function found(file: Uint8Array): string {
  const verdict = verifyDossier(file, [world.fingerprints.network])
  if (verdict.result === 'VERIFIED') return 'VERIFIED'
  const { code, part, number } = verdict.fault
  return [code, part, number].filter((word) => word !== undefined).join(' ')
}

/** Alpha exports something else than it has. */
const cheating = async (change: (contents: DossierContents) => DossierContents): Promise<string> =>
  found(await resealed(world.pair.alpha, world.alpha, change(contentsOf(world.alpha))))

describe('an honest dossier', () => {
  test('is verified, whichever side exported it, and tells who said what, when, under which officer', () => {
    for (const [file, side] of [
      [world.alpha, 'originator'],
      [world.beta, 'receiver'],
    ] as const) {
      const verdict = verifyDossier(file, [world.fingerprints.network])
      expect(verdict.result).toBe('VERIFIED')
      const story = storyOf(verdict)
      expect(typesIn(story)).toEqual([
        'originator DISCLOSURE',
        'receiver CONDITIONS_READ',
        'receiver ACK',
        'originator QUESTION',
      ])
      expect(story.exportedBy).toBe(side)
      expect([...story.statements.values()].every(({ officer }) => officer !== undefined)).toBe(true)
      expect([...story.statements.values()].some(({ body }) => body !== undefined)).toBe(false)
    }
  })

  test('is complete up to what the other side has signed, and says how far that is', () => {
    const { signed } = storyOf(verifyDossier(world.alpha, []))
    expect(signed.receiver).toEqual({ reach: { originator: 2, receiver: 2 }, atMs: testNow })
    expect(signed.originator.reach).toEqual({ originator: 2, receiver: 2 })
  })

  test('is consistent, and no more, to whoever knows none of its keys', () => {
    const verdict = verifyDossier(world.alpha, [])
    expect(verdict).toMatchObject({
      result: 'CONSISTENT',
      fault: { code: 'TRUST_NOT_ESTABLISHED', part: 'TRUST' },
    })
  })

  test('is trusted by the fingerprint of the network, of both, or of one that names the key of the other', () => {
    const { network, alpha, beta } = world.fingerprints
    const basis = (...given: readonly string[]) => storyOf(verifyDossier(world.alpha, given)).trusted
    expect(basis(network)).toEqual({ originator: 'NETWORK', receiver: 'NETWORK' })
    expect(basis(alpha, beta)).toEqual({ originator: 'FINGERPRINT', receiver: 'FINGERPRINT' })
    expect(basis(alpha)).toEqual({ originator: 'FINGERPRINT', receiver: 'OTHER_SIDE' })
    expect(verifyDossier(world.alpha, [beta.replaceAll(' ', '')]).result).toBe('VERIFIED')
  })

  test('is not trusted by a fingerprint of nobody in it, whatever else was given', () => {
    const { network } = world.fingerprints
    for (const given of [['0'.repeat(60)], [network, '0'.repeat(60)]])
      expect(verifyDossier(world.alpha, given)).toMatchObject({
        result: 'CONSISTENT',
        fault: { code: 'TRUST_MISMATCH', number: given.length },
      })
  })

  test('is not trusted by the fingerprint of one who has signed nothing in it', async () => {
    const { alpha } = world.pair
    world.pair.line.direct = false
    world.pair.line.relay = false
    const said = await alpha.say(disclosureUnder())
    world.pair.line.direct = true
    world.pair.line.relay = true
    const file = await exportedBy(alpha, said.exchangeId)
    expect(verifyDossier(file, [world.fingerprints.alpha]).result).toBe('VERIFIED')
    const verdict = verifyDossier(file, [world.fingerprints.beta])
    expect(verdict).toMatchObject({ result: 'CONSISTENT', fault: { code: 'TRUST_NOT_ESTABLISHED' } })
    expect(storyOf(verdict).trusted).toEqual({ originator: undefined, receiver: 'FINGERPRINT' })
    expect(storyOf(verdict).signed.receiver.atMs).toBeUndefined()
  })

  test('has no content, and none can be put into it', async () => {
    const { alpha } = world.pair
    const contents = contentsOf(world.alpha)
    expect(contents.statements.every(({ body, salt }) => body.length === 0 && salt === undefined)).toBe(true)
    const bodies = contents.statements.map(() => ({ body: say.bytesFor('a body', 200), salt: undefined }))
    const guessed = {
      ...contents,
      statements: contents.statements.map((one, at) => ({ ...one, ...bodies[at] })),
    }
    expect(found(await resealed(alpha, world.alpha, guessed))).toBe('COMMITMENT_INVALID STATEMENT 1')
  })
})

describe('a file that is none, or not whole', () => {
  test.each([
    ['nothing', () => new Uint8Array(0), 'NOT_A_DOSSIER FILE'],
    ['another file', () => new TextEncoder().encode('%PDF-1.7\n'), 'NOT_A_DOSSIER FILE'],
    ['its first line alone', () => world.alpha.slice(0, 17), 'MALFORMED FILE'],
    ['its second half', () => world.alpha.slice(world.alpha.length >> 1), 'NOT_A_DOSSIER FILE'],
    ['itself twice', () => Uint8Array.from([...world.alpha, ...world.alpha]), 'MALFORMED FILE'],
    ['a byte behind it', () => Uint8Array.from([...world.alpha, 0]), 'MALFORMED FILE'],
    ['more than a dossier may have', () => new Uint8Array(8 * 1024 * 1024 + 1), 'OVERSIZE FILE'],
  ])('is refused: %s', (_what, make, fault) => {
    expect(found(make())).toBe(fault)
  })

  test('of another version is not read, and asks for a newer program', () => {
    const later = world.alpha.slice()
    later.set(new TextEncoder().encode('sponte dossier 2\n'))
    expect(found(later)).toBe('UPGRADE_NEEDED FILE')
  })

  test('that was changed on the way is known before anything in it is read', () => {
    for (const at of [40, 2_000, world.alpha.length >> 1]) {
      const changed = world.alpha.slice()
      changed[at] = (changed[at] ?? 0) ^ 4
      expect(found(changed)).toBe('ALTERED FILE')
    }
  })

  test('is refused when it was cut anywhere', () => {
    for (let length = 0; length < world.alpha.length; length += 997)
      expect(found(world.alpha.slice(0, length))).not.toBe('VERIFIED')
    expect(found(world.alpha.slice(0, -1))).not.toBe('VERIFIED')
  })
})

describe('an exporter who leaves something out', () => {
  const without =
    (...left: readonly number[]) =>
    (contents: DossierContents): DossierContents => ({
      ...contents,
      statements: contents.statements.filter((_, at) => !left.includes(at)),
    })

  test('is found by what follows the statement', async () => {
    expect(await cheating(without(0))).toMatch(/^STATEMENT_MISSING STATEMENT/)
    expect(await cheating(without(1))).toBe('STATEMENT_MISSING STATEMENT 2')
    expect(await cheating(without(2))).toBe('STATEMENT_MISSING STATEMENT 3')
  })

  test('is found at the end by what the other side has confirmed', async () => {
    expect(await cheating(without(3))).toMatch(/^STATEMENT_MISSING RECEIPT/)
  })

  test('is found at the end by what the other side says it has placed itself', async () => {
    const [disclosure, , ack] = hashes(world.alpha)
    // Beta gets the disclosure again, and says so when it has acknowledged it already.
    const again = { placementHash: idOf(disclosure), headMine: idOf(ack), headYours: idOf(disclosure) }
    const cut = without(2, 3)({ ...contentsOf(world.alpha), receipts: [] })
    const file = await withReceipt(world.pair.beta, world.alpha, cut, again)
    expect(found(await resealed(world.pair.alpha, world.alpha, file))).toBe('STATEMENT_MISSING RECEIPT 1')
  })

  test('who takes every signature with it that names the end is not found, and the result promises no more', async () => {
    const [disclosure = ''] = hashes(world.alpha)
    const contents = contentsOf(world.alpha)
    const receipts = contents.receipts.filter(({ item }) =>
      same(receiptShape.decode(item).placementHash, idOf(disclosure)),
    )
    const cut = { ...without(1, 2, 3)(contents), receipts }
    const file = await resealed(world.pair.alpha, world.alpha, cut)
    const { signed } = storyOf(verifyDossier(file, [world.fingerprints.network]))
    expect(signed.receiver.reach).toEqual({ originator: 1, receiver: 0 })
  })
})

describe('an exporter who puts something in', () => {
  test('cannot seal in the name of another node', async () => {
    expect(found(await resealed(world.pair.beta, world.alpha, contentsOf(world.alpha)))).toBe(
      'SIGNATURE_INVALID SEAL',
    )
  })

  test('cannot show the ledger of another', async () => {
    const { checkpoint } = contentsOf(world.beta)
    expect(await cheating((contents) => ({ ...contents, checkpoint }))).toBe('SIGNATURE_INVALID CHECKPOINT')
    expect(await cheating((contents) => ({ ...contents, checkpoint: 'none' }))).toBe(
      'SIGNATURE_INVALID CHECKPOINT',
    )
  })

  test('cannot bring a certificate that nobody in the network stands for, or an object of another kind', async () => {
    const { objects } = contentsOf(world.alpha)
    const [charter, ...rest] = objects
    if (charter === undefined) throw new Error('a dossier begins with a charter')
    expect(await cheating((contents) => ({ ...contents, objects: rest }))).toBe('MALFORMED CERTIFICATE 1')
    expect(await cheating((contents) => ({ ...contents, objects: [...objects, charter] }))).toMatch(
      /^MALFORMED CERTIFICATE/,
    )
    const credentials = rest.filter(({ kind }) => kind === directoryKinds.CREDENTIAL)
    const others = rest.filter(({ kind }) => kind !== directoryKinds.CREDENTIAL)
    expect(
      await cheating((contents) => ({ ...contents, objects: [charter, ...others, ...credentials] })),
    ).toBe('CERTIFICATE_UNKNOWN CERTIFICATE 2')
    expect(
      await cheating((contents) => ({
        ...contents,
        objects: objects.filter(({ kind }) => kind !== directoryKinds.OFFICER_CERTIFICATE),
      })),
    ).toBe('CERTIFICATE_UNKNOWN STATEMENT 1')
  })

  test('cannot say twice what was said once', async () => {
    const twice = (contents: DossierContents) => [...contents.statements, ...contents.statements.slice(0, 1)]
    expect(await cheating((contents) => ({ ...contents, statements: twice(contents) }))).toBe(
      'DUPLICATE STATEMENT 1',
    )
  })

  test('cannot pass a receipt for a placement on as one of its own', async () => {
    const [receipt] = contentsOf(world.alpha).receipts
    if (receipt === undefined) throw new Error('a dossier has receipts')
    expect(
      await cheating((contents) => ({
        ...contents,
        statements: contents.statements.map((one) => ({ ...one, placement: receipt })),
      })),
    ).toMatch(/^(MALFORMED|NOT_CANONICAL) STATEMENT 1$/)
  })

  test('and who has seen less than it confirmed is found by its own receipt', async () => {
    const { beta } = world.pair
    const question = idOf(hashes(world.beta).at(-1))
    // As if beta had confirmed the question before it undertook anything.
    const early = { placementHash: question, headMine: undefined, headYours: question }
    const contents = await withReceipt(beta, world.beta, contentsOf(world.beta), early)
    expect(found(await resealed(beta, world.beta, contents))).toBe('BACK_DATED CHAIN 1')
  })
})

describe('certificates in their time', () => {
  const credentialOf = ({ desk }: PairNode, change: object) =>
    desk.network.admit(
      { publicKey: desk.deps.keyring.identityPublicKey, sign: () => new Uint8Array(0) },
      change,
    )
  /** The dossier of alpha with other credentials in the place of alpha's. */
  const withCredentials = (...changes: readonly object[]) =>
    cheating((contents) => {
      const [charter, , ...others] = contents.objects
      if (charter === undefined) throw new Error('a dossier begins with a charter')
      const made = changes.map((change) => credentialOf(world.pair.alpha, change))
      return { ...contents, objects: [charter, ...made, ...others] }
    })

  test('a statement stands under the credential of its day, among several', async () => {
    const later = { notBeforeMs: testNow + 30 * day, notAfterMs: testNow + 60 * day }
    expect(await withCredentials({}, later)).toBe('VERIFIED')
    expect(await withCredentials(later, {})).toBe('VERIFIED')
    expect(await withCredentials(later)).toBe('CERTIFICATE_EXPIRED STATEMENT 1')
  })

  test('what an officer was not entitled to say is found, where the other side has not refused it', async () => {
    const types = [statementTypes.DISCLOSURE]
    expect(await withCredentials({ statementTypes: types })).toBe('NOT_EMPOWERED STATEMENT 4')
  })

  test('what was refused in its place stands there, without effect', async () => {
    const { alpha, beta } = world.pair
    const clerk = { officer: 'clerk', passphrase: 'one stamp, one drawer' }
    const said = await underWay(world.pair)
    await appoint(alpha.desk, clerk, { statementTypes: ['DISCLOSURE'] })
    const here = await alpha.open(said)
    const refused = await alpha.say(say.question(here.state), here, clerk)
    await alpha.round()
    expect(found(await exportedBy(beta, said.exchangeId))).toBe('NOT_EMPOWERED STATEMENT 3')
    const there = await beta.open(said)
    await beta.say(say.ack(there.state), there)
    await beta.round()
    const story = storyOf(
      verifyDossier(await exportedBy(beta, said.exchangeId), [world.fingerprints.network]),
    )
    const entry = timeline(story.exchange).find(({ statement }) =>
      same(fromHex(statement), refused.statementHash),
    )
    if (entry === undefined) throw new Error('it is in the dossier')
    expect(refusalOf(story.exchange, entry.placement)).toBeDefined()
    expect(forceOf(story.exchange, entry)).toBe('VOID')
  })

  /** The dossier of alpha with a list of revocations that names beta's officer. */
  const withRevocation = async (listedMs: number): Promise<DossierVerdict> => {
    const { alpha, beta } = world.pair
    const { network, people } = beta.desk
    const { certHash } = await createOfficerBook(beta.desk.deps).find(people.ana.officer)
    const status = statusTbsShape.encode({
      ...{ version: 1, networkId: network.networkId, sequence: 2, timeMs: testNow + 9 * day, checkpoint: '' },
      revoked: [{ serial: certHash, invalidFromMs: 1, listedMs }],
    })
    const object = await certify(status, contexts.status, network.issuing.sign)
    const contents = contentsOf(world.alpha)
    const objects = [...contents.objects, { kind: directoryKinds.STATUS, object }]
    return verifyDossier(await resealed(alpha, world.alpha, { ...contents, objects }), [
      world.fingerprints.network,
    ])
  }

  test('what the other side had confirmed before the listing stays, and says so', async () => {
    const verdict = await withRevocation(testNow + 8 * day)
    expect(verdict.result).toBe('VERIFIED')
    const story = storyOf(verdict)
    expect(story.statusMs).toBe(testNow + 9 * day)
    expect(
      timeline(story.exchange).map(({ placement }) => story.statements.get(placement)?.revocation),
    ).toEqual([
      undefined,
      { invalidFromMs: 1, listedMs: testNow + 8 * day },
      { invalidFromMs: 1, listedMs: testNow + 8 * day },
      undefined,
    ])
  })

  test('what nobody had confirmed before the listing counts no more', async () => {
    expect(await withRevocation(testNow - 1)).toMatchObject({
      result: 'REFUSED',
      fault: { code: 'REVOKED', part: 'STATEMENT', number: 2 },
    })
  })
})

/** The placements of a dossier in their order. */
function hashes(file: Uint8Array): readonly string[] {
  return timeline(storyOf(verifyDossier(file, [])).exchange).map(({ placement }) => placement)
}

/** Contents with one more receipt, which beta has signed indeed. */
async function withReceipt(
  { desk }: PairNode,
  file: Uint8Array,
  contents: DossierContents,
  said: Partial<Receipt>,
): Promise<DossierContents> {
  const [sample] = contentsOf(file)
    .receipts.map(({ item }) => receiptShape.decode(item))
    .filter(({ nodeCertHash }) =>
      same(nodeCertHash, desk.deps.self.member(desk.network.networkId)?.node?.hash),
    )
  if (sample === undefined) throw new Error('this side has confirmed something')
  const item = receiptShape.encode({ ...sample, ...said })
  const sign = (message: Uint8Array) => desk.deps.keyring.signBatch(message, contexts.batch)
  const { leaves, batch } = await signBatch([{ kind: 'receipt', item }], testNow, sign)
  const batches = [...contents.batches, batch]
  return {
    ...contents,
    batches,
    receipts: [...contents.receipts, ...leaves.map((leaf) => ({ ...leaf, batch: batches.length - 1 }))],
  }
}

const idOf = (hex = ''): Uint8Array => fromHex(hex)

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0
}
