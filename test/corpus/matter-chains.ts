import { fromHex } from '../../crypto/index.ts'
import { otherSide, termsShapes, type Hash, type Placed, type Side } from '../../protocol/index.ts'
import { freeze, liftIntent, plannedMs, recallResult, said, sayInMatter, type MatterType } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { minute, startMs, twoDesks, underWay, type Changes } from '../exchange/two-desks.ts'
import type { Chain, ChainDraft } from './chains.ts'

/** An exchange in which both sides tell each other everything at once, and what they have told. */
function talking() {
  const { disclosed, ...desks } = underWay({ undertaken: false })
  const told: Placed[] = [disclosed]
  const tell = (side: Side, saying: say.Saying): Hash => {
    const placed = desks[side].place(saying)
    desks[otherSide(side)].receive(placed)
    told.push(placed)
    return placed.statementHash
  }
  tell('receiver', say.conditionsRead(desks.receiver.known))
  const speak = (side: Side, type: MatterType, of?: Hash) =>
    tell(side, sayInMatter(type, desks[side].known, of))
  /** What was told, and last of all what is in question. */
  const ending = (side: Side, saying: say.Saying, changes?: Changes) => [
    ...told,
    desks[side].draft(saying, changes),
  ]
  return { ...desks, tell, speak, ending }
}

/** Matters: a life of each that ends well, and a row of the rules each. */
export function draftMatterChains(chain: Chain): readonly ChainDraft[] {
  return [...consents(chain), ...exceptions(chain), ...recalls(chain), ...freezes(chain), ...urgently(chain)]
}

function consents(chain: Chain): readonly ChainDraft[] {
  const { originator, receiver, speak, tell, ending } = talking()
  const ask = speak('receiver', 'CONSENT_ASK')
  const grant = termsShapes.GRANT.decode(sayInMatter('GRANT', originator.known, ask).terms)
  const wider = ending('originator', said('GRANT', { ...grant, operation: 5 }))
  const { tags } = say.conditionsWith('EV:LEAD', 'EV:COURT')
  const disordered = ending('originator', said('GRANT', { ...grant, tags }))
  const over = ending('originator', said('GRANT', { ...grant, expiresMs: startMs }))
  speak('originator', 'GRANT', ask)
  const used = termsShapes.USED.decode(sayInMatter('USED', receiver.known, ask).terms)
  const outside = ending('receiver', said('USED', { ...used, operation: 5 }))
  const once = speak('receiver', 'CONSENT_ASK')
  tell('originator', said('GRANT', { ...grant, matter: fromHex(once), uses: 1 }))
  const isUsed = said('USED', { ...used, matter: fromHex(once) })
  const thatOnce = ending('receiver', isUsed)
  tell('receiver', isUsed)
  const again = ending('receiver', isUsed)
  speak('originator', 'WITHDRAW', ask)
  return [
    chain('chain-consents-to-more', ['violation', 'TERMS_INVALID', 'grant.scope'], wider),
    chain('chain-uses-more', ['violation', 'TERMS_INVALID', 'used.scope'], outside),
    chain('chain-binds-by-tags-out-of-order', ['violation', 'TERMS_INVALID', 'form.tags'], disordered),
    chain('chain-consents-until-yesterday', ['violation', 'TERMS_INVALID', 'form.dates'], over),
    chain('chain-uses-a-consent-for-once', ['accepted'], thatOnce),
    chain('chain-uses-it-once-too-often', ['violation', 'TERMS_INVALID', 'used.often'], again),
    chain('chain-reports-a-use-after-the-withdrawal', ['accepted'], ending('receiver', said('USED', used))),
  ]
}

function exceptions(chain: Chain): readonly ChainDraft[] {
  const { receiver, speak, ending } = talking()
  const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
  const untimed = ending('receiver', said('EXCULP_NOTICE', { ...notice, plannedMs: 0 }))
  const soon = { ...notice, plannedMs: startMs + 60 * minute }
  const hurried = ending('receiver', said('EXCULP_NOTICE', soon))
  const urgent = ending('receiver', said('EXCULP_NOTICE', { ...soon, reason: 2 }))
  const of = speak('receiver', 'EXCULP_NOTICE')
  const veto = ending('originator', said('CONSULT_ASK', { matter: fromHex(of), byMs: plannedMs + 1 }))
  speak('originator', 'CONSULT_ASK', of)
  return [
    chain('chain-notices-no-date', ['violation', 'TERMS_INVALID', 'form.exception-time'], untimed),
    chain(
      'chain-leaves-no-time-to-be-consulted',
      ['violation', 'TERMS_INVALID', 'form.consultation'],
      hurried,
    ),
    chain('chain-says-why-there-is-none', ['accepted'], urgent),
    chain('chain-delays-for-ever', ['violation', 'TERMS_INVALID', 'consult.delay'], veto),
    chain(
      'chain-discloses-during-the-consultation',
      ['accepted'],
      ending('receiver', sayInMatter('EXCEPTION_DONE', receiver.known, of)),
    ),
  ]
}

function recalls(chain: Chain): readonly ChainDraft[] {
  const { originator, speak, tell, ending } = talking()
  const recall = termsShapes.RECALL.decode(sayInMatter('RECALL', originator.known).terms)
  const other = [say.bytesFor('never sent', 16)]
  const unsent = ending('originator', said('RECALL', { ...recall, items: other }))
  const of = speak('originator', 'RECALL')
  const result = termsShapes.RECALL_RESULT.decode(recallResult(of).terms)
  const silent = ending('receiver', said('RECALL_RESULT', { ...result, silent: 1 }))
  for (let time = 1; time <= 64; time++) tell('receiver', recallResult(of, { complete: false }))
  return [
    chain('chain-recalls-what-was-never-sent', ['violation', 'REFERENCE_INVALID', 'matter.items'], unsent),
    chain('chain-is-done-while-one-is-silent', ['violation', 'TERMS_INVALID', 'form.result-complete'], silent),
    chain(
      'chain-answers-a-recall-too-often',
      ['violation', 'NOT_NOW', 'matter.bound'],
      ending('receiver', recallResult(of, { complete: false })),
    ),
    chain('chain-ends-a-recall-all-the-same', ['accepted'], ending('receiver', recallResult(of))),
  ]
}

function freezes(chain: Chain): readonly ChainDraft[] {
  const { originator, speak, tell, ending } = talking()
  const info = termsShapes.FREEZE_INFO.decode(sayInMatter('FREEZE_INFO', originator.known).terms)
  const unnamed = ending('originator', said('FREEZE_INFO', { ...info, change: 2 }))
  const endless = tell('originator', freeze(originator.known, undefined, { expiresMs: 0 }))
  const lapsed = ending('originator', said('LIFTED', { matter: fromHex(endless), lapsed: true }))
  const atOnce = ending('originator', sayInMatter('LIFTED', originator.known, endless))
  const ended = tell('originator', freeze(originator.known, undefined, { expiresMs: startMs + 60 * minute }))
  const early = ending('originator', said('LIFTED', { matter: fromHex(ended), lapsed: true }))
  tell('originator', liftIntent(originator.known, endless, 60))
  const unheard = ending('originator', sayInMatter('LIFTED', originator.known, endless))
  const waited = ending('originator', sayInMatter('LIFTED', originator.known, endless), {
    timeMs: startMs + 120 * minute,
  })
  const heard = termsShapes.LIFT_INTENT.decode(sayInMatter('LIFT_INTENT', originator.known, endless).terms)
  const { liftMs } = heard
  const late = ending('originator', said('LIFT_INTENT', { ...heard, reasonsByMs: liftMs + 1 }))
  speak('receiver', 'LIFT_REASONS', endless)
  return [
    chain('chain-prolongs-no-freeze', ['violation', 'TERMS_INVALID', 'form.freeze'], unnamed),
    chain('chain-lets-an-endless-freeze-lapse', ['violation', 'TERMS_INVALID', 'freeze.lapsed'], lapsed),
    chain('chain-lets-a-freeze-lapse-early', ['violation', 'TERMS_INVALID', 'freeze.lapsed'], early),
    chain('chain-lifts-before-it-has-heard', ['violation', 'NOT_NOW', 'freeze.heard'], unheard),
    chain('chain-lifts-where-no-reasons-came', ['accepted'], waited),
    chain('chain-lifts-without-a-word', ['violation', 'NOT_NOW', 'matter.state'], atOnce),
    chain('chain-hears-reasons-too-late', ['violation', 'TERMS_INVALID', 'form.lift-time'], late),
    chain(
      'chain-lifts-after-the-reasons',
      ['accepted'],
      ending('originator', sayInMatter('LIFTED', originator.known, endless)),
    ),
  ]
}

function urgently(chain: Chain): readonly ChainDraft[] {
  const { originator, receiver } = twoDesks()
  const notice = originator.place(say.urgentNotice())
  receiver.receive(notice)
  const read = receiver.place(say.conditionsRead(receiver.known))
  originator.receive(read)
  const followed = originator.draft(say.release(originator.known))
  const review = termsShapes.RETENTION_REVIEW.decode(sayInMatter('RETENTION_REVIEW', receiver.known).terms)
  return [
    chain('chain-follows-an-urgent-notice', ['accepted'], [notice, read, followed]),
    chain(
      'chain-keeps-without-a-reason',
      ['violation', 'TERMS_INVALID', 'form.retention'],
      [notice, read, receiver.draft(said('RETENTION_REVIEW', { ...review, reason: 0 }))],
    ),
  ]
}
