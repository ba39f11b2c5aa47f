import { expect, test } from 'vitest'
import { hpkeReceiver, toHex } from '../../crypto/index.ts'
import { openReceived, ProtocolError } from '../../protocol/index.ts'
import { seededRandom } from '../store/support.ts'
import { envelopeOf, readCases, readFixture } from './case.ts'
import { addresseeOf } from './product.ts'

const fixture = readFixture()
const cases = readCases()

/** One envelope of every kind that a mailbox can hold. */
const kinds = ['disclosure', 'receipt', 'larger-than-the-least']
/** Header, encapsulation, the stream's header and what follows: each of them counts. */
const framingBytes = 1400
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

test.each(kinds)('%s: one random bit flipped at any position is refused', async (name) => {
  const one = cases.find((some) => some.name === name)
  if (one?.kind !== 'envelope') throw new Error(`no envelope ${name}`)
  const bytes = envelopeOf(one, cases)
  expect(await codeOf(bytes)).toBe('opened')
  const bits = seededRandom(`bits of ${name}`)(bytes.length)
  const letThrough: number[] = []
  for (const [at, bit] of bits.entries()) {
    const isFraming = at < framingBytes || at > bytes.length - 64
    if (!isFraming && (at + (bits[0] ?? 0)) % stride !== 0) continue
    const bent = bytes.slice()
    bent[at] = (bent[at] ?? 0) ^ (1 << (bit % 8))
    if ((await codeOf(bent)) === 'opened') letThrough.push(at)
  }
  expect(letThrough).toEqual([])
}, 240_000)
