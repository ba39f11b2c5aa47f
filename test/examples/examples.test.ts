import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fromHex, hpkeReceiver, sha256, toHex, utf8 } from '../../crypto/index.ts'
import { encodeFrames, framesOf } from '../../node/network/frame.ts'
import * as protocol from '../../protocol/index.ts'
import { createAsker, Refusal } from '../independent/checks.ts'
import { decodeEnvelope } from '../independent/decoder.ts'
import * as independent from '../independent/directory.ts'
import { readExample, written } from './example.ts'
import { independentReaders, productReaders } from './readers.ts'

const trust = readExample('trust')
const envelope = readExample('envelope')
const exchange = readExample('exchange')
const objects = trust.values
  .filter(({ is }) => is.startsWith('directory object'))
  .map(({ name, is }) => ({ kind: Number(is.split(' ').at(-1)), object: trust.bytesOf(name) }))

/** A table writes `mutual` and `language_ok` as the integers they are on the wire. */
const asNumbers = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, one: unknown) => (typeof one === 'boolean' ? Number(one) : one))

describe.each([trust, envelope, exchange])('the example of $page', ({ values, bytesOf }) => {
  test.each(values.filter(({ message }) => message !== undefined))(
    '$name is the $message that is written beside it',
    ({ name, message = '', decoded }) => {
      const bytes = bytesOf(name)
      const read = written(productReaders(message)(bytes))
      expect(asNumbers(written(independentReaders(message)(bytes)))).toEqual(asNumbers(read))
      if (decoded !== undefined) expect(read).toEqual(decoded)
    },
  )
})

describe('page 2', () => {
  const asking = trust.facts['standing'] as readonly {
    asked: Record<string, string | number>
    answer: string
  }[]
  const bytes = (asked: Record<string, string | number>, name: string) => fromHex(String(asked[name]))
  const product = protocol.createDirectory()
  const other = independent.createDirectory(createAsker(), Number(asking[0]?.asked['time_ms']))
  for (const { kind, object } of objects) {
    const name = protocol.directoryKindOf(kind)
    if (name !== undefined) product.add(name, object)
    other.add(kind, object)
  }

  test('its hashes are those of what was signed', () => {
    for (const [index, { name, is, bytes }] of trust.values.entries()) {
      if (is !== 'SHA-256 of its tbs') continue
      expect(bytes).toBe(toHex(sha256(trust.bytesOf(trust.values[index - 1]?.name ?? name))))
    }
  })

  test.each(asking)('Standing answers $answer', ({ asked, answer }) => {
    const party = {
      networkId: bytes(asked, 'network_id'),
      institutionId: bytes(asked, 'institution_id'),
      iikHash: bytes(asked, 'iik_hash'),
    }
    const nodeCertHash = bytes(asked, 'node_cert_hash')
    const certHash = bytes(asked, 'officer_cert_hash')
    const [type, level, timeMs] = [asked['statement_type'], asked['level'], asked['time_ms']].map(Number)
    if (type === undefined || level === undefined || timeMs === undefined) throw new Error('asks nothing')
    const claim = { party, nodeCertHash, officer: { certHash, statementType: type, ceiling: level } }
    const standing = protocol.trust(product, claim, timeMs)
    expect(standing.kind === 'entitled' ? 'entitled' : standing.code).toBe(answer)
    const asks = () => other.standing({ party, nodeCertHash, officer: { certHash, type, level }, timeMs })
    expect(answerOf(asks)).toBe(answer)
  })
})

function answerOf(ask: () => unknown): string {
  try {
    ask()
    return 'entitled'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('page 3', () => {
  const names = ['A1', 'B1', 'A2', 'B2', 'B3']
  const times = exchange.facts['time_ms'] as Record<string, number>
  const placed = names.map((name) =>
    protocol.readPlaced(
      exchange.bytesOf(`${name} placement`),
      exchange.bytesOf(`${name} statement`),
      times[name] ?? 0,
    ),
  )
  test.each([placed, placed.toReversed()])(
    'the five make the exchange that the page tells, in whatever order',
    (...order) => {
      const { exchange: folded } = protocol.fold(order)
      if (folded === undefined) throw new Error('no exchange')
      expect(folded.id).toBe(exchange.facts['exchange_id'])
      expect(protocol.phaseOf(folded)).toBe(exchange.facts['phase'])
      const merged = protocol
        .timeline(folded)
        .map(({ placement }) => names[placed.findIndex(({ hash }) => hash === placement)])
      expect(merged).toEqual(exchange.facts['merged_order'])
    },
  )
  test('the page draws the same five, and its numbers are in the file', () => {
    const page = readFileSync('docs/protocol/3-exchange.md', 'utf8')
    expect(page).toContain(`The merged order is ${(exchange.facts['merged_order'] as string[]).join(', ')}.`)
    expect(page).toContain(`the phase is \`${String(exchange.facts['phase'])}\``)
    for (const [at, name] of names.entries()) {
      expect(toHex(exchange.bytesOf(`${name} placement hash`))).toBe(placed[at]?.hash)
      expect(toHex(exchange.bytesOf(`${name} statement hash`))).toBe(placed[at]?.statementHash)
    }
  })
})

describe('page 5', () => {
  const { facts, bytesOf } = envelope
  const named = (name: string) => facts[name] as Record<string, string>
  const partyOf = (name: string) => ({
    networkId: fromHex(named(name)['network_id'] ?? ''),
    institutionId: fromHex(named(name)['institution_id'] ?? ''),
    iikHash: fromHex(named(name)['iik_hash'] ?? ''),
  })
  const receiverOf = (name: 'to' | 'from', seed: string, of: 'to' | 'from') => ({
    ...partyOf(name),
    prekeySeed: bytesOf(seed),
    objects,
    nowMs: Number(facts['now_ms']),
    awaits: { placementHash: bytesOf('placement hash'), institutionId: partyOf(of).institutionId },
  })

  test('B opens the disclosure, and A the receipt, with the independent decoder', () => {
    const opened = decodeEnvelope(receiverOf('to', 'prekey seed of B', 'from'), bytesOf('envelope'))
    expect(opened).toEqual({ ok: true, type: 1, body: bytesOf('body') })
    const receipt = decodeEnvelope(receiverOf('from', 'prekey seed of A', 'to'), bytesOf('receipt envelope'))
    expect(receipt.ok).toBe(true)
  })

  test('and the product does, by way of every value that is written beside it', async () => {
    const directory = protocol.createDirectory()
    for (const { kind, object } of objects) {
      const name = protocol.directoryKindOf(kind)
      if (name !== undefined) directory.add(name, object)
    }
    const deps = { directory, batches: protocol.createBatchVerifier(), nowMs: Number(facts['now_ms']) }
    const { envelope: read } = protocol.readEnvelope(bytesOf('envelope'))
    const info = protocol.envelopeInfo({ ...partyOf('to'), prekey: bytesOf('prekey of B') })
    const context = await hpkeReceiver(bytesOf('prekey seed of B'), read.enc, info)
    const key = await context.exportSecret(protocol.bodyExportLabel, 32)
    expect(key).toEqual(bytesOf('key'))
    expect(read.body.slice(0, 24)).toEqual(bytesOf('stream salt'))
    const sealed = protocol.openEnvelope(read, key)
    expect(protocol.sealedShape.encode(sealed)).toEqual(bytesOf('sealed'))
    expect(sealed.binding).toEqual(bytesOf('binding'))
    if (sealed.carried === undefined) throw new Error('no statement')
    const { placed, refusal } = protocol.authenticate(deps, sealed.carried, sealed.binding)
    expect(fromHex(placed.hash)).toEqual(bytesOf('placement hash'))
    expect(fromHex(placed.statementHash)).toEqual(bytesOf('statement hash'))
    expect(protocol.bodyCommitment(bytesOf('salt'), bytesOf('body'))).toEqual(placed.statement.bodyCommitment)
    expect(protocol.takeIn(undefined, placed, refusal).kind).toBe('stored')
  })

  test('both envelopes have the one length that the page names', () => {
    const page = readFileSync('docs/protocol/5-envelope.md', 'utf8')
    for (const name of ['envelope', 'receipt envelope'])
      expect(page).toContain(`**${String(bytesOf(name).length)}**`)
  })
})

/** The bytes that a block of a page writes in hexadecimal, up to the words beside them. */
function blockAfter(page: string, heading: string, index: number): Uint8Array {
  const text = readFileSync(`docs/protocol/${page}.md`, 'utf8')
  const block = text.slice(text.indexOf(heading)).split('```')[2 * index + 1] ?? ''
  const digits = block.split('\n').map((line) => {
    const words = line.trim().split(/\s+/)
    const end = words.findIndex((word) => !/^([0-9a-f]{2})+$/.test(word))
    return (end < 0 ? words : words.slice(0, end)).join('')
  })
  return fromHex(digits.join(''))
}

describe('what stands byte for byte in the pages', () => {
  test('page 1: the outer header has that one encoding, and the ids it says', () => {
    const text = readFileSync('docs/protocol/1-conventions.md', 'utf8')
    const bytes = blockAfter('1-conventions', '## Example', 0)
    const [networkId, institutionId] = [
      Uint8Array.from({ length: 32 }, (_, at) => at),
      Uint8Array.from({ length: 16 }, (_, at) => 0xa0 + at),
    ]
    const header = {
      version: 1,
      suite: 1,
      envelopeId: Uint8Array.from({ length: 16 }, (_, at) => 0x10 + at),
      mailbox: protocol.mailboxOf(networkId, institutionId),
      prekeyId: protocol.prekeyIdOf(new Uint8Array(1216).fill(0x42)),
      expiryDay: 20790,
    }
    expect(protocol.outerHeaderShape.encode(header)).toEqual(bytes)
    expect(written(independentReaders('OuterHeader')(bytes))).toEqual(written(header))
    expect(text).toContain(`These ${String(bytes.length)} bytes`)
  })

  test('the Conditions of the vocabulary’s page are whole, and have that hash', () => {
    const text = readFileSync('docs/protocol/conditions.md', 'utf8')
    const bytes = blockAfter('conditions', '## Example', 1)
    expect(text).toContain(`Encoded, ${String(bytes.length)} bytes`)
    expect(text).toContain(toHex(protocol.conditionsHash(bytes)))
    const read = protocol.conditionsShape.decode(bytes)
    expect(protocol.parseConditions(read).kind).toBe('parsed')
    expect(written(independentReaders('Conditions')(bytes))).toEqual(written(read))
  })

  test('page 6: the frames are cut as they are written, and the request is what it says', () => {
    const text = readFileSync('docs/protocol/6-carriage.md', 'utf8')
    const frames = [...text.matchAll(/^(0[1-4] 01 (?:[0-9a-f]{2} )+[0-9a-f]{2})/gm)].map(
      ([, digits = '']) => digits,
    )
    const [ok, unreadable, close] = [utf8('ok'), Uint8Array.of(0, 17), Uint8Array.of(0, 7)]
    const made = [
      { kind: 'request', id: 7, body: utf8('hi') },
      { kind: 'response', id: 7, body: ok },
      { kind: 'refusal', id: 7, body: unreadable },
      { kind: 'close', id: 0, body: close },
    ] as const
    const encoded = made.map((message) => Buffer.from(encodeFrames(framesOf(message)).slice()))
    expect(frames.map((digits) => Buffer.from(digits.replaceAll(' ', ''), 'hex'))).toEqual(encoded)
    const [, request = ''] = /confirm, has the body `([0-9a-f ]+)`/.exec(text) ?? []
    const bytes = fromHex(request.replaceAll(' ', ''))
    expect(protocol.collectRequestShape.decode(bytes)).toEqual({ maxCount: 16, waitMs: 20_000, done: [] })
  })

  test('page 4: the acknowledgement is a body of that length, and its other spellings are refused', () => {
    const text = readFileSync('docs/protocol/4-messages.md', 'utf8')
    const body = (text.split('```')[1] ?? '').trim()
    expect(text).toContain(`its one encoding, ${String(Buffer.byteLength(body))} bytes`)
    const parse = (spelt: string) => protocol.parseBody('ACK', new Uint8Array(Buffer.from(spelt)))
    expect(parse(body)).toMatchObject({ reference: 'ACC-1188', unit: 'Team 4' })
    const spelt = [
      body.replace('":"', '": "'),
      body.replace(/("reference":"[^"]*"),("unit":"[^"]*")/, '$2,$1'),
      body.replace('"Team 4"', 'null'),
      body.replace('"unit"', '"units"'),
      body.replace('Within', '\\u0057ithin'),
    ]
    for (const other of spelt) expect(() => parse(other)).toThrow(protocol.ProtocolError)
  })
})
