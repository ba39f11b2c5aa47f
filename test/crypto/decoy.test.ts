import { expect, test } from 'vitest'
import { xWingBytes } from '../../crypto/index.ts'
import { seededRandom, suites, nativeSuite, nobleSuite } from './suites.ts'

const random = seededRandom('decoy')
const seed = random(32)

test('a decoy is the same on both implementations, for one seed, and another for another', () => {
  expect(nativeSuite.decoyEnc(seed)).toEqual(nobleSuite.decoyEnc(seed))
  expect(nativeSuite.decoyEnc(random(32))).not.toEqual(nativeSuite.decoyEnc(seed))
})

test('a seed of another length is a fault of the caller', () => {
  expect(() => nativeSuite.decoyEnc(random(31))).toThrow(expect.objectContaining({ code: 'INPUT' }))
})

test.each(suites)('a receiver decapsulates a decoy as it would any ciphertext, $name', async ({ suite }) => {
  const { publicKey } = suite.kemKeyPair(seed)
  const info = new Uint8Array(1)
  const sender = await suite.hpkeSender(publicKey, info)
  const decoy = suite.decoyEnc(random(32))
  expect(decoy).toHaveLength(xWingBytes.enc)
  expect(decoy).toHaveLength(sender.enc.length)
  const opened = await suite.hpkeReceiver(seed, decoy, info)
  expect(await opened.exportSecret(info, 32)).toHaveLength(32)
})

// Of 3329 values compressed to 10 bits some steps hold four and some three: uniform bits would give them alike.
test('coefficients of decoys are spread as those of ciphertexts are, and not as random bits', async () => {
  const { publicKey } = nativeSuite.kemKeyPair(seed)
  const count = 100
  const decoys = Array.from({ length: count }, () => nativeSuite.decoyEnc(random(32)))
  const senders = Array.from({ length: count }, () => nativeSuite.hpkeSender(publicKey, seed))
  const trueOnes = (await Promise.all(senders)).map(({ enc }) => enc)
  const noise = Array.from({ length: count }, () => random(xWingBytes.enc))
  // Expected 0.3088 of 76800 against 0.2510; the deviation is 0.0017.
  expect(Math.abs(shareOfWideSteps(decoys) - 0.3088)).toBeLessThan(0.012)
  expect(Math.abs(shareOfWideSteps(trueOnes) - 0.3088)).toBeLessThan(0.012)
  expect(Math.abs(shareOfWideSteps(noise) - 0.251)).toBeLessThan(0.012)
  // No point of X25519 has the highest bit set as an encoder writes it.
  expect(decoys.every((decoy) => (decoy.at(-1) ?? 255) < 128)).toBe(true)
})

const stepOf = (value: number) => Math.floor((value * 2048 + 3329) / 6658) % 1024
const width = new Map<number, number>()
for (let value = 0; value < 3329; value++) width.set(stepOf(value), (width.get(stepOf(value)) ?? 0) + 1)

function shareOfWideSteps(encs: readonly Uint8Array[]): number {
  let [wide, all] = [0, 0]
  for (const enc of encs) {
    for (let at = 0; at < 960; at += 5) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = enc.subarray(at, at + 5)
      const four = [a + 256 * (b % 4), (b >> 2) + 64 * (c % 16), (c >> 4) + 16 * (d % 64), (d >> 6) + 4 * e]
      for (const step of four) {
        all += 1
        if (width.get(step) === 4) wide += 1
      }
    }
  }
  return wide / all
}
