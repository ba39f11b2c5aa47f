// Prekeys: made, used to open, and erased. An erased one is gone from the file before the call resolves.
import {
  forgetKemSeed,
  type HpkeContext,
  hpkeReceiver,
  kemKeyPair,
  type RandomSource,
  toHex,
} from '../../crypto/index.ts'
import { prekeyIdOf } from '../../protocol/index.ts'
import { mostPrekeys, type PrekeyKind, type PrekeySeed } from './epoch.ts'
import { KeyringError } from './keyring-error.ts'

const seedBytes = 32

/** A prekey as others may know it. */
export interface PublicPrekey {
  /** As it stands on envelopes, 16 bytes. */
  readonly id: Uint8Array
  readonly kind: PrekeyKind
  /** Start of its week, or when it was made; UTC milliseconds. */
  readonly startsAtMs: number
  /** X-Wing, 1216 bytes. */
  readonly publicKey: Uint8Array
}

/** The prekeys of a keyring. */
export interface Prekeys {
  /** Makes prekeys; they are on disk when it resolves. @throws {@link KeyringError} `KEYRING_FULL` above 1024 in all */
  newPrekeys(wanted: readonly Pick<PublicPrekey, 'kind' | 'startsAtMs'>[]): Promise<readonly PublicPrekey[]>
  /** All that are not erased, oldest first. */
  prekeys(): readonly Omit<PublicPrekey, 'publicKey'>[]
  /** @returns `undefined` for an id that was erased or never ours */
  prekeyKind(id: Uint8Array): PrekeyKind | undefined
  /** @returns `undefined` for an id that was erased or never ours */
  prekeyPublic(id: Uint8Array): PublicPrekey | undefined
  /**
   * The receiver's end of an HPKE context; only for opening: never encrypt with what it exports.
   *
   * @returns `undefined` for an id that was erased or never ours
   * @throws {@link CryptoError} `ENC` for a malformed `enc`
   */
  openWithPrekey(id: Uint8Array, enc: Uint8Array, info: Uint8Array): Promise<HpkeContext | undefined>
  /** Erases prekeys for good; unknown ids are passed over. They are off the disk when it resolves. */
  erasePrekeys(ids: readonly Uint8Array[]): Promise<void>
}

/** @param save - writes the prekeys that are left; calls do not overlap */
export function createPrekeys(
  random: RandomSource,
  start: readonly PrekeySeed[],
  save: (prekeys: readonly PrekeySeed[]) => Promise<void>,
): Prekeys {
  let kept = new Map(start.map((prekey) => [toHex(prekey.id), prekey]))
  let lastWrite: Promise<void> = Promise.resolve()

  /** Writes what `change` makes of the prekeys, after earlier writes; they count once they are on disk. */
  function rewrite(
    change: (before: ReadonlyMap<string, PrekeySeed>) => Map<string, PrekeySeed>,
  ): Promise<void> {
    const write = async () => {
      const next = change(kept)
      if (next.size > mostPrekeys) {
        throw new KeyringError(
          'KEYRING_FULL',
          `at most ${mostPrekeys} prekeys are kept: erase old ones first`,
        )
      }
      await save([...next.values()])
      kept = next
    }
    const done = lastWrite.then(write)
    lastWrite = done.catch(() => undefined)
    return done
  }

  function publicOf({ id, kind, startsAtMs, seed }: PrekeySeed): PublicPrekey {
    return { id, kind, startsAtMs, publicKey: kemKeyPair(seed).publicKey }
  }

  return {
    async newPrekeys(wanted) {
      const made = wanted.map(({ kind, startsAtMs }): PrekeySeed & PublicPrekey => {
        const seed = random(seedBytes)
        const { publicKey } = kemKeyPair(seed)
        return { id: prekeyIdOf(publicKey), kind, startsAtMs, seed, publicKey }
      })
      await rewrite(
        (before) => new Map([...before, ...made.map((prekey) => [toHex(prekey.id), prekey] as const)]),
      )
      return made.map(({ id, kind, startsAtMs, publicKey }) => ({ id, kind, startsAtMs, publicKey }))
    },
    prekeys: () =>
      Array.from(kept.values(), ({ id, kind, startsAtMs }) => ({ id, kind, startsAtMs })).sort(
        (a, b) => a.startsAtMs - b.startsAtMs,
      ),
    prekeyKind: (id) => kept.get(toHex(id))?.kind,
    prekeyPublic: (id) => {
      const prekey = kept.get(toHex(id))
      return prekey && publicOf(prekey)
    },
    openWithPrekey: async (id, enc, info) => {
      const prekey = kept.get(toHex(id))
      return prekey && (await hpkeReceiver(prekey.seed, enc, info))
    },
    async erasePrekeys(ids) {
      const gone = new Set(ids.map(toHex))
      const erased: PrekeySeed[] = []
      await rewrite((before) => {
        erased.push(...[...before].filter(([name]) => gone.has(name)).map(([, prekey]) => prekey))
        return new Map([...before].filter(([name]) => !gone.has(name)))
      })
      for (const { seed } of erased) {
        forgetKemSeed(seed)
        seed.fill(0)
      }
    },
  }
}
