import {
  freezeChanges,
  freezeKinds,
  ownerTold,
  type BodyOf,
  type Matter,
  type TermsOf,
} from '../../protocol/index.ts'
import type { Asked } from '../api/contract.ts'
import { filled, given } from './filled.ts'
import { idOf, type Meanings } from './meanings.ts'
import { invalid, type Within } from './within.ts'

/** What is said of freezes (UNCAC 54(2), 55(8)): by whoever holds them, and by the other side before they are lifted. */
export const freezeMeanings: Meanings<
  'freezeInfo' | 'freezeQuery' | 'liftIntent' | 'liftReasons' | 'freezeLifted'
> = {
  freezeInfo: (asked, within) => ({
    type: 'FREEZE_INFO',
    terms: freezeTerms(asked, within),
    body: freezeBody(asked, within.language(asked)),
  }),

  freezeQuery: (asked, { item, coming, words }) => ({
    type: 'FREEZE_ASK',
    terms: { itemId: item(asked.item), replyByMs: coming(asked.replyBy, '/replyBy') },
    body: words('sponte/question/1', asked),
  }),

  liftIntent: (asked, { matter, coming, words }) => ({
    type: 'LIFT_INTENT',
    terms: {
      matter: idOf(matter('LIFT_INTENT', asked.matter)),
      liftMs: coming(asked.liftAt, '/liftAt'),
      reasonsByMs: coming(asked.reasonsBy, '/reasonsBy'),
    },
    body: words('sponte/note/1', asked),
  }),

  liftReasons: (asked, { matter, words }) => ({
    type: 'LIFT_REASONS',
    terms: { matter: idOf(matter('LIFT_REASONS', asked.matter)) },
    body: words('sponte/note/1', asked),
  }),

  freezeLifted: (asked, { matter, words }) => ({
    type: 'LIFTED',
    terms: { matter: idOf(matter('LIFTED', asked.matter)), lapsed: asked.lapsed },
    body: words('sponte/note/1', asked),
  }),
}

type AskedFreeze = Asked<'freezeInfo'>['body']

function freezeTerms(asked: AskedFreeze, within: Within): TermsOf['FREEZE_INFO'] {
  const { item, past, coming, matter } = within
  const { change, kind, ownerTold: told } = asked
  const isNew = change === 'NEW'
  if (isNew && asked.matter !== undefined) throw invalid('/change', 'MISSING')
  if (change === 'PROLONGED' && asked.until === undefined) throw invalid('/until', 'MISSING')
  const freeze = isNew ? undefined : matter('FREEZE_INFO', asked.matter, 'FREEZE')
  const before = freeze && lastTold(freeze)
  if (before === undefined && kind === undefined) throw invalid('/kind', 'MISSING')
  return {
    matter: freeze && idOf(freeze),
    query: queryOf(asked, within),
    itemId: asked.item === undefined ? before?.itemId : item(asked.item),
    kind: kind === undefined ? (before?.kind ?? 0) : freezeKinds[kind],
    startsMs:
      asked.startsAt === undefined && before !== undefined
        ? before.startsMs
        : past(asked.startsAt, '/startsAt'),
    expiresMs: asked.until === undefined ? (before?.expiresMs ?? 0) : coming(asked.until, '/until'),
    // Nothing said: the owner does not know, which is what keeps most.
    ownerTold: told === undefined ? (before?.ownerTold ?? ownerTold.NO) : ownerTold[told],
    change: freezeChanges[change],
  }
}

/** The question that is answered: the one named; for a new freeze the only one that is open, if there is one. */
function queryOf({ query, change }: AskedFreeze, { matter, isOpenTo }: Within): Uint8Array | undefined {
  const isAnswer = query !== undefined || (change === 'NEW' && isOpenTo('FREEZE_INFO', 'FREEZE_QUERY'))
  return isAnswer ? idOf(matter('FREEZE_INFO', query, 'FREEZE_QUERY')) : undefined
}

/** What was last told of a freeze. */
function lastTold({ entry, content, steps }: Matter): TermsOf['FREEZE_INFO'] {
  for (let some = steps[entry.side]; some !== undefined; some = some.earlier)
    if (some.latest.content.type === 'FREEZE_INFO') return some.latest.content.terms
  if (content.type !== 'FREEZE_INFO') throw new Error('freeze: a freeze is opened by what is told of it')
  return content.terms
}

function freezeBody(asked: AskedFreeze, language: string): BodyOf['FREEZE_INFO'] | undefined {
  const { reference, authority, legalBasis, location, toProlong, appeal, text } = asked
  const amounts = filled(asked.amounts.map(given))
  const said = given({ reference, authority, legalBasis, amounts, location, toProlong, appeal, text })
  return Object.keys(said).length === 0 ? undefined : { schema: 'sponte/freeze/1', language, ...said }
}
