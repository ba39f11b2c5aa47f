// A draft that was made from disclosures of others, asked about when it is sent and, where it waited for an undertaking,
// once more when it is released.
import { z } from 'zod'
import { fromHex, utf8 } from '../../crypto/index.ts'
import { purposes, type InForce, type Member } from '../../protocol/index.ts'
import type { OwnOfficer } from '../answers/deps.ts'
import { decideOnward, type Onward, type PassingOn } from '../lineage/onward.ts'
import { requireNoErrors } from './approving.ts'
import type { DeskDeps } from './deps.ts'
import type { DraftHead } from './draft.ts'
import { originProblemsOf } from './origin-problems.ts'

const askedShape = z.strictObject({
  purpose: z.enum(purposes).optional(),
  offence: z.string().optional(),
  proceeding: z.string().optional(),
  /** Tags that the head of the desk decided when it was sent. */
  decides: z.array(z.string()).readonly(),
})

/** What an officer said of the passing on, when it was sent. */
export type OnwardAsked = z.output<typeof askedShape>

interface Asking {
  readonly head: Pick<DraftHead, 'origins'>
  readonly asked: OnwardAsked
  readonly officer: OwnOfficer
  readonly to: readonly Member[]
  readonly derived: InForce
  /** Whether it was decided when it was sent, and is asked for a release. */
  readonly isAgain: PassingOn['isAgain']
}

/** Asks what stands at the sources of a draft, and whether it may be passed on. @throws as `decideOnward` */
export async function askOnward(
  deps: DeskDeps,
  { head: { origins }, asked, ...asking }: Asking,
): Promise<readonly Onward[]> {
  if (origins === undefined || origins.from.length === 0) return []
  requireNoErrors(await originProblemsOf(deps, origins, asking.derived))
  return decideOnward(deps, { ...asked, ...asking, sources: origins.from, fetchedMs: deps.fetchedMs() })
}

/**
 * Fetches what waits, which may be a withdrawal, and then runs alone in the exchanges of the sources: nothing that
 * arrives comes between the decision and the ledger (rules C8).
 */
export async function aloneInSources<T>(
  deps: DeskDeps,
  { origins }: Pick<DraftHead, 'origins'>,
  work: () => Promise<T>,
): Promise<T> {
  const sources = origins?.from ?? []
  if (sources.length > 0) await deps.fetch()
  return aloneIn(deps, [...new Set(sources.map(({ exchange }) => exchange))].sort(), work)
}

/** In one order wherever it is done, so that no two wait for each other. */
function aloneIn<T>(
  deps: DeskDeps,
  [first, ...others]: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (first === undefined) return work()
  return deps.registry.alone(fromHex(first), () => aloneIn(deps, others, work))
}

/** What is kept with a disclosure that is armed: with it the same is asked again. */
export function encodeOnward({ purpose, offence, proceeding, decides }: OnwardAsked): Uint8Array {
  return utf8(JSON.stringify({ purpose, offence, proceeding, decides }))
}

export const decodeOnward = (kept: Uint8Array): OnwardAsked =>
  askedShape.parse(JSON.parse(Buffer.from(kept).toString('utf8')))
