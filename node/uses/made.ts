import { z } from 'zod'
import { concat, toHex, u64, utf8 } from '../../crypto/index.ts'
import {
  operations,
  purposes,
  statutoryExceptions,
  type Hash,
  type UseRequest,
} from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader } from '../store/index.ts'

const madeShape = z.strictObject({
  officer: z.string(),
  atMs: z.int(),
  operation: z.enum(operations),
  item: z.string().optional(),
  purpose: z.enum(purposes).optional(),
  proceeding: z.string().optional(),
  /** Whom the content was given to, as it was said. */
  recipient: z.string().optional(),
  exception: z.enum(statutoryExceptions).optional(),
  /** Why, in the words of who did it. */
  reason: z.string().optional(),
  /** Consents that it rests on. */
  consents: z.array(z.string()).readonly(),
})

/** Something an officer did with the content outside of the node, or in taking it out of it. */
export type UseMade = z.output<typeof madeShape>

/** Keeps a use in its case: what it was for and for whom is content, and goes when the case goes. */
export function putUse(
  turn: FinishingTurn,
  caseId: CaseId,
  {
    request,
    officer,
    reason,
    consents,
    nonce,
  }: {
    readonly request: UseRequest
    readonly officer: Uint8Array
    readonly reason: string | undefined
    readonly consents: readonly Hash[]
    /** 8 random bytes. */
    readonly nonce: Uint8Array
  },
): void {
  const { operation, item, purpose, proceeding, recipient, exception } = request
  const made = {
    ...{ officer: toHex(officer), atMs: turn.timeMs, operation, item, purpose, proceeding, exception },
    recipient: recipient?.institutionId ?? recipient?.organisation ?? recipient?.country,
    reason,
    consents: [...consents],
  } satisfies Record<keyof UseMade, unknown>
  turn.put(layout.usesMade.at(caseId, concat(u64(turn.timeMs), nonce)), utf8(JSON.stringify(made)))
}

/** Every use that was recorded, oldest first. */
export async function usesOf(reader: Pick<Reader, 'range'>, caseId: CaseId): Promise<readonly UseMade[]> {
  const made: UseMade[] = []
  for await (const { value } of reader.range(layout.usesMade.all(caseId)))
    made.push(madeShape.parse(JSON.parse(Buffer.from(value).toString('utf8'))))
  return made
}
