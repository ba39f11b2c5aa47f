import { expect, test } from 'vitest'
import { hpkeReceiver, toHex } from '../../crypto/index.ts'
import {
  directoryKinds,
  openReceived,
  partsKeyOf,
  ProtocolError,
  readEnvelope,
  readPart,
} from '../../protocol/index.ts'
import { seededRandom } from '../store/support.ts'
import { envelopeOf, readCases, readFixture } from './case.ts'
import { addresseeOf, answersToObjects } from './product.ts'

const fixture = readFixture()
const cases = readCases()

/** One envelope of every kind that a mailbox can hold. */
const kinds = ['disclosure', 'receipt', 'larger-than-the-least', 'lookback', 'recollection']
/** A part with a whole attachment in it, and one that is the last of many. */
const parts = ['part', 'part-that-is-the-last']
/** Header, encapsulation, the stream's header and what follows: each of them counts. */
const framingBytes = 1400
/** The tag of the last chunk, or the tail of a part whose chunks nearly fill it. */
const closingBytes = 160
/** Of the stream itself CI tries every position, and a developer's run one in so many. */
const stride = process.env['SPONTE_EVERY_POSITION'] === undefined ? 32 : 1

// What HPKE makes of one encapsulation, once: at most positions only the body differs, and there are many positions.
const receivers = new Map<string, ReturnType<typeof hpkeReceiver>>()
const keyring = {
  openWithPrekey: (_id: Uint8Array, enc: Uint8Array, info: Uint8Array) => {
    const name = `${toHex(enc)} ${toHex(info)}`
    const known = receivers.get(name) ?? hpkeReceiver(fixture.prekeySeed, enc, info)
    receivers.set(name, known)
    return known
  },
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await openReceived(bytes, addresseeOf(fixture), keyring)
    return 'opened'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

function isRead(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

/**
 * Turns one random bit at every position that is to be tried.
 *
 * @returns the positions at which the envelope was taken all the same
 */
async function letThrough(
  name: string,
  bytes: Uint8Array,
  isTaken: (bent: Uint8Array) => boolean | Promise<boolean>,
): Promise<readonly number[]> {
  expect(await isTaken(bytes)).toBe(true)
  const bits = seededRandom(`bits of ${name}`)(bytes.length)
  const taken: number[] = []
  for (const [at, bit] of bits.entries()) {
    const isFraming = at < framingBytes || at >= bytes.length - closingBytes
    if (!isFraming && (at + (bits[0] ?? 0)) % stride !== 0) continue
    const bent = bytes.slice()
    bent[at] = (bent[at] ?? 0) ^ (1 << (bit % 8))
    if (await isTaken(bent)) taken.push(at)
  }
  return taken
}

test.each(kinds)(
  '%s: one random bit flipped at any position is refused',
  async (name) => {
    const one = cases.find((some) => some.name === name)
    if (one?.kind !== 'envelope') throw new Error(`no envelope ${name}`)
    const isOpened = async (bytes: Uint8Array) => (await codeOf(bytes)) === 'opened'
    expect(await letThrough(name, envelopeOf(one, cases), isOpened)).toEqual([])
  },
  240_000,
)

test.each(parts)(
  '%s: one random bit flipped at any position of head, chunks or tail is refused',
  async (name) => {
    const one = cases.find((some) => some.name === name)
    if (one?.kind !== 'part') throw new Error(`no part ${name}`)
    const [partsKey, { paddedLength }] = [partsKeyOf(one.secret.key), one.attachment]
    const isTaken = (bytes: Uint8Array) => isRead(() => readPart(readEnvelope(bytes), partsKey, paddedLength, one.index))
    expect(await letThrough(name, envelopeOf(one, cases), isTaken)).toEqual([])
  },
  240_000,
)

/** Two signatures are verified at most positions, and a developer's run tries fewer of them. */
const objectStride = process.env['SPONTE_EVERY_POSITION'] === undefined ? 61 : 1

test.each(Object.entries(directoryKinds))(
  '%s: one random bit flipped at any position is refused',
  (kind, number) => {
    const accepted = cases.find(
      (one) => one.kind === 'directory' && one.objectKind === number && one.expect === 'accept',
    )
    const known = fixture.objects.findLast((one) => one.kind === number)?.object
    const good = accepted?.kind === 'directory' ? accepted.object : known
    if (good === undefined) throw new Error(`no ${kind} is accepted`)
    // An older status is passed over unread, so here there is none yet.
    const objects = fixture.objects.filter((one) => one.kind !== directoryKinds.STATUS)
    const answerTo = answersToObjects(number === directoryKinds.STATUS ? { ...fixture, objects } : fixture)
    const bits = seededRandom(`bits of ${kind}`)(good.length)
    const taken: number[] = []
    for (let at = (bits[0] ?? 0) % objectStride; at < bits.length; at += objectStride) {
      const bent = good.slice()
      bent[at] = (bent[at] ?? 0) ^ (1 << ((bits[at] ?? 0) % 8))
      if (answerTo(number, bent) === undefined) taken.push(at)
    }
    expect(answerTo(number, good)).toBeUndefined()
    expect(taken).toEqual([])
  },
  240_000,
)
