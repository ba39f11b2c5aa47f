// What is wrong with a draft because of what it was made from; asked when it is checked, submitted, approved and sent.
import { fromHex } from '../../crypto/index.ts'
import {
  checkDisclosure,
  offeredOf,
  parseConditions,
  recallOf,
  standsFor,
  useViewOf,
  weakened,
  type InForce,
  type UseFacts,
} from '../../protocol/index.ts'
import { useFacts } from '../exchanges/facts.ts'
import { sourceText, type Origins, type Source } from '../lineage/sources.ts'
import { signedConditions, standIns } from './conditions.ts'
import type { DeskDeps } from './deps.ts'
import type { Document, DraftHead } from './draft.ts'
import type { DraftProblem } from './problems.ts'
import { writtenItems } from './written-items.ts'

type Deps = Pick<DeskDeps, 'store' | 'self' | 'keeper' | 'batches' | 'registry' | 'clock'>
type Code = Extract<DraftProblem['code'], `SOURCE_${string}`>

/** What stands at one source now. */
interface SourceNow {
  readonly source: Source
  readonly facts: UseFacts
  /** `undefined` where the conditions cannot be read. */
  readonly inForce: InForce | undefined
  /** Cascade ids of corrections that touch it. */
  readonly corrected: readonly string[]
}

/** What stands at the sources of a draft, by everything that was said since. @throws NodeError `NOT_FOUND` */
export async function sourcesNow(deps: Deps, sources: readonly Source[]): Promise<readonly SourceNow[]> {
  const found: SourceNow[] = []
  for (const source of sources) {
    const exchange = await deps.registry.open(fromHex(source.exchange))
    const { item } = source
    const facts = await useFacts(deps, exchange, offeredOf(exchange.state).entry, undefined)
    const corrected = useViewOf(exchange.state).corrected.filter(
      ({ itemId }) => item === undefined || !facts.items.has(item) || itemId === item,
    )
    const cascades = corrected.map(({ cascadeId }) => cascadeId)
    found.push({ source, facts, inForce: standsFor(facts, item), corrected: cascades })
  }
  return found
}

/** Everything that the sources of a draft have against it, each with the source and the tag. */
export async function originProblems(
  deps: Deps,
  head: Pick<DraftHead, 'origins'> & { readonly submission?: { readonly timeMs: number } },
  document: Document,
): Promise<readonly DraftProblem[]> {
  const { origins } = head
  if (origins === undefined || origins.from.length === 0) return []
  const derived = bindingAll(document, head.submission?.timeMs ?? deps.clock())
  return (await sourcesNow(deps, origins.from)).flatMap((now) => problemsAt(now, origins, derived))
}

/** The same for conditions that are about to be signed. */
export async function originProblemsOf(
  deps: Deps,
  origins: Origins | undefined,
  derived: InForce,
): Promise<readonly DraftProblem[]> {
  if (origins === undefined) return []
  return (await sourcesNow(deps, origins.from)).flatMap((now) => problemsAt(now, origins, derived))
}

/** What would bind all of what a document discloses; `undefined` where its conditions have faults of their own. */
function bindingAll(document: Document, nowMs: number): InForce | undefined {
  const check = checkDisclosure(document.disclosure, {})
  const items = check.ok ? check.items : writtenItems(document.disclosure)
  const result = signedConditions(document, items, standIns(document), nowMs)
  if (result.kind === 'problems') return undefined
  const parsed = parseConditions(result.conditions)
  return parsed.kind === 'parsed' ? parsed.conditions.all : undefined
}

function problemsAt(
  { source, facts, inForce, corrected }: SourceNow,
  origins: Origins,
  derived: InForce | undefined,
): readonly DraftProblem[] {
  const pointer = `/from/${sourceText(source)}`
  const fault = (code: Code, tag?: string): DraftProblem => ({
    ...{ pointer, code, severity: 'error' },
    ...(tag === undefined ? {} : { detail: tag, params: { tag: /^[A-Z0-9_:-]+/.exec(tag)?.[0] ?? '' } }),
  })
  const followed = origins.followed.filter(({ exchange }) => exchange === source.exchange)
  const isOpen = corrected.some((one) => !followed.some(({ cascade }) => cascade === one))
  return [
    ...(recallOf(facts, source.item) === undefined ? [] : [fault('SOURCE_RECALLED')]),
    ...(isOpen ? [fault('SOURCE_CORRECTED')] : []),
    ...(inForce === undefined ? [fault('SOURCE_UNREADABLE')] : []),
    ...(inForce === undefined || derived === undefined
      ? []
      : weakened(inForce, derived).flatMap(({ tags }) => tags.map((tag) => fault('SOURCE_WEAKENED', tag)))),
  ]
}
