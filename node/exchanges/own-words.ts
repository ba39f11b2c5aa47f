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
import { NodeError } from '../node-error.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'

const kinds = { tightening: 1, interpretation: 2, kept: 3, lifting: 4 } as const

const common = { officer: z.string(), atMs: z.int(), tag: z.string() }
const wordShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tightening'), ...common }),
  z.strictObject({
    ...{ kind: z.literal('interpretation'), ...common },
    /** What it is taken to mean, in words. */
    means: z.string(),
    operations: z.array(z.enum(operations)).readonly(),
  }),
  /** One officer would take a tightening back; it stands until another wants it too. */
  z.strictObject({ kind: z.literal('lifting'), ...common }),
  /** A review decided that it is kept beyond the day of this tag, until another. */
  z.strictObject({ kind: z.literal('kept'), ...common, untilMs: z.int() }),
])

/** A tag of our own, or what a tag of the originator is taken to mean; tags in their text form. */
export type OwnWord = z.output<typeof wordShape>

/** Keeps a word of ours; one about a tag takes the place of the one before. */
export function putOwnWord(turn: FinishingTurn, caseId: CaseId, word: OwnWord): void {
  turn.put(placeOf(turn, caseId, word), utf8(JSON.stringify(word)))
}

type Named = Pick<OwnWord, 'kind' | 'tag'>

function placeOf({ indexKey }: Pick<FinishingTurn, 'indexKey'>, caseId: CaseId, { kind, tag }: Named) {
  return layout.ownWords.at(caseId, concat(Uint8Array.of(kinds[kind]), indexKey(utf8(tag))))
}

/** @returns `undefined` where we have not said it */
export async function ownWord(
  turn: FinishingTurn,
  caseId: CaseId,
  named: Named,
): Promise<OwnWord | undefined> {
  const record = await turn.get(placeOf(turn, caseId, named))
  return record && read(record)
}

export function dropOwnWord(turn: FinishingTurn, caseId: CaseId, named: Named): void {
  turn.delete(placeOf(turn, caseId, named))
}

const read = (record: Uint8Array) => wordShape.parse(JSON.parse(Buffer.from(record).toString('utf8')))

/** What `decide` gets of our own words. */
export interface OwnLaw {
  readonly local: InForce
  readonly decisions: readonly HumanDecision[]
}

export async function ownLaw(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<OwnLaw> {
  const tags: string[] = []
  const decisions: HumanDecision[] = []
  for await (const { value } of reader.range(layout.ownWords.all(caseId))) {
    const word = read(value)
    if (word.kind === 'lifting') continue
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

/** The own tag by which the law keeps what was received here, if there is one. */
export async function heldBy(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<string | undefined> {
  const { local } = await ownLaw(reader, caseId)
  return local.rules.find(({ key }) => key.startsWith('RET:HOLD'))?.key
}

/** @throws NodeError `NOT_PERMITTED` where the law keeps it here */
export async function requireNotHeld(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<void> {
  const held = await heldBy(reader, caseId)
  if (held === undefined) return
  throw new NodeError('NOT_PERMITTED', 'it is held for a reason of the law: it is not erased', {
    because: [{ tag: held }],
  })
}
