// That content was read, in the ledger before it is: with what was taken out of the node, the first opening, and the uses
// of consents.
import { fromHex, toHex } from '../../crypto/index.ts'
import type { Entry, Hash, Permit, UseRequest } from '../../protocol/index.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import { copiesOf, putTakenOut } from '../lineage/built.ts'
import type { CaseId, FinishingTurn } from '../store/index.ts'
import { putUse } from '../uses/made.ts'
import { countUses } from './consent-uses.ts'
import type { ExchangeDeps } from './deps.ts'
import { encodeReadMark, readMarkAt } from './facts.ts'
import type { OpenExchange } from './registry.ts'

/** A use that `decide` has permitted, as it was asked for, and the officer with whose unlocked key it is made. */
export interface PermittedUse {
  readonly permit: Permit
  readonly request: UseRequest
  readonly officer: UnlockedOfficer
  /** Consents that it rests on: a use of each is counted with the ledger's entry. */
  readonly grants: readonly Hash[]
  /** Where it is kept with the uses of the disclosure: with the reason that the officer gave. */
  readonly note: { readonly reason: string | undefined } | undefined
  /** For a dossier, which has a line of its own among what was built on the disclosure, or on paper, whose copies are counted. */
  readonly form?: 'dossier' | 'paper'
}

/** Keeps a use in its case, where it is to be kept there. */
export function noteUse(
  turn: FinishingTurn,
  caseId: CaseId,
  { request, officer, grants, note }: PermittedUse,
  /** 8 random bytes. */
  nonce: Uint8Array,
): void {
  if (note === undefined) return
  putUse(turn, caseId, { request, officer: officer.id, reason: note.reason, consents: grants, nonce })
}

/** Enters in the ledger that an officer reads, keeps what for, and marks the first time. */
export async function enterReading(
  deps: Pick<ExchangeDeps, 'store' | 'random'>,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<{ readonly copy: number; readonly atMs: number }> {
  const { request, officer, grants, form } = use
  const { operation, item, exception } = request
  const mark = readMarkAt(exchange.caseId, entry)
  const nonce = deps.random(8)
  const { value: copy, timeMs: atMs } = await deps.store.commit<number>(async (turn) => {
    const isFirst = (await turn.get(mark)) === undefined
    const copy = form === 'paper' ? 1 + (await copiesOf(turn, exchange.caseId, entry.statement)) : 0
    await countUses(turn, exchange, grants)
    // What leaves the node is found by a recall; of a dossier the line is its own. Written here already: the next job of
    // this turn counts copies too.
    if (operation === 'EXPORT' && form !== 'dossier') {
      const items = item === undefined ? [] : [item]
      const by = { officer: toHex(officer.id), atMs: turn.timeMs, message: entry.statement }
      const made = { kind: 'taken-out', ...by, items, ...(copy === 0 ? {} : { copy }) } as const
      putTakenOut(turn, exchange.caseId, made, nonce)
    }
    return {
      kind: 'prepared',
      facts: [
        {
          type: operation === 'EXPORT' ? 'exported' : 'opened',
          officer: officer.id,
          exchange: exchange.id,
          item: fromHex(entry.statement),
          codes: [
            operation,
            ...(item === undefined ? [] : [`ITEM:${item.toUpperCase()}`]),
            ...(exception === undefined ? [] : [exception]),
            ...(copy === 0 ? [] : [`COPY:${copy}`]),
          ],
        },
      ],
      finish: (finishing) => {
        noteUse(finishing, exchange.caseId, use, nonce)
        if (isFirst) finishing.put(mark, encodeReadMark({ officerId: officer.id, atMs: finishing.timeMs }))
        return copy
      },
    }
  })
  return { copy, atMs }
}
