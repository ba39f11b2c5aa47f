import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { judge } from '../../protocol/exchange/apply.ts'
import { withRefusals } from '../../protocol/exchange/refusals.ts'
import {
  apply,
  conditionsShape,
  receiveRules,
  termsShapes,
  type Exchange,
  type Placed,
} from '../../protocol/index.ts'
import { situate } from '../../protocol/exchange/situation.ts'
import { freeze, liftIntent, plannedMs, recallResult, said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { minute, offered, party, startMs, twoDesks, underWay, type Changes, type Desk } from './two-desks.ts'

const day = 24 * 60 * minute
const nobody = say.bytesFor('no such thing', 32)
const placeOf = (placement: Changes['placement']): Changes => (placement ? { placement } : {})
const statementWith = (statement: Changes['statement']): Changes => (statement ? { statement } : {})

interface Case {
  readonly exchange: Exchange | undefined
  readonly placed: Placed
}

/** What a desk would place next. */
const next = (desk: Desk, saying: say.Saying, changes?: Changes): Case => ({
  exchange: desk.known,
  placed: desk.draft(saying, changes),
})

/** A first placement that is right but for the changes. */
function first(changes: Changes, saying = say.disclosure()): Case {
  return { exchange: undefined, placed: twoDesks().originator.draft(saying, changes) }
}

/** A question of the originator that is right but for the changes. */
function asked(changes: Changes): Case {
  const { originator } = underWay()
  return next(originator, say.question(originator.known), changes)
}

const attachmentNamed = (name: string) => ({
  attachmentId: say.bytesFor(name, 16),
  paddedLength: 65536,
  partCount: 1,
  treeRoot: nobody,
  keyCommitment: nobody,
})
const attachment = attachmentNamed('attachment')

/** One case a row: a placement that breaks this rule, and none that is asked before it. */
const cases: Readonly<Record<string, () => Case>> = {
  'form.officer': () => asked(placeOf({ officerSig: undefined })),
  'form.node-silent': () => {
    const { originator } = offered()
    return next(originator, say.expired(originator.known), statementWith({ bodyCommitment: say.someBody }))
  },
  'form.release': () => asked(placeOf({ undertaking: nobody })),
  'form.refusing': () => {
    const { originator } = underWay()
    return next(originator, say.notAccepted())
  },
  'form.two-institutions': () => first(statementWith({ to: party('originator') })),
  'form.body-needed': () => asked(statementWith({ bodyCommitment: undefined })),
  'form.attachments': () => asked(statementWith({ attachments: [attachment] })),
  'form.attachments-once': () => first(statementWith({ attachments: [attachment, attachment] })),
  'form.attachments-size': () =>
    first(statementWith({ attachments: [attachment, { ...attachmentNamed('large'), partCount: 2 }] })),
  'form.conditions': () => first(statementWith({ conditions: new Uint8Array(0) })),
  'form.exception-time': () => {
    const { receiver } = underWay()
    const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
    return next(receiver, said('EXCULP_NOTICE', { ...notice, plannedMs: 0, doneMs: plannedMs }))
  },
  'form.result-complete': () => {
    const { receiver } = underWay()
    const result = termsShapes.RECALL_RESULT.decode(recallResult(receiver.known.id).terms)
    return next(receiver, said('RECALL_RESULT', { ...result, silent: 1 }))
  },
  'form.freeze': () => {
    const { originator } = underWay()
    const info = termsShapes.FREEZE_INFO.decode(sayInMatter('FREEZE_INFO', originator.known).terms)
    return next(originator, said('FREEZE_INFO', { ...info, change: 2 }))
  },
  'form.lift-time': () => {
    const { originator } = underWay()
    const intent = termsShapes.LIFT_INTENT.decode(liftIntent(originator.known, originator.known.id).terms)
    return next(originator, said('LIFT_INTENT', { ...intent, reasonsByMs: intent.liftMs + 1 }))
  },
  'form.retention': () => {
    const { receiver } = underWay()
    const review = termsShapes.RETENTION_REVIEW.decode(sayInMatter('RETENTION_REVIEW', receiver.known).terms)
    return next(receiver, said('RETENTION_REVIEW', { ...review, reason: 0 }))
  },
  'form.consultation': () => {
    const { receiver } = underWay()
    const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
    const soon = startMs + 3 * minute + 5 * day - 1
    return next(receiver, said('EXCULP_NOTICE', { ...notice, plannedMs: soon }))
  },
  'form.dates': () => {
    const { receiver } = underWay()
    return next(receiver, said('STATUS_ASK', { replyByMs: startMs + 3 * minute }))
  },
  'form.tags': () => {
    const { originator } = underWay()
    const of = originator.known.id
    const grant = termsShapes.GRANT.decode(sayInMatter('GRANT', originator.known, of).terms)
    const { tags } = say.conditionsWith('EV:LEAD', 'EV:LEAD')
    return next(originator, said('GRANT', { ...grant, tags }))
  },
  'form.items-once': () => {
    const item = { itemId: say.bytesFor('item', 16), tags: [] }
    return first({}, say.disclosure(undefined, [item, item]))
  },
  'form.items-noticed': () => {
    const stricter = { code: 'AUD:NAMED', args: ['a'], scope: 0 }
    return first({}, say.disclosure(undefined, [{ itemId: say.bytesFor('item', 16), tags: [stricter] }]))
  },
  'first.ancestors': () => {
    const { originator } = underWay()
    return { ...next(originator, say.question(originator.known)), exchange: undefined }
  },
  'first.begins': () => first(statementWith({ exchangeId: nobody })),
  'first.type': () => {
    const { receiver } = underWay({ undertaken: false })
    const lost = { prev: undefined, seen: undefined }
    const changes = { statement: { exchangeId: undefined }, placement: lost }
    return { ...next(receiver, say.cannotComply(receiver.known), changes), exchange: undefined }
  },
  'first.name': () => first(placeOf({ exchangeId: nobody })),
  'first.place': () => first(placeOf({ seq: 2 })),
  'first.names-nothing': () => first(statementWith({ refs: [nobody] })),
  'first.binding': () => first({}, say.disclosure(say.conditionsWith('EV:LEAD'))),
  'first.binding-known': () => first({}, say.disclosure(say.conditionsWith('BIND:TREATY'))),
  'first.binding-fits': () => first({}, say.disclosure(say.conditionsWith('BIND:OFFER'))),
  'place.new': () => {
    const { originator, disclosed } = underWay()
    return { exchange: originator.known, placed: disclosed }
  },
  'place.exchange': () => asked(statementWith({ exchangeId: nobody })),
  'place.parties': () => asked(statementWith({ to: party('stranger') })),
  'place.yours': () => {
    const { originator } = underWay()
    return next(originator, say.ack(originator.known))
  },
  'place.prev-known': () => asked(placeOf({ prev: nobody })),
  'place.prev-own': () => {
    const { originator } = underWay()
    const theirs = originator.known.chains.receiver.head?.placement ?? ''
    return next(originator, say.question(originator.known), placeOf({ prev: fromHex(theirs) }))
  },
  'place.seq': () => asked(placeOf({ seq: 3 })),
  'place.epoch': () => {
    const { originator, receiver } = underWay()
    const recovered = originator.place(
      say.question(originator.known),
      placeOf({ pairEpoch: say.bytesFor('recovered', 16) }),
    )
    receiver.receive(recovered)
    const back = placeOf({ pairEpoch: say.bytesFor('epoch originator', 16) })
    return next(originator, say.question(originator.known), back)
  },
  'place.seen-known': () => asked(placeOf({ seen: nobody })),
  'place.seen-theirs': () => {
    const { originator, disclosed } = underWay()
    const own = placeOf({ seen: fromHex(disclosed.hash) })
    return next(originator, say.question(originator.known), own)
  },
  'place.seen-forward': () => {
    const { originator } = underWay()
    originator.place(say.question(originator.known))
    return next(originator, say.question(originator.known), placeOf({ seen: undefined }))
  },
  'place.refused-new': () => asked(placeOf({ refused: [{ placementHash: nobody, code: 2 }] })),
  'family.now': () => {
    const { receiver } = underWay({ undertaken: false })
    return next(receiver, say.ack(receiver.known))
  },
  'family.disclosure': () => {
    const { receiver } = underWay()
    const terms = { competence: 1, languageOk: true, gaps: [], nextStep: 1, nextNewsByMs: 0 }
    return next(receiver, {
      ...say.ack(receiver.known),
      terms: termsShapes.ACK.encode({ disclosure: nobody, ...terms }),
    })
  },
  'family.refs': () => {
    const { receiver } = underWay()
    return next(receiver, say.ack(receiver.known), statementWith({ refs: [nobody] }))
  },
  'undertaking.conditions': () => {
    const { receiver } = underWay()
    const elsewhere = underWay({ conditions: say.conditionsWith('BIND:BY-LAW', 'EV:COURT') }).receiver.known
    const { terms } = say.conditionsRead(elsewhere)
    const { conditionsHash } = termsShapes.CONDITIONS_READ.decode(terms)
    const own = termsShapes.CONDITIONS_READ.decode(say.conditionsRead(receiver.known).terms)
    return next(receiver, {
      ...say.conditionsRead(receiver.known),
      terms: termsShapes.CONDITIONS_READ.encode({ ...own, conditionsHash }),
    })
  },
  'undertaking.bound': () => {
    const { receiver } = underWay()
    for (let renewal = 2; renewal <= 64; renewal++) receiver.place(say.conditionsRead(receiver.known))
    return next(receiver, say.conditionsRead(receiver.known))
  },
  'notice.named': () => {
    const { originator } = offered()
    const withdrawn = say.withdrawNotice(originator.known)
    const terms = termsShapes.WITHDRAW_NOTICE.encode({ notice: nobody })
    return next(originator, { ...withdrawn, terms })
  },
  'notice.binding': () => {
    const { originator } = offered()
    return next(originator, say.priorNotice(say.conditionsWith('BIND:PRIOR-NOTICE', 'EV:LEAD')))
  },
  'notice.bound': () => {
    const { originator } = offered()
    for (let notices = 2; notices <= 64; notices++) originator.place(say.priorNotice())
    return next(originator, say.priorNotice())
  },
  'release.notice': () => {
    const { originator } = offered({ agreed: true })
    return next(originator, say.release(originator.known), statementWith({ refs: [] }))
  },
  'release.undertaken': () => {
    const { originator } = offered({ agreed: true })
    return next(originator, say.release(originator.known), placeOf({ undertaking: nobody }))
  },
  'release.conditions': () => {
    const { originator } = offered({ agreed: true })
    const other = conditionsShape.encode(say.conditionsWith('BIND:OFFER', 'EV:COURT'))
    return next(originator, say.release(originator.known), statementWith({ conditions: other }))
  },
  'release.once': () => {
    // The receiver's node refuses the release; the notice is spent all the same.
    const { originator } = offered({ released: true })
    const released = originator.known.chains.originator.head?.placement ?? ''
    const refused = [{ placementHash: fromHex(released), code: 2 }]
    originator.exchange = withRefusals(originator.known, { seq: 1, refused })
    return next(originator, say.release(originator.known))
  },
  'late.release': () => {
    const { receiver } = underWay()
    return next(receiver, say.late(receiver.known))
  },
  'content.covered': () => asked(statementWith({ refs: [] })),
  'content.mutual': () => {
    const { receiver } = underWay({ mutual: false })
    return next(receiver, say.question(receiver.known))
  },
  'matter.items': () => {
    const { originator } = underWay()
    const { terms } = sayInMatter('RECALL', originator.known)
    const other = [say.bytesFor('never sent', 16)]
    return next(originator, said('RECALL', { ...termsShapes.RECALL.decode(terms), items: other }))
  },
  'matter.named': () => {
    const { originator } = underWay()
    const own = originator.place(say.question(originator.known))
    return next(originator, say.answer(originator.known, own.statementHash))
  },
  'matter.state': () => {
    const { originator, receiver } = underWay()
    const question = originator.place(say.question(originator.known))
    receiver.receive(question)
    receiver.place(say.answer(receiver.known, question.statementHash))
    return next(receiver, say.answer(receiver.known, question.statementHash, { partial: true }))
  },
  'matter.bound': () => {
    const { originator, receiver } = underWay()
    const recall = originator.place(sayInMatter('RECALL', originator.known))
    receiver.receive(recall)
    const partly = recallResult(recall.statementHash, { complete: false })
    for (let result = 1; result <= 64; result++) receiver.place(partly)
    return next(receiver, partly)
  },
  'matter.one-at-a-time': () => {
    const { originator } = underWay()
    originator.place(say.feedbackAsk())
    return next(originator, say.feedbackAsk())
  },
  'grant.scope': () => {
    const { originator, receiver } = underWay()
    const ask = receiver.place(sayInMatter('CONSENT_ASK', receiver.known))
    originator.receive(ask)
    const grant = termsShapes.GRANT.decode(sayInMatter('GRANT', originator.known, ask.statementHash).terms)
    return next(originator, said('GRANT', { ...grant, operation: 5 }))
  },
  'used.scope': () => {
    const { originator, receiver } = underWay()
    const ask = receiver.place(sayInMatter('CONSENT_ASK', receiver.known))
    originator.receive(ask)
    receiver.receive(originator.place(sayInMatter('GRANT', originator.known, ask.statementHash)))
    const used = termsShapes.USED.decode(sayInMatter('USED', receiver.known, ask.statementHash).terms)
    return next(receiver, said('USED', { ...used, operation: 5 }))
  },
  'used.often': () => {
    const { originator, receiver } = underWay()
    const ask = receiver.place(sayInMatter('CONSENT_ASK', receiver.known))
    originator.receive(ask)
    const grant = termsShapes.GRANT.decode(sayInMatter('GRANT', originator.known, ask.statementHash).terms)
    receiver.receive(originator.place(said('GRANT', { ...grant, uses: 1 })))
    receiver.place(sayInMatter('USED', receiver.known, ask.statementHash))
    return next(receiver, sayInMatter('USED', receiver.known, ask.statementHash))
  },
  'consult.delay': () => {
    const { originator, receiver } = underWay()
    const notice = receiver.place(sayInMatter('EXCULP_NOTICE', receiver.known))
    originator.receive(notice)
    return next(
      originator,
      said('CONSULT_ASK', { matter: fromHex(notice.statementHash), byMs: plannedMs + 1 }),
    )
  },
  'freeze.heard': () => {
    const { originator } = underWay()
    const held = originator.place(sayInMatter('FREEZE_INFO', originator.known))
    originator.place(liftIntent(originator.known, held.statementHash, 3))
    return next(originator, sayInMatter('LIFTED', originator.known, held.statementHash))
  },
  'freeze.lapsed': () => {
    const { originator } = underWay()
    const held = originator.place(freeze(originator.known, undefined, { expiresMs: 0 }))
    return next(originator, said('LIFTED', { matter: fromHex(held.statementHash), lapsed: true }))
  },
  'chain.not-forked': () => {
    const { originator } = underWay()
    const [one, other] = [1, 2].map(() => originator.draft(say.question(originator.known)))
    if (one) originator.receive(one)
    if (other) originator.receive(other)
    return next(originator, say.question(originator.known))
  },
  'chain.one-after-another': () => {
    const { originator } = underWay()
    const other = originator.draft(say.question(originator.known))
    originator.place(say.question(originator.known))
    return { exchange: originator.known, placed: other }
  },
  'chain.statement-once': () => {
    const { originator } = underWay()
    const once = originator.place(say.question(originator.known))
    return next(originator, say.question(originator.known), { statement: once.statement, placement: {} })
  },
}

/** Rows that cannot hold where an earlier one does not. */
const consequences: Readonly<Record<string, readonly string[]>> = {
  'first.ancestors': [
    'first.begins',
    'first.type',
    'first.name',
    'first.place',
    'first.names-nothing',
    'first.binding',
  ],
  'first.type': ['first.name', 'first.binding'],
  'place.prev-known': ['place.seq'],
}

const rules = Object.values(receiveRules).flat()

function brokenRows({ exchange, placed }: Case): readonly string[] {
  const { form, first, place, family, chain } = receiveRules
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
  const broken = ids(form.filter((rule) => !rule.holds(placed)))
  if (broken.length > 0) return broken
  if (exchange === undefined) return ids(first.filter((rule) => !rule.holds(placed)))
  const situation = situate(exchange, placed)
  const misplaced = ids(place.filter((rule) => !rule.holds(situation)))
  if (misplaced.length > 0) return misplaced
  const untimely = ids(family.filter((rule) => !rule.holds(judge(situation))))
  return untimely.length > 0 ? untimely : ids(chain.filter((rule) => !rule.holds(situation)))
}

describe('the table of receive rules', () => {
  it('has a case for every row, and no case without a row', () => {
    expect(Object.keys(cases)).toEqual(rules.map(({ id }) => id))
  })

  it('names every row once', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  it.each(rules.map(({ id, otherwise }) => ({ id, otherwise })))('$id answers $otherwise', (rule) => {
    const broken = cases[rule.id]?.()
    if (broken === undefined) throw new Error('no case')
    const verdict = apply(broken.exchange, broken.placed)
    if (rule.otherwise === 'HOLD') expect(verdict.kind).toBe('held')
    else if (rule.otherwise === 'KEEP_FORK') expect(verdict.kind).toBe('fork')
    else expect(verdict).toEqual({ kind: 'violation', code: rule.otherwise, rule: rule.id })
    expect(brokenRows(broken)).toEqual([rule.id, ...(consequences[rule.id] ?? [])])
  })
})
