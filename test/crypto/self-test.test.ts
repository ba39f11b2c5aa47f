import { describe, expect, test } from 'vitest'
import { selfTest } from '../../crypto/index.ts'
import { native } from '../../crypto/native/index.ts'
import { createNoble } from '../../crypto/noble/index.ts'
import type { Primitives, Verifier } from '../../crypto/primitives.ts'
import { runSelfTest } from '../../crypto/self-test.ts'
import { ownVectors } from '../../crypto/self-test-vectors.ts'
import { createSuite } from '../../crypto/suite.ts'
import { nativeSuite, suites } from './suites.ts'

test('the self-test passes here', async () => {
  await expect(selfTest()).resolves.toBeUndefined()
})

test.each(suites)('it passes on $name', async ({ primitives }) => {
  await expect(runSelfTest(primitives)).resolves.toBeUndefined()
})

const altered = (bytes: Uint8Array) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1)
const { hpke, composite, officer, cobblestone, record, slot, tree } = ownVectors

test.each([
  ['HPKE', { hpke: { ...hpke, secret: altered(hpke.secret) } }],
  ['composite signature', { composite: { ...composite, signature: altered(composite.signature) } }],
  ['officer signature', { officer: { ...officer, signature: altered(officer.signature) } }],
  ['Cobblestone-256', { cobblestone: { ...cobblestone, sealedSha256: altered(cobblestone.sealedSha256) } }],
  ['record at rest', { record: { ...record, sealed: altered(record.sealed) } }],
  ['argon2id', { slot: { ...slot, key: altered(slot.key) } }],
  ['Merkle tree', { tree: { ...tree, root: altered(tree.root) } }],
])('a mismatch in one construction refuses the start and names it: %s', async (construction, wrong) => {
  for (const { primitives } of suites) {
    await expect(runSelfTest(primitives, { ...ownVectors, ...wrong })).rejects.toMatchObject({
      code: 'SELF_TEST',
      message: expect.stringContaining(construction) as unknown,
    })
  }
})

const accepting = (): Verifier => ({ verify: () => true })

test.each<[string, Partial<Primitives>]>([
  ['HPKE', { shake256: (_, length) => new Uint8Array(length) }],
  ['HPKE', { mlKem768Encapsulator: () => undefined }],
  ['officer signature', { ed25519Verifier: () => undefined }],
  ['officer signature', { ed25519Verifier: accepting }],
  ['composite signature', { mlDsa65Verifier: () => undefined }],
  ['composite signature', { mlDsa65Verifier: accepting }],
  ['Cobblestone-256', { hmacSha512: native.hmacSha256 }],
])('a primitive that went wrong refuses the start: %s', async (construction, broken) => {
  await expect(runSelfTest({ ...native, ...broken })).rejects.toMatchObject({
    message: expect.stringContaining(construction) as unknown,
  })
})

describe('the vectors are what the second implementation makes with every random byte set to 9', () => {
  const suite = createSuite(createNoble((length) => new Uint8Array(length).fill(9)))

  test('HPKE', async () => {
    const sender = await suite.hpkeSender(nativeSuite.kemKeyPair(hpke.seed).publicKey, hpke.info)
    expect(sender.enc).toEqual(hpke.enc)
    expect(await sender.exportSecret(hpke.label, 32)).toEqual(hpke.secret)
  })

  test('composite signature', () => {
    expect(suite.compositeSigner(composite.seed).sign(composite.message, composite.ctx)).toEqual(
      composite.signature,
    )
  })
})
