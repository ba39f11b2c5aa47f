// docs/protocol/3-exchange.md §4: the terms of every family, the position of a field is its number.
import { exactly, flag, list, maybe, one, table, text, uint } from './kinds.ts'
import type { Table } from './protobuf.ts'
import { item, tag } from './tables.ts'

const kib = 1024
const most = Number.MAX_SAFE_INTEGER
const time = uint(1, most)
const byte = uint(1, 255)

const asking = table(256, { itemId: maybe(16), replyByMs: uint(0, most) })
const disclosure = exactly(32)
const notice = exactly(32)
const matter = exactly(32)
const items = list(0, 256, exactly(16))
const name = text(0, 1024)
const inMatter = table(256, { matter })
const exception = {
  disclosure,
  items,
  plannedMs: uint(0, most),
  doneMs: uint(0, most),
  reason: uint(0, 255),
}
const ofException = table(64 * kib, exception)
const ofNotice = table(256, { notice })
/** Terms by the number of the statement's type. */
export const terms = new Map<number, Table>([
  [1, table(64 * kib, { items: list(0, 256, one(item)) })],
  [
    2,
    table(256, {
      disclosure,
      conditionsHash: exactly(32),
      validUntilMs: time,
      power: uint(1, 255),
      mutual: flag,
    }),
  ],
  [3, table(256, { disclosure, reason: byte })],
  [
    4,
    table(256, {
      disclosure,
      competence: byte,
      languageOk: flag,
      gaps: list(0, 16, byte),
      nextStep: byte,
      nextNewsByMs: uint(0, most),
    }),
  ],
  [5, table(256, { disclosure, reason: byte, alternative: byte })],
  [6, asking],
  [7, table(256, { matter, partial: flag })],
  [8, asking],
  [9, table(256, { disclosure, outcomes: list(1, 16, byte), usefulness: uint(1, 5) })],
  [10, table(256, { validUntilMs: time })],
  [
    11,
    table(256, {
      notice,
      conditionsHash: exactly(32),
      validUntilMs: time,
      power: uint(1, 255),
      mutual: flag,
    }),
  ],
  [12, ofNotice],
  [13, table(256, { notice, reason: byte })],
  [14, ofNotice],
  [15, ofNotice],
  [16, table(256, { disclosure })],
  [17, table(0, {})],
  [18, table(256, { disclosure })],
  [19, table(256, { matter, agreed: flag })],
  [20, table(256, { itemId: maybe(16) })],
  [21, table(256, { replyByMs: uint(0, most) })],
  [22, table(256, { matter: maybe(32), stage: byte, nextNewsByMs: uint(0, most) })],
  [
    23,
    table(64 * kib, {
      disclosure,
      items,
      operation: byte,
      purpose: uint(0, 255),
      recipient: name,
      proceeding: name,
      replyByMs: uint(0, most),
    }),
  ],
  [
    24,
    table(64 * kib, {
      matter,
      items,
      operation: byte,
      purpose: uint(0, 255),
      recipient: name,
      proceeding: name,
      tags: list(0, 64, one(tag)),
      uses: uint(0, 65535),
      expiresMs: time,
      maxSilenceMs: time,
    }),
  ],
  [25, table(256, { matter, reason: byte })],
  [26, inMatter],
  [27, table(64 * kib, { matter, operation: byte, items, usedMs: time })],
  [28, ofException],
  [29, table(64 * kib, { ...exception, tags: list(1, 64, one(tag)) })],
  [30, ofException],
  [31, ofException],
  [32, table(256, { matter, byMs: time })],
  [33, inMatter],
  [34, table(256, { matter, doneMs: time })],
  [35, table(256, { itemId: exactly(16), cascadeId: exactly(16), replyByMs: uint(0, most) })],
  [36, table(64 * kib, { mode: byte, items })],
  [37, table(64 * kib, { items, cascadeId: exactly(16), mode: byte, replyByMs: uint(0, most) })],
  [
    38,
    table(256, {
      matter,
      result: byte,
      complete: flag,
      used: flag,
      passed: uint(0, 65535),
      silent: uint(0, 65535),
    }),
  ],
  [39, table(64 * kib, { matter: maybe(32), items, recipient: text(1, 1024) })],
  [
    40,
    table(256, {
      matter: maybe(32),
      query: maybe(32),
      itemId: maybe(16),
      kind: byte,
      startsMs: time,
      expiresMs: uint(0, most),
      ownerTold: byte,
      change: byte,
    }),
  ],
  [41, asking],
  [42, table(256, { matter, liftMs: time, reasonsByMs: time })],
  [43, inMatter],
  [44, table(256, { matter, lapsed: flag })],
  [45, table(256, { matter: maybe(32), stage: byte })],
  [46, table(256, { form: byte, replyByMs: uint(0, most) })],
  [47, table(256, { matter, final: flag })],
  [48, table(256, { matter: maybe(32) })],
  [49, table(64 * kib, { items, atMs: time })],
  [50, table(64 * kib, { items, decision: byte, untilMs: uint(0, most), reason: uint(0, 255) })],
  [51, table(64 * kib, { matter: maybe(32), items, bodies: list(0, 256, exactly(32)), erasedMs: time })],
  [52, inMatter],
  [53, table(0, {})],
  [54, table(256, { reason: byte })],
])
