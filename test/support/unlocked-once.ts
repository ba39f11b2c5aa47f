// Loaded before every file of tests. Argon2id is slow by intent, and tests unlock the same slots over and over: here
// it is computed once for the same passphrase, salt, cost and length. Processes that a test starts compute each.
import { vi } from 'vitest'

vi.mock(import('../../crypto/native/argon2.ts'), async (original) => {
  const real = await original()
  const known = new Map<string, Promise<Uint8Array>>()
  return {
    argon2id: async (passphrase, salt, cost, length) => {
      const hex = [passphrase, salt].map((bytes) => Buffer.from(bytes).toString('hex'))
      const asked = JSON.stringify([...hex, cost.memoryKiB, cost.passes, cost.lanes, length])
      const key = known.get(asked) ?? real.argon2id(passphrase, salt, cost, length)
      known.set(asked, key)
      // Its taker may wipe it.
      return (await key).slice()
    },
  }
})
