import { z } from 'zod'
import { concat, fromHex, toHex, u64, utf8 } from '../../crypto/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'

const erasedShape = z.strictObject({
  atMs: z.int(),
  /** Commitments, as the statements that stay have them. */
  bodies: z.array(z.string()).readonly(),
  /** Place in the originator's chain below which nothing is left; 0 where only these texts are gone. */
  upTo: z.int(),
})

/** Texts that were erased in one commit. */
export type ErasedTexts = z.output<typeof erasedShape>

/** Keeps what texts were erased, in the commit that erases them: a certificate names them. */
export function putErased(
  turn: FinishingTurn,
  caseId: CaseId,
  { bodies, upTo }: { readonly bodies: readonly Uint8Array[]; readonly upTo: number },
): void {
  const erased = { atMs: turn.timeMs, bodies: bodies.map(toHex), upTo } satisfies ErasedTexts
  const [first] = bodies
  const key = concat(u64(turn.timeMs), first?.slice(0, 8) ?? u64(upTo))
  turn.put(layout.erasedTexts.at(caseId, key), utf8(JSON.stringify(erased)))
}

/** What was erased, oldest first. */
export async function erasedOf(
  reader: Pick<Reader, 'range'>,
  caseId: CaseId,
): Promise<readonly ErasedTexts[]> {
  const found: ErasedTexts[] = []
  for await (const { value } of reader.range(layout.erasedTexts.all(caseId)))
    found.push(erasedShape.parse(JSON.parse(Buffer.from(value).toString('utf8'))))
  return found
}

/** Their commitments in the order of terms, without those that were named already. */
export function commitmentsOf(
  erased: readonly ErasedTexts[],
  named: ReadonlySet<string>,
): readonly Uint8Array[] {
  const all = new Set(erased.flatMap(({ bodies }) => bodies))
  return [...all]
    .filter((body) => !named.has(body))
    .sort()
    .map(fromHex)
}
