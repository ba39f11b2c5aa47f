import { expect, test } from 'vitest'
import { z } from 'zod'
import { fromHex } from '../../crypto/index.ts'
import { describeVectors } from '../support/vectors.ts'
import { suites } from './suites.ts'

const hex = z.string().transform(fromHex)
const Vectors = z.object({
  numberOfTests: z.number(),
  testGroups: z.array(
    z.object({
      publicKey: hex,
      tests: z.array(
        z.object({
          ...{ tcId: z.number(), msg: hex, ctx: hex.optional(), sig: hex },
          result: z.enum(['valid', 'invalid']),
        }),
      ),
    }),
  ),
})

describeVectors('Wycheproof ML-DSA-65', 'mldsa65-verify-wycheproof.json', (json) => {
  const { numberOfTests, testGroups } = Vectors.parse(json)

  test.each(suites)('every case has its stated result on $name', ({ primitives }) => {
    const wrong: number[] = []
    let run = 0
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, ctx = new Uint8Array(0), sig, result } of tests) {
        const verified = primitives.mlDsa65Verifier(publicKey, ctx)?.verify(msg, sig) ?? false
        if (verified !== (result === 'valid')) wrong.push(tcId)
        run++
      }
    }
    expect(wrong).toEqual([])
    expect(run).toBe(numberOfTests)
  })
})
