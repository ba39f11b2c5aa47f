import { concat, utf8 } from '../../../crypto/index.ts'
import { maxConditionsBytes } from '../../../protocol/index.ts'
import { conditionsOf, goodTags } from '../draft.ts'
import { cut, encoding, flip, padTo, step, withTags, type Drafting } from '../drafting.ts'
import { inField, otherEncodings, twice, withDefault, without } from '../rewrite.ts'

/** Bytes that were cut, altered or written in another way. */
export function draftEncodings({ bad, draft, made }: Drafting): void {
  // ---- truncated, altered, too long ----
  bad('truncated-in-header', encoding, 'MALFORMED', 'malformed', { envelope: cut(40) })
  bad('truncated-in-body', encoding, 'MALFORMED', 'malformed', { envelope: cut(20_000) })
  bad('stream-without-its-last-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', {
    stream: (bytes) => bytes.slice(0, -16),
  })
  bad('stream-without-its-header', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: cut(40) })
  bad('altered-header', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(12) })
  bad('altered-enc-lattice-half', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(200) })
  bad('altered-enc-curve-half', step(5), 'ENVELOPE_CORRUPT', 'stream', { envelope: flip(64 + 3 + 1100) })
  bad('altered-stream-salt', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(3) })
  bad('altered-commitment', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(30) })
  bad('altered-first-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(100) })
  bad('altered-last-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(-1) })
  made.push({
    name: 'longer-than-a-mebibyte',
    rule: step(1),
    code: 'OVERSIZE',
    check: 'oversize',
    bytes: draft(),
    zeros: 1024 * 1024,
  })

  // ---- other encodings of the same ----
  for (const [how, rewrite] of Object.entries(otherEncodings)) {
    bad(`header-${how}`, encoding, 'NOT_CANONICAL', 'canonical', { outer: rewrite })
    bad(`sealed-${how}`, encoding, 'NOT_CANONICAL', 'canonical', { sealedBytes: rewrite })
    bad(`statement-${how}`, encoding, 'NOT_CANONICAL', 'canonical', { statementBytes: rewrite })
    bad(`placement-${how}`, encoding, 'NOT_CANONICAL', 'canonical', { placementBytes: rewrite })
    bad(`sealing-${how}`, encoding, 'NOT_CANONICAL', 'canonical', { sealingBytes: rewrite })
  }
  bad('envelope-unknown-field', encoding, 'NOT_CANONICAL', 'canonical', {
    envelope: otherEncodings['unknown-field'],
  })
  bad('sealed-written-default', encoding, 'NOT_CANONICAL', 'canonical', {
    sealedBytes: inField(1, inField(2, withDefault(2, 0))),
  })
  bad('statement-written-default', encoding, 'NOT_CANONICAL', 'canonical', {
    statementBytes: withDefault(10, 2),
  })
  bad('placement-written-default', encoding, 'NOT_CANONICAL', 'canonical', {
    placementBytes: withDefault(11, 2),
  })
  bad('sealing-written-default', encoding, 'NOT_CANONICAL', 'canonical', { sealingBytes: withDefault(4, 2) })
  // Values out of their bounds, which no encoder writes.
  const bounds = '1-conventions.md, Kinds of values'
  bad('statement-id-too-short', bounds, 'MALFORMED', 'malformed', { statementBytes: inField(3, cut(15)) })
  bad('statement-type-zero', bounds, 'MALFORMED', 'malformed', { statementBytes: without(7) })
  bad('statement-without-its-sender', bounds, 'MALFORMED', 'malformed', { statementBytes: without(5) })
  bad('statement-with-conditions-too-long', bounds, 'MALFORMED', 'malformed', {
    statementBytes: inField(9, padTo(maxConditionsBytes + 1)),
  })
  const longest = `ZZ:${'N'.repeat(61)}`
  const oneLonger = inField(1, (code) => (code.length < longest.length ? code : concat(code, utf8('N'))))
  bad('text-too-long', bounds, 'MALFORMED', 'malformed', {
    statement: { conditions: inField(2, oneLonger)(conditionsOf(withTags([longest, [], 0]))) },
  })
  const refs = Array.from({ length: 16 }, () => new Uint8Array(32))
  bad('statement-with-too-many-refs', bounds, 'MALFORMED', 'malformed', {
    statement: { refs },
    statementBytes: twice(11),
  })
  for (const [name, text] of [
    ['not-normalised', 'e\u0301'],
    ['with-a-control-character', 'a\u0085'],
    ['with-a-direction-override', '\u202e'],
    ['with-half-a-surrogate', undefined],
  ] as const) {
    const bytes = text === undefined ? Uint8Array.of(0xed, 0xa0, 0x80) : Buffer.from(text)
    const conditions = replaced(conditionsOf(withTags(['OTHER', ['x'.repeat(bytes.length)], 0])), bytes)
    bad(`text-${name}`, bounds, 'MALFORMED', 'malformed', { statement: { conditions } })
  }
  const zeroScope = inField(2, withDefault(3, 0))
  bad('conditions-written-default', encoding, 'NOT_CANONICAL', 'canonical', {
    statement: { conditions: zeroScope(conditionsOf(goodTags)) },
  })
}

/** Puts other bytes in the place of the run of `x` that is as long. */
function replaced(bytes: Uint8Array, by: Uint8Array): Uint8Array {
  const bent = Buffer.from(bytes)
  bent.set(by, bent.indexOf('x'.repeat(by.length)))
  return new Uint8Array(bent)
}
