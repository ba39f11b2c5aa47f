// What was built on a disclosure, kept in its own case in the batch that made it: so that a recall finds all of it, and
// goes with the case.
import { z } from 'zod'
import { concat, fromHex, u64, utf8 } from '../../crypto/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'
import type { Source } from './sources.ts'

const hex = z.string()
const common = {
  atMs: z.int(),
  /** Hexadecimal ids of the items it was made from; empty: the whole. */
  items: z.array(hex).readonly(),
}

const madeShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('draft'), ...common, draft: hex }),
  z.strictObject({
    ...{ kind: z.literal('sent'), ...common, draft: hex, exchange: hex, officer: hex },
    /** Of the institution that got it. */
    recipient: hex,
    /** Consents that it rests on. */
    consents: z.array(hex).readonly(),
  }),
  z.strictObject({ kind: z.literal('dossier'), ...common, officer: hex, contents: z.int() }),
  z.strictObject({
    ...{ kind: z.literal('taken-out'), ...common, officer: hex, message: hex },
    /** On paper: which copy of this text. */
    copy: z.int().optional(),
  }),
])

/** One thing that was made from a disclosure here. */
export type Made = z.output<typeof madeShape>
type MadeOf<Kind extends Made['kind']> = Extract<Made, { readonly kind: Kind }>

const kinds = { draft: 1, sent: 2, dossier: 3, 'taken-out': 4 } as const satisfies Record<
  Made['kind'],
  number
>

/** @param name - tells it from others of its kind */
function put(turn: FinishingTurn, caseId: CaseId, made: Made, name: Uint8Array): void {
  const key = concat(Uint8Array.of(kinds[made.kind]), name)
  turn.put(layout.lineage.at(caseId, key), utf8(JSON.stringify(made)))
}

/** A draft, by its id: one record however many items of one disclosure it was made from. */
export function putDraftMade(turn: FinishingTurn, caseId: CaseId, made: Omit<MadeOf<'draft'>, 'kind'>): void {
  put(turn, caseId, { kind: 'draft', ...made }, fromHex(made.draft))
}

/** Nothing of the disclosure is in the draft any more. */
export function dropDraftMade(turn: FinishingTurn, caseId: CaseId, draft: Uint8Array): void {
  turn.delete(layout.lineage.at(caseId, concat(Uint8Array.of(kinds.draft), draft)))
}

/** A disclosure of ours, by the exchange it is in. */
export function putSentMade(turn: FinishingTurn, caseId: CaseId, made: Omit<MadeOf<'sent'>, 'kind'>): void {
  put(turn, caseId, { kind: 'sent', ...made }, concat(fromHex(made.exchange), u64(made.atMs)))
}

/** A dossier, or a text or file, that was taken out of the node. @param nonce - 8 random bytes */
export function putTakenOut(
  turn: FinishingTurn,
  caseId: CaseId,
  made: MadeOf<'dossier'> | MadeOf<'taken-out'>,
  nonce: Uint8Array,
): void {
  put(turn, caseId, made, concat(u64(made.atMs), nonce))
}

/** What was made from a disclosure, by kind and then in the order of the keys. */
export async function madeFrom(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<readonly Made[]> {
  const made: Made[] = []
  for await (const { value } of reader.range(layout.lineage.all(caseId)))
    made.push(madeShape.parse(JSON.parse(Buffer.from(value).toString('utf8'))))
  return made
}

/** How many times a text was put on paper. @param message - hexadecimal */
export async function copiesOf(
  reader: Pick<Reader, 'range'>,
  caseId: CaseId,
  message: string,
): Promise<number> {
  const made = await madeFrom(reader, caseId)
  return Math.max(
    0,
    ...made.map((one) => (one.kind === 'taken-out' && one.message === message ? (one.copy ?? 0) : 0)),
  )
}

/** The items of one exchange among some sources; empty: the whole. */
export function itemsFrom(sources: readonly Source[], exchange: string): readonly string[] {
  const own = sources.filter((one) => one.exchange === exchange)
  const items = own.flatMap(({ item }) => item ?? [])
  return items.length < own.length ? [] : [...new Set(items)].sort()
}
