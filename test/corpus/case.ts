import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { protocolErrorCodes } from '../../protocol/index.ts'
import { checks } from '../independent/checks.ts'

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))

/** The receiver of every envelope, and the directory it has. */
const fixtureShape = z.object({
  networkId: bytes,
  institutionId: bytes,
  iikHash: bytes,
  prekeySeed: bytes,
  prekey: bytes,
  /** The clock of the receiver. */
  nowMs: z.int(),
  /** The one placement of the receiver's own that has no receipt yet, and whom it went to, in the same network. */
  awaits: z.object({ placementHash: bytes, institutionId: bytes }),
  objects: z.array(z.object({ kind: z.int(), object: bytes })),
})

const common = {
  name: z.string(),
  /** Where docs/protocol/ has the rule that decides. */
  rule: z.string(),
  /** To ignore is to change nothing and to say nothing: a receipt for what no longer waits for one. */
  expect: z.enum(['accept', 'reject', 'ignore']),
  /** What the product says; absent where it does not reject. */
  code: z.enum(protocolErrorCodes).optional(),
}

const independent = {
  /** The check of the independent decoder that catches it; absent where it accepts. */
  check: z.enum(checks).optional(),
  /** What catches it next where that check is left out, one after the other; empty where it has no other fault. */
  alsoCaughtBy: z.array(z.enum(checks)).optional(),
  /** With all of these left out it still cannot be read: the last of them gives what the rest is made from. */
  isUnreadable: z.boolean().optional(),
}

const splicesShape = z.array(
  z.object({ at: z.int(), remove: z.int(), insert: bytes, zeros: z.int().optional() }),
)

const envelopeCase = z.object({
  kind: z.literal('envelope'),
  ...common,
  ...independent,
  /** Another case, from whose envelope this one differs by `splices`; absent where they make all of it. */
  base: z.string().optional(),
  /** Cases whose envelopes the receiver has taken in before, in this order. */
  after: z.array(z.string()).optional(),
  /** In order: at an offset of what there is then, remove some bytes, insert some, and so many zeros. */
  splices: splicesShape,
})

/** A directory object that comes after those of the fixture. */
const directoryCase = z.object({
  kind: z.literal('directory'),
  ...common,
  ...independent,
  objectKind: z.int(),
  object: bytes,
})

/** Placements of one exchange; all but the last are taken in. The independent decoder does not fold. */
const applyCase = z.object({
  kind: z.literal('apply'),
  ...common,
  verdict: z.enum(['accepted', 'held', 'fork', 'violation']),
  /** The row of the rule table that decides. */
  row: z.string().optional(),
  placements: z.array(z.object({ placement: bytes, statement: bytes, timeMs: z.int() })).min(1),
  /** Receipts by their heads, each noted before the placement of this index. */
  receipts: z
    .array(
      z.object({ before: z.int(), signer: z.enum(['originator', 'receiver']), mine: bytes, yours: bytes }),
    )
    .optional(),
})

/** One part of an attachment, opened with what its statement and body say of it. */
const partCase = z.object({
  kind: z.literal('part'),
  ...common,
  ...independent,
  attachment: z.object({
    ...{ attachmentId: bytes, treeRoot: bytes, keyCommitment: bytes },
    ...{ paddedLength: z.int(), partCount: z.int() },
  }),
  secret: z.object({ key: bytes, salt: bytes, length: z.int() }),
  index: z.int(),
  base: z.string().optional(),
  splices: splicesShape,
})

/** A file that proves one exchange of one statement, by keys of nobody knows whom. */
const dossierCase = z.object({
  kind: z.literal('dossier'),
  ...common,
  ...independent,
  code: z.enum([...protocolErrorCodes, 'NOT_A_DOSSIER', 'ALTERED', 'STATEMENT_MISSING']).optional(),
  base: z.string().optional(),
  splices: splicesShape,
})

const caseShape = z.discriminatedUnion('kind', [
  envelopeCase,
  directoryCase,
  applyCase,
  partCase,
  dossierCase,
])

export type Case = z.infer<typeof caseShape>
export type EnvelopeCase = z.infer<typeof envelopeCase>
export type DirectoryCase = z.infer<typeof directoryCase>
export type PartCase = z.infer<typeof partCase>
export type DossierCase = z.infer<typeof dossierCase>
export type ApplyCase = z.infer<typeof applyCase>

const folder = new URL('.', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))

export const readFixture = () => fixtureShape.parse(read('fixture.json'))

/** Every case of the frozen corpus, in the order of their names. */
export function readCases(): readonly Case[] {
  const files = readdirSync(new URL('cases/', folder)).sort()
  return files.map((file) => caseShape.parse(read(`cases/${file}`)))
}

/** The envelopes that the receiver has taken in before this one. */
export function envelopesBefore({ after = [] }: EnvelopeCase, all: readonly Case[]): readonly Uint8Array[] {
  return after.map((name) => {
    const earlier = all.find((other) => other.name === name)
    if (earlier?.kind !== 'envelope') throw new Error(`no envelope ${name}`)
    return envelopeOf(earlier, all)
  })
}

/** The bytes of an envelope, made from those of its base. */
export function envelopeOf(one: EnvelopeCase | PartCase | DossierCase, all: readonly Case[]): Uint8Array {
  const base = all.find((other) => other.name === one.base)
  if (one.base !== undefined && base?.kind !== one.kind) throw new Error(`${one.name}: no base ${one.base}`)
  let made = base === undefined || !('splices' in base) ? new Uint8Array(0) : envelopeOf(base, all)
  for (const { at, remove, insert, zeros = 0 } of one.splices) {
    made = new Uint8Array(
      Buffer.concat([made.subarray(0, at), insert, new Uint8Array(zeros), made.subarray(at + remove)]),
    )
  }
  return made
}
