// What a draft is made from, as officers say it: added by whoever writes, and decided about by an officer's hand.
import { fromHex, lengthPrefixed, utf8 } from '../../crypto/index.ts'
import {
  combine,
  inherited,
  nothingInForce,
  recallOf,
  useViewOf,
  withDefaults,
} from '../../protocol/index.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Answer } from '../api/contract.ts'
import type { Onward } from '../lineage/onward.ts'
import {
  findSources,
  isSameSource,
  maxSources,
  tooMany,
  type Origins,
  type Source,
} from '../lineage/sources.ts'
import { NodeError } from '../node-error.ts'
import type { DeskDeps } from './deps.ts'
import { headOf, type Document, type Draft } from './draft.ts'
import { changeDraft, keepDraft, notingOrigins, reopened, requireUnsaid } from './drafting.ts'
import { readContent, requireRevision } from './drafts.ts'
import { sourcesNow } from './origin-problems.ts'
import { signerOf } from './signing.ts'

const none: Origins = { from: [], left: [], followed: [] }

/** The origins of a new draft; `undefined` where it is made from nothing. @throws as `findSources` */
export async function originsOf(deps: DeskDeps, references: readonly string[]): Promise<Origins | undefined> {
  if (references.length === 0) return undefined
  return { ...none, from: await findSources(deps, references) }
}

/**
 * A document whose conditions begin as the combination of what stands at its sources, with the default of every family
 * that none of them has. How it binds is not inherited: that is for the law of the two States.
 *
 * @throws NodeError `CONDITIONS_INVALID` where the conditions of a source cannot be read
 */
export async function inheriting(
  deps: DeskDeps,
  document: Document,
  { from }: Pick<Origins, 'from'>,
): Promise<Document> {
  const stand = (await sourcesNow(deps, from)).map(({ inForce, source }) => {
    if (inForce !== undefined) return inForce
    throw new NodeError(
      'CONDITIONS_INVALID',
      `the conditions of ${source.exchange.slice(0, 8)} cannot be read`,
    )
  })
  const { tags } = inherited(stand.reduce(combine, nothingInForce))
  return { ...document, conditions: withDefaults(tags) }
}

/**
 * Says of a draft that it is made from something else too; it is open again.
 *
 * @throws as `findSources`; NodeError `CHANGED_MEANWHILE`, `NOT_NOW` once anything of it was said
 */
export function addOrigins(
  deps: DeskDeps,
  reference: string,
  { from, revision }: { readonly from: readonly string[]; readonly revision?: string | undefined },
): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    requireRevision(draft.head, revision)
    requireUnsaid(draft.head)
    const origins = draft.head.origins ?? none
    const added = (await findSources(deps, from)).filter((one) => !isAmong(origins.from, one))
    const all = [...origins.from, ...added]
    if (all.length > maxSources) throw tooMany()
    const left = origins.left.filter((one) => !isAmong(added, one))
    return keepOrigins(deps, draft, { ...origins, from: all, left })
  })
}

/** What an officer decides about one source. */
interface Deciding {
  readonly as: { readonly officer: string; readonly passphrase: string }
  readonly source: string
  readonly decision: 'REMOVED' | 'FOLLOWED'
  readonly revision?: string | undefined
}

/**
 * An officer says that nothing of a source is in the draft any more, or that it has what is right by now. It stands in
 * the ledger under the officer's name, and the second officer sees it; the draft is open again.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `CHANGED_MEANWHILE`, `NOT_NOW`; KeyringError for the passphrase
 */
export function decideOrigin(
  deps: DeskDeps,
  reference: string,
  { as, source: named, decision, revision }: Deciding,
): Promise<Draft> {
  return changeDraft(deps, reference, async (draft) => {
    requireRevision(draft.head, revision)
    requireUnsaid(draft.head)
    const origins = draft.head.origins ?? none
    const [source] = await findSources(deps, [named])
    if (source === undefined || !isAmong(origins.from, source))
      throw new NodeError('NOT_FOUND', 'the draft is not made from this: name a source as the draft has it')
    const signer = await signerOf(deps, as)
    const what = lengthPrefixed(
      draft.id,
      utf8(decision),
      fromHex(source.exchange),
      fromHex(source.item ?? ''),
    )
    const { officer, timeMs: atMs } = await signer.sign('PROVE', what)
    const word = { ...source, officer, atMs }
    const decided =
      decision === 'REMOVED'
        ? {
            ...{ ...origins, from: origins.from.filter((one) => !isSameSource(one, source)) },
            left: [...origins.left.filter((one) => !isSameSource(one, source)), word].slice(-maxSources),
          }
        : { ...origins, followed: [...origins.followed, ...(await followedNow(deps, origins, word))] }
    const codes = [`SOURCE_${decision}`, `FROM:${source.exchange.slice(0, 8).toUpperCase()}`]
    return keepOrigins(deps, draft, decided, { officer: signer.officer.id, codes })
  })
}

type Word = Origins['left'][number]

/** A correction is followed once it is there: one that comes later asks anew. */
async function followedNow(
  { registry }: DeskDeps,
  { followed }: Origins,
  word: Word,
): Promise<Origins['followed']> {
  const { state } = await registry.open(fromHex(word.exchange))
  const found = useViewOf(state)
    .corrected.filter(({ itemId }) => word.item === undefined || word.item === itemId)
    .map(({ cascadeId: cascade }) => ({ ...word, cascade }))
    .filter(
      ({ cascade }) => !followed.some((one) => one.cascade === cascade && one.exchange === word.exchange),
    )
  if (found.length === 0) throw new NodeError('NOT_NOW', 'nothing was corrected there that is still open')
  return found
}

async function keepOrigins(
  deps: DeskDeps,
  { id, head }: Draft,
  origins: Origins,
  fact: { readonly officer?: Uint8Array; readonly codes?: readonly string[] } = {},
): Promise<Draft> {
  const { document, files } = await readContent(deps.store, { id, head })
  const next = reopened(head, headOf(document, files, origins))
  return keepDraft(
    deps,
    { id, head: next },
    { fact: { type: 'draft-changed', ...fact }, note: await notingOrigins(deps, origins) },
  )
}

const isAmong = (list: readonly Source[], source: Source): boolean =>
  list.some((one) => isSameSource(one, source))

/** What a draft was made from, as it is shown; with what stops it. */
export async function originsShown(deps: DeskDeps, { head: { origins } }: Draft) {
  if (origins === undefined) return {}
  const stopped = (await sourcesNow(deps, origins.from)).flatMap(({ source, facts, corrected }) => {
    const recalled =
      recallOf(facts, source.item) === undefined ? [] : [{ ...source, because: 'RECALLED' as const }]
    const open = corrected.some(
      (one) =>
        !origins.followed.some(({ cascade, exchange }) => cascade === one && exchange === source.exchange),
    )
    return [...recalled, ...(open ? [{ ...source, because: 'CORRECTED' as const }] : [])]
  })
  const left = origins.left.map(({ officer, atMs, ...source }) => ({
    ...source,
    ...{ by: officer, at: timeOf(atMs) },
  }))
  return {
    from: origins.from,
    ...(left.length === 0 ? {} : { left }),
    ...(stopped.length === 0 ? {} : { stopped }),
  }
}

/** What is owed to the originators for what was passed on. */
export function owedFor(onward: readonly Onward[]): NonNullable<Answer<'send'>['owed']> {
  return onward.flatMap(({ from }) =>
    from.flatMap(({ exchange, duties }) =>
      duties.map(({ code, dueMs }) => ({
        ...{ exchange: exchange.state.id, duty: code },
        ...(dueMs === undefined ? {} : { by: timeOf(dueMs) }),
      })),
    ),
  )
}
