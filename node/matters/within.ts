import { fromHex, toHex } from '../../crypto/index.ts'
import {
  compareTags,
  disclosedOf,
  mattersFor,
  parseTag,
  tagProblems,
  tagRow,
  tagScopes,
  termsTagProblems,
  type Exchange,
  type Matter,
  type MatterKind,
  type StatementType,
  type Tag,
  type Timers,
} from '../../protocol/index.ts'
import { ownLanguage, type AnswerDeps } from '../answers/deps.ts'
import { comingTime } from '../desk/coming.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { disclosureHash } from '../exchanges/reply.ts'
import { NodeError } from '../node-error.ts'

/** What a verb makes its statement from, beside what it was asked. */
export interface Within {
  readonly exchange: OpenExchange
  readonly nowMs: number
  /** How long things may take in the network of the exchange. */
  readonly timers: Timers
  /** Statement hash, as terms name it. */
  readonly disclosure: Uint8Array
  /** A new id. */
  readonly newId: () => Uint8Array
  /**
   * The matter that a statement of a type goes on in.
   *
   * @param prefix - beginning of its id; the only one that fits where absent
   * @param kind - of the matter, where the type goes on in several kinds
   * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`
   */
  readonly matter: (type: StatementType, prefix: string | undefined, kind?: MatterKind) => Matter
  /** Whether a statement of a type would go on in something now. */
  readonly isOpenTo: (type: StatementType, kind?: MatterKind) => boolean
  /** Items by the beginning of their ids, in the order of terms. @throws NodeError `REQUEST_INVALID` */
  readonly items: (prefixes: readonly string[], pointer?: string) => readonly Uint8Array[]
  /** One item, as terms name it. @throws NodeError `REQUEST_INVALID` */
  readonly item: (prefix: string | undefined) => Uint8Array | undefined
  /** UTC milliseconds of what is to come; 0 where none is named. @throws NodeError `REQUEST_INVALID` where it has passed */
  readonly coming: (time: string | undefined, pointer: string) => number
  /** UTC milliseconds of what has happened; now where none is named. @throws NodeError `REQUEST_INVALID` where it is yet to come */
  readonly past: (time: string | undefined, pointer: string) => number
  /** Of what people read: the institution's first where none is named. */
  readonly language: (asked: Written) => string
  /** What people read; `undefined` where nothing was written. @throws NodeError `REQUEST_INVALID` where only what goes with it was */
  readonly words: <S extends string, More extends Readonly<Record<string, unknown>>>(
    schema: S,
    asked: Written,
    more?: More,
  ) => Words<S, More> | undefined
}

/** Words as they are asked for. */
interface Written {
  readonly text?: string | undefined
  readonly language?: string | undefined
}

type Words<S extends string, More> = {
  readonly schema: S
  readonly language: string
  readonly text: string
} & { readonly [Field in keyof More]?: Exclude<More[Field], undefined> }

export function within(deps: AnswerDeps, exchange: OpenExchange): Within {
  const nowMs = deps.exchange.clock()
  const { state } = exchange
  const mattersOf = (type: StatementType, kind: MatterKind | undefined) =>
    mattersFor(state, ownSide(deps.exchange, state), type).filter(
      ({ matter }) => kind === undefined || matter.kind === kind,
    )
  const languageOf = (asked: Written) => asked.language ?? ownLanguage(deps)
  const itemsIn = createItems(state)
  return {
    ...{ exchange, nowMs, items: itemsIn, language: languageOf },
    timers: timersOf(deps.exchange, state.parties.originator.networkId),
    item: (prefix) => (prefix === undefined ? undefined : itemsIn([prefix], '/item')[0]),
    isOpenTo: (type, kind) => mattersOf(type, kind).some(({ isOpenTo }) => isOpenTo),
    disclosure: disclosureHash(exchange),
    newId: () => deps.exchange.random(16),
    matter: (type, prefix, kind) => {
      const all = mattersOf(type, kind)
      const fitting = all.filter(({ isOpenTo }) => isOpenTo)
      // Where none is open to it, the rule that says why is a better answer than that there is none.
      const meant = prefix === undefined ? (fitting.length === 0 ? all : fitting) : all
      const found = meant.filter(({ matter }) => matter.entry.statement.startsWith(prefix ?? ''))
      const [first, second] = found
      if (first === undefined) throw new NodeError('NOT_FOUND', 'nothing is open that this could be about')
      if (second !== undefined) throw new NodeError('AMBIGUOUS_ID', 'several fit: name one by its id')
      return first.matter
    },
    coming: (time, pointer) => (time === undefined ? 0 : comingTime(time, pointer, { nowMs, otherwise: 0 })),
    past: (time, pointer) => {
      const timeMs = time === undefined ? nowMs : Date.parse(time)
      if (timeMs > nowMs) throw invalid(pointer, 'TOO_LARGE')
      return timeMs
    },
    words: (schema, { text, language }, more) => {
      const given = Object.entries(more ?? {}).filter(([, value]) => value !== undefined)
      if (text === undefined) {
        if (given.length > 0) throw invalid('/text', 'MISSING')
        return undefined
      }
      const written = { schema, language: languageOf({ language }), text, ...Object.fromEntries(given) }
      // Exactly the fields of `more` that have a value.
      return written as Words<typeof schema, NonNullable<typeof more>>
    },
  }
}

/** Items of the disclosure by the beginnings of their ids. */
function createItems(state: Exchange): Within['items'] {
  return (prefixes, pointer = '/items') => {
    const ids = (disclosedOf(state)?.items ?? []).map(({ itemId }) => toHex(itemId))
    const found = prefixes.map((prefix, at) => {
      const [first, second] = ids.filter((id) => id.startsWith(prefix))
      if (first === undefined || second !== undefined)
        throw invalid(
          pointer === '/item' ? pointer : `${pointer}/${at}`,
          first ? 'AMBIGUOUS_ID' : 'NOT_FOUND',
        )
      return first
    })
    return [...new Set(found)].sort().map(fromHex)
  }
}

/** A fault at one field of what was asked. */
export function invalid(pointer: string, code: string): NodeError {
  return new NodeError('REQUEST_INVALID', 'a field does not fit', { errors: [{ pointer, code }] })
}

/**
 * Tags in their text form, as terms carry them.
 *
 * @param isOneSet - whether they are to be kept together, and so must not contradict each other
 * @throws NodeError `CONDITIONS_INVALID`
 */
export function tagsFrom(texts: readonly string[], isOneSet: boolean): readonly Tag[] {
  const faults: { readonly pointer: string; readonly code: string }[] = []
  const tags = texts.flatMap((text, at): readonly Tag[] => {
    const parsed = parseTag(text.normalize('NFC'))
    const tag = parsed && { ...parsed, args: [...new Set(parsed.args)].sort(), scope: tagScopes.ALL }
    const code =
      tag === undefined ? 'UNREADABLE' : tagRow(tag.code) ? tagProblems(tag)[0]?.code : 'UNKNOWN_TAG'
    if (code !== undefined) faults.push({ pointer: `/tags/${at}`, code })
    return tag === undefined ? [] : [tag]
  })
  if (faults.length > 0)
    throw new NodeError('CONDITIONS_INVALID', 'these tags cannot be carried', { errors: faults })
  const once = tags
    .toSorted(compareTags)
    .filter((tag, at, all) => at === 0 || compareTags(all[at - 1] ?? tag, tag) !== 0)
  const [clash] = termsTagProblems(once, isOneSet)
  if (clash === undefined) return once
  throw new NodeError('CONDITIONS_INVALID', 'these tags contradict each other', {
    errors: [{ pointer: '/tags', code: clash.code }],
  })
}
