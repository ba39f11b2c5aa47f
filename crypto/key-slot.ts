// From a passphrase to the key of a slot: argon2id (RFC 9106), version 0x13.
// Limits: the cost makes guessing slow, not impossible; a weak passphrase stays weak. Parameters are read back
// from a file that an attacker may have written, hence a ceiling as well as a floor.
import { CryptoError, requireLength } from './crypto-error.ts'
import type { Argon2Cost, Primitives } from './primitives.ts'

/** Least memory of a passphrase slot, 64 MiB: the second recommended choice of RFC 9106 §4. */
export const argon2FloorKiB = 64 * 1024
/** Most memory of a passphrase slot, 1 GiB: what the smallest server a node runs on can give for seconds. */
export const argon2CeilingKiB = 1024 * 1024
/** Most passes: at the ceiling of memory they take about a minute. */
export const argon2MostPasses = 16
/** Most lanes. */
export const argon2MostLanes = 16
/** The cost of a new slot: 256 MiB, three passes, four lanes; half a second to a second on a server. */
export const argon2Default: Argon2Cost = { memoryKiB: 256 * 1024, passes: 3, lanes: 4 }

const saltBytes = 16

/** Derives the key of a passphrase slot. */
export interface KeySlots {
  /**
   * Runs argon2id on a thread of its own.
   *
   * @param length - of the derived key, 16 to 64 bytes
   * @throws {@link CryptoError} `ARGON2_BOUNDS` for a cost below the floor or above the ceiling; `INPUT` for a salt
   * or length out of range
   */
  readonly argon2id: (
    passphrase: Uint8Array,
    salt16: Uint8Array,
    cost: Argon2Cost,
    length: number,
  ) => Promise<Uint8Array>
}

export function createKeySlots(primitives: Primitives): KeySlots {
  return {
    async argon2id(passphrase, salt16, cost, length) {
      requireWithin('memory in KiB', cost.memoryKiB, argon2FloorKiB, argon2CeilingKiB)
      requireWithin('passes', cost.passes, 1, argon2MostPasses)
      requireWithin('lanes', cost.lanes, 1, argon2MostLanes)
      requireLength(salt16, saltBytes, 'a slot salt')
      if (!Number.isInteger(length) || length < 16 || length > 64) {
        throw new CryptoError('INPUT', `a slot key has 16 to 64 bytes, not ${length}`)
      }
      return await primitives.argon2id(passphrase, salt16, cost, length)
    },
  }
}

function requireWithin(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new CryptoError('ARGON2_BOUNDS', `argon2id ${what} must be ${least} to ${most}, not ${value}`)
  }
}
