// What this institution says for itself of a disclosure: only ever narrower than the originator, but that a person's
// recorded reading of a tag that no machine can read stands in for the machine's.
import { z } from 'zod'
import { concat, utf8 } from '../../crypto/index.ts'
import {
  inForce,
  nothingInForce,
  operations,
  parseTag,
  tagScopes,
  type HumanDecision,
  type InForce,
} from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'

const kinds = { tightening: 1, interpretation: 2, kept: 3 } as const

const common = { officer: z.string(), atMs: z.int(), tag: z.string() }
const wordShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tightening'), ...common }),
  z.strictObject({
    ...{ kind: z.literal('interpretation'), ...common },
    /** What it is taken to mean, in words. */
    means: z.string(),
    operations: z.array(z.enum(operations)).readonly(),
  }),
  /** A review decided that it is kept beyond the day of this tag, until another. */
  z.strictObject({ kind: z.literal('kept'), ...common, untilMs: z.int() }),
])

/** A tag of our own, or what a tag of the originator is taken to mean; tags in their text form. */
export type OwnWord = z.output<typeof wordShape>

/** Keeps a word of ours; one about a tag takes the place of the one before. */
export function putOwnWord(turn: FinishingTurn, caseId: CaseId, word: OwnWord): void {
  const key = concat(Uint8Array.of(kinds[word.kind]), turn.indexKey(utf8(word.tag)))
  turn.put(layout.ownWords.at(caseId, key), utf8(JSON.stringify(word)))
}

/** What `decide` gets of our own words. */
export interface OwnLaw {
  readonly local: InForce
  readonly decisions: readonly HumanDecision[]
}

export async function ownLaw(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<OwnLaw> {
  const tags: string[] = []
  const decisions: HumanDecision[] = []
  for await (const { value } of reader.range(layout.ownWords.all(caseId))) {
    const word = wordShape.parse(JSON.parse(Buffer.from(value).toString('utf8')))
    if (word.kind === 'tightening') tags.push(word.tag)
    else if (word.kind === 'kept') {
      const { tag, atMs, officer: officerId, untilMs } = word
      decisions.push({
        ...{ tag, atMs, officerId, untilMs, operation: 'RETAIN', item: undefined, originatorTold: true },
      })
    } else {
      const { tag, atMs, officer: officerId } = word
      // It is kept in the commit that sends it to the originator.
      const said = { tag, atMs, officerId, item: undefined, untilMs: undefined, originatorTold: true }
      decisions.push(...word.operations.map((operation) => ({ ...said, operation })))
    }
  }
  const parsed = tags.flatMap((text) => parseTag(text) ?? [])
  return {
    local:
      parsed.length === 0 ? nothingInForce : inForce(parsed.map((tag) => ({ ...tag, scope: tagScopes.ALL }))),
    decisions,
  }
}
