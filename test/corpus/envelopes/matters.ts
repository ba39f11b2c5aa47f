import { statementTypes, termsShapes } from '../../../protocol/index.ts'
import { testNow } from '../../support/network.ts'
import { certs, type Drafting } from '../drafting.ts'
import { random, withLaterFamilies } from '../world.ts'

const day = 24 * 3_600_000

/** What is said in matters shows some of its faults by itself, wherever it stands; and a notice that begins by law. */
export async function draftMatters({ world, good, bad }: Drafting): Promise<void> {
  const from = await withLaterFamilies(world)
  const speaker = { from, ...certs(...from.objects.slice(0, 3)) }
  const conditions = new Uint8Array(0)
  const notice = { disclosure: random(32), items: [], plannedMs: testNow, doneMs: 0, reason: 0 }
  bad(
    'exception-both-planned-and-done',
    '3-exchange.md, form.exception-time',
    'TERMS_INVALID',
    'exception-time',
    {
      ...speaker,
      statement: {
        ...{ type: statementTypes.EXCULP_NOTICE, conditions },
        terms: termsShapes.EXCULP_NOTICE.encode({ ...notice, doneMs: testNow }),
      },
    },
  )
  bad(
    'result-complete-and-one-is-silent',
    '3-exchange.md, form.result-complete',
    'TERMS_INVALID',
    'result-complete',
    {
      ...speaker,
      statement: {
        ...{ type: statementTypes.RECALL_RESULT, conditions },
        terms: termsShapes.RECALL_RESULT.encode({
          ...{ matter: random(32), result: 1, complete: true, used: false, passed: 1, silent: 1 },
        }),
      },
    },
  )
  const freeze = { kind: 3, startsMs: testNow, expiresMs: 0, ownerTold: 1, change: 2 }
  bad('freeze-prolonged-that-is-not-named', '3-exchange.md, form.freeze', 'TERMS_INVALID', 'freeze', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.FREEZE_INFO, conditions },
      terms: termsShapes.FREEZE_INFO.encode({
        ...{ matter: undefined, query: undefined, itemId: undefined, ...freeze },
      }),
    },
  })
  bad('reasons-after-the-lifting', '3-exchange.md, form.lift-time', 'TERMS_INVALID', 'lift-time', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.LIFT_INTENT, conditions },
      terms: termsShapes.LIFT_INTENT.encode({
        ...{ matter: random(32), liftMs: testNow, reasonsByMs: testNow + 1 },
      }),
    },
  })
  bad('kept-without-a-reason', '3-exchange.md, form.retention', 'TERMS_INVALID', 'retention', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.RETENTION_REVIEW, conditions },
      terms: termsShapes.RETENTION_REVIEW.encode({
        ...{ items: [], decision: 1, untilMs: testNow, reason: 0 },
      }),
    },
  })
  // The same with dates to come: nothing but this check is behind it.
  bad(
    'exception-done-without-a-reason',
    '3-exchange.md, form.exception-time',
    'TERMS_INVALID',
    'exception-time',
    {
      ...speaker,
      statement: {
        ...{ type: statementTypes.EXCULP_NOTICE, conditions },
        terms: termsShapes.EXCULP_NOTICE.encode({ ...notice, plannedMs: 0, doneMs: testNow - day }),
      },
    },
  )
  bad('reasons-a-day-after-the-lifting', '3-exchange.md, form.lift-time', 'TERMS_INVALID', 'lift-time', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.LIFT_INTENT, conditions },
      terms: termsShapes.LIFT_INTENT.encode({
        ...{ matter: random(32), liftMs: testNow + day, reasonsByMs: testNow + 2 * day },
      }),
    },
  })
  bad('kept-for-a-year-without-a-reason', '3-exchange.md, form.retention', 'TERMS_INVALID', 'retention', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.RETENTION_REVIEW, conditions },
      terms: termsShapes.RETENTION_REVIEW.encode({
        ...{ items: [], decision: 1, untilMs: testNow + 365 * day, reason: 0 },
      }),
    },
  })
  const planned = { ...notice, plannedMs: testNow + 4 * day }
  bad('consultation-without-time', '3-exchange.md, form.consultation', 'TERMS_INVALID', 'consultation', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.EXCULP_NOTICE, conditions },
      terms: termsShapes.EXCULP_NOTICE.encode(planned),
    },
  })
  bad('reply-wanted-yesterday', '3-exchange.md, form.dates', 'TERMS_INVALID', 'dates-to-come', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.STATUS_ASK, conditions },
      terms: termsShapes.STATUS_ASK.encode({ replyByMs: testNow - day }),
    },
  })
  const tags = ['EV:LEAD', 'EV:COURT'].map((code) => ({ code, args: [], scope: 0 }))
  bad('tags-of-a-notice-out-of-order', '3-exchange.md, form.tags', 'TERMS_INVALID', 'terms-tags', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.COMPELLED_NOTICE, conditions },
      terms: termsShapes.COMPELLED_NOTICE.encode({ ...planned, tags }),
    },
  })
  bad('items-out-of-order', '3-exchange.md, Receiving', 'TERMS_INVALID', 'terms', {
    ...speaker,
    statement: {
      ...{ type: statementTypes.RETAG, conditions },
      terms: termsShapes.RETAG.encode({ mode: 1, items: [new Uint8Array(16).fill(2), new Uint8Array(16)] }),
    },
  })
  good('urgent-notice', '3-exchange.md, first.type', {
    ...speaker,
    statement: { type: statementTypes.URGENT_NOTICE, terms: termsShapes.URGENT_NOTICE.encode({}) },
  })
}
