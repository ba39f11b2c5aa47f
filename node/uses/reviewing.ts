import { toHex } from '../../crypto/index.ts'
import { formatTag, offeredOf, officerPowers, tagScopes, toldOf, type TermsOf } from '../../protocol/index.ts'
import type { AnswerDeps, OwnOfficer } from '../answers/deps.ts'
import type { Asked, UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import { putOwnWord, requireNotHeld } from '../exchanges/own-words.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { createSay } from '../matters/saying.ts'
import { invalid, within } from '../matters/within.ts'
import { NodeError } from '../node-error.ts'
import { commitmentsOf, erasedOf } from './erased.ts'
import { eraseItems } from './erasing.ts'
import { eraseDecided } from './retention.ts'
import { filesNamed } from './scope.ts'

type Review = Asked<'retentionReview'>

const holdReasons = {
  LEGAL_CLAIM: 'legal-claim',
  ACCURACY_CONTESTED: 'accuracy-contested',
  DATA_SUBJECT: 'data-subject',
} as const

/** Commitments that one certificate names at most. */
const mostNamed = 256

/**
 * The review of what is kept, made true: what it decides is done here, beside what it says (Directive (EU) 2016/680 art. 5).
 *
 * @param verb - signs and sends the review
 */
export function reviewed(
  deps: AnswerDeps,
  { retentionReview }: Pick<UseCases, 'retentionReview'>,
): Pick<UseCases, 'retentionReview' | 'retentionCertificate'> {
  const say = createSay(deps)

  const certify = async (
    asked: Asked<'retentionCertificate'>['body'],
    exchange: OpenExchange,
    items: TermsOf['DELETION_CERT']['items'] = [],
  ) => {
    const erased = await erasedOf(deps.exchange.store, exchange.caseId)
    const nowMs = deps.exchange.clock()
    return say({ exchange: exchange.state.id, as: asked.as }, ({ state }) => {
      const named = new Set(toldOf(state, 'DELETION_CERT').flatMap(({ terms }) => terms.bodies.map(toHex)))
      return {
        type: 'DELETION_CERT',
        terms: {
          ...{ matter: undefined, items: [...items] },
          bodies: commitmentsOf(erased, named).slice(0, mostNamed),
          erasedMs: erased.at(-1)?.atMs ?? nowMs,
        },
        body: within(deps, exchange).words('sponte/note/1', asked),
      }
    })
  }

  return {
    retentionReview: async (asked, context) => {
      const { params, body } = asked
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      if (body.decision === 'KEEP') {
        requireHead(officer)
        const placed = await retentionReview(asked, context)
        await keep(deps, exchange, officer, body)
        return placed
      }
      if (body.decision === 'HOLD') {
        await hold(deps, exchange, officer, body)
        return retentionReview(asked, context)
      }
      await requireNotHeld(deps.exchange.store, exchange.caseId)
      const items = within(deps, exchange).items(body.items)
      const files = items.length === 0 ? undefined : filesNamed(exchange.state, items.map(toHex))
      // Said first: whatever the exchange does not take erases nothing, and what was decided is owed until it is done.
      const placed = await retentionReview(asked, context)
      await deps.exchange.registry.alone(exchange.id, async () => {
        const now = await deps.exchange.registry.open(exchange.id)
        await requireNotHeld(deps.exchange.store, now.caseId)
        if (files === undefined) return eraseDecided(deps.exchange, now, officer.id)
        const review = toldOf(now.state, 'RETENTION_REVIEW', true).find(
          ({ entry }) => entry.statement === placed.message,
        )
        // What the review had seen; of what came meanwhile nobody has decided.
        const upTo = (review?.entry.seen ?? 0) + 1
        await eraseItems(deps.exchange, now, { officer: officer.id, ids: files, upTo })
      })
      const { as } = body
      await certify({ as }, await findExchange(deps.exchange, params.exchange), items)
      return placed
    },

    retentionCertificate: async ({ params, body }) => {
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      await deps.exchange.registry.alone(exchange.id, async () =>
        // A review that decided so, and was cut short before it was done.
        eraseDecided(deps.exchange, await deps.exchange.registry.open(exchange.id), officer.id),
      )
      if ((await erasedOf(deps.exchange.store, exchange.caseId)).length === 0)
        throw new NodeError('NOT_NOW', 'nothing of this exchange was erased here')
      return certify(body, exchange)
    },
  }
}

/** What is past its review is kept by the head of the desk alone: the same that `RET:REVIEW` asks for (H). */
function requireHead({ power }: OwnOfficer): void {
  if (power !== officerPowers.HEAD)
    throw new NodeError('NOT_EMPOWERED', 'what is kept beyond its day is decided by the head of the desk')
}

/** Kept as a decision on every `RET:REVIEW` that stands for the whole, until the day that was said. */
async function keep(
  { exchange: { store } }: AnswerDeps,
  { id, caseId, state }: OpenExchange,
  { id: officer }: OwnOfficer,
  { items, until }: Review['body'],
): Promise<void> {
  const reviews = offeredOf(state).conditions.tags.filter(
    ({ code, scope }) => code === 'RET:REVIEW' && scope === tagScopes.ALL,
  )
  if (items.length > 0 || reviews.length === 0 || until === undefined) return
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'decided', officer, exchange: id, codes: ['RETAIN', 'RET:REVIEW'] }],
    finish: (turn) => {
      const by = { officer: toHex(officer), atMs: turn.timeMs, untilMs: Date.parse(until) }
      for (const tag of reviews) putOwnWord(turn, caseId, { kind: 'kept', ...by, tag: formatTag(tag) })
      return undefined
    },
  }))
}

/** @throws NodeError `REQUEST_INVALID` for a reason by which the law does not hold it */
async function hold(
  { exchange: { store, registry } }: AnswerDeps,
  { id, caseId }: OpenExchange,
  { id: officer }: OwnOfficer,
  { reason }: Review['body'],
): Promise<void> {
  const argument = Object.entries(holdReasons).find(([name]) => name === reason)?.[1]
  if (argument === undefined) throw invalid('/reason', 'NOT_IN_LIST')
  // Alone: what is being erased is not held halfway.
  await registry.alone(id, () =>
    store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [{ type: 'tightened', officer, exchange: id, codes: ['RET:HOLD'] }],
      finish: (turn) => {
        const by = { officer: toHex(officer), atMs: turn.timeMs }
        putOwnWord(turn, caseId, { kind: 'tightening', ...by, tag: `RET:HOLD(${argument})` })
        return undefined
      },
    })),
  )
}
