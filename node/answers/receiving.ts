import { fromHex, toHex } from '../../crypto/index.ts'
import {
  cannotComplyReasons,
  disclosedOf,
  type Exchange,
  phaseOf,
  stateHash,
  viewOf,
} from '../../protocol/index.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import type { Institution } from '../api/contract/values.ts'
import { readArmed, type Armed } from '../exchanges/armed.ts'
import { readBody } from '../exchanges/bodies.ts'
import { findExchange, oneByPrefix } from '../exchanges/finding.ts'
import { counterpart, disclosureHash, reply } from '../exchanges/reply.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { ownSide } from '../exchanges/placing.ts'
import { builtOn, reached } from '../lineage/shown.ts'
import { mattersShown } from '../matters/shown.ts'
import { alarmsOf } from './alarms.ts'
import { bytesOf, filesOf, openedFiles, requireHere } from './attachments.ts'
import type { AnswerDeps } from './deps.ts'
import { entryOf, openedShape } from './opened.ts'
import { pageOf } from './pages.ts'
import { permitted, recordDecisions } from './permitting.ts'
import { itemId, usedForOf } from './policy.ts'
import {
  attachmentsOf,
  conditionsShape,
  entriesOf,
  holdReasonOf,
  messageOf,
  noteOf,
  placedShape,
  summariesOf,
  summaryOf,
  timeOf,
} from './shapes.ts'
import { withUnlocked } from './with-unlocked.ts'

export function answerReceiving(
  deps: AnswerDeps,
): Pick<UseCases, 'inbox' | 'exchanges' | 'show' | 'conditions' | 'decline' | 'open' | 'openAttachment'> {
  const find = (prefix: string) => findExchange(deps.exchange, prefix)

  return {
    inbox: async ({ query }) => {
      const lines = await summariesOf(deps)
      const waiting = lines.filter((line) => line.unread > 0 || line.due.some((duty) => duty.side === 'ours'))
      return { ...pageOf([...waiting].sort(byPressure), query), alarms: await alarmsOf(deps) }
    },

    exchanges: async ({ query }) => {
      const lines = await summariesOf(deps)
      const fitting = lines.filter(
        (line) =>
          (query.direction === undefined || line.direction === query.direction) &&
          (query.phase === undefined || line.phase === query.phase) &&
          (query.with === undefined || line.with.id.startsWith(query.with)),
      )
      return pageOf(
        [...fitting].sort((a, b) => b.lastAt.localeCompare(a.lastAt)),
        query,
      )
    },

    show: async ({ params, query }) => {
      const exchange = await find(params.exchange)
      const { state } = exchange
      const own = ownSide(deps.exchange, state)
      const heads = {
        ours: state.chains[own].head,
        theirs: state.chains[own === 'originator' ? 'receiver' : 'originator'].head,
      }
      const messages = []
      for (const entry of entriesOf(state)) messages.push(await messageOf(deps, exchange, entry))
      const armed = await readArmed(deps.exchange.store, exchange.caseId)
      const built = await builtOn(deps.exchange.store, exchange)
      const summary = await summaryOf(deps, exchange)
      return {
        ...summary,
        alarms: (await alarmsOf(deps)).filter(({ from }) => isSame(from, summary.with)),
        conditions: conditionsShape(state),
        ...(armed === undefined ? {} : { armed: armedShape(armed) }),
        messages,
        built: reached(state, built, query.item === undefined ? [] : [itemId(itemsOf(state), query.item)]),
        matters: mattersShown(deps, exchange, built),
        questions: questionsOf(exchange, own),
        heads: {
          ...(heads.ours === undefined ? {} : { ours: heads.ours.placement }),
          ...(heads.theirs === undefined ? {} : { theirs: heads.theirs.placement }),
        },
        stateHash: stateHash(state),
      }
    },

    conditions: async ({ params }) => {
      const exchange = await find(params.exchange)
      const { undertaking } = viewOf(exchange.state)
      const summary = await summaryOf(deps, exchange)
      const isOurs = ownSide(deps.exchange, exchange.state) === 'receiver'
      const signer =
        undertaking === undefined || !isOurs
          ? undefined
          : await deps.officers.byCertHash(fromHex(undertaking.officer))
      return {
        ...conditionsShape(exchange.state),
        exchange: exchange.state.id,
        from: summary.with,
        phase: summary.phase,
        items: taggedItems(exchange.state),
        due: summary.due,
        ...(undertaking === undefined
          ? {}
          : {
              undertaken: {
                message: undertaking.entry.statement,
                at: timeOf(undertaking.entry.timeMs),
                validUntil: timeOf(undertaking.validUntilMs),
                by:
                  signer === undefined
                    ? { id: undertaking.officer.slice(0, 32) }
                    : { id: toHex(signer.id), name: signer.name },
              },
            }),
      }
    },

    decline: async ({ params, body }) => {
      const exchange = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      const what = disclosureHash(exchange)
      const reason = cannotComplyReasons[body.reason]
      const spoken = { body: noteOf(deps, body), officer: { ...officer, passphrase: body.as.passphrase } }
      // A notice that waits is declined; what was undertaken, or came, is returned.
      const type = phaseOf(exchange.state) === 'NOTICED' ? 'DECLINE' : 'CANNOT_COMPLY'
      const said =
        type === 'DECLINE'
          ? await reply(deps.exchange, exchange, { type, terms: { notice: what, reason }, ...spoken })
          : await reply(deps.exchange, exchange, { type, terms: { disclosure: what, reason }, ...spoken })
      return placedShape(said, type, officer, counterpart(deps.exchange, exchange))
    },

    open: async ({ params, body }) => {
      const { id } = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      return withUnlocked(deps, { id, officer, as: body.as }, async (exchange, unlocked) => {
        const entry = entryOf(exchange, body.message)
        const { reason, decides: tags } = body
        const operation = body.export ? 'EXPORT' : 'READ'
        const asked = { officer, operation, tags, ...usedForOf(deps, body), reason } as const
        const decisions = await recordDecisions(deps, exchange, asked)
        const use = await permitted(deps, exchange, entry, { ...asked, unlocked, decisions })
        const content = await readBody(deps.exchange, exchange, entry, use)
        const files = await filesOf(
          deps.exchange,
          exchange,
          entry,
          await attachmentsOf(deps, exchange, entry),
        )
        return {
          ...(await openedShape(deps, exchange, entry, content, use)),
          ...(files.attachments.length === 0 ? {} : { attachments: openedFiles(files, content) }),
        }
      })
    },

    openAttachment: async ({ params, body }) => {
      const { id } = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      // The officer's key opens what names the files and their keys; the bytes follow under those.
      const { files, content, item } = await withUnlocked(
        deps,
        { id, officer, as: body.as },
        async (exchange, unlocked) => {
          const entry = entryOf(exchange, body.message)
          const attachments = await attachmentsOf(deps, exchange, entry)
          const ids = attachments.map(({ attachmentId }) => toHex(attachmentId))
          const item = oneByPrefix(ids, (one) => one, params.attachment)
          const { reason, decides: tags } = body
          const asked = {
            officer,
            operation: 'EXPORT',
            item,
            tags,
            ...usedForOf(deps, body),
            reason,
          } as const
          const decisions = await recordDecisions(deps, exchange, asked)
          const use = await permitted(deps, exchange, entry, { ...asked, unlocked, decisions })
          const files = await filesOf(deps.exchange, exchange, entry, attachments)
          requireHere(files, item)
          return { item, files, content: await readBody(deps.exchange, exchange, entry, use) }
        },
      )
      return bytesOf(deps.exchange, files, content, item)
    },
  }
}

const isSame = (one: Institution, other: Institution) => one.id === other.id && one.network === other.network

/** The most urgent first, then what is due soonest. */
function byPressure(a: Answer<'inbox'>['items'][number], b: Answer<'inbox'>['items'][number]): number {
  const rank = { IMMEDIATE: 0, URGENT: 1, NORMAL: 2 } as const
  const dueOf = (line: typeof a) => line.due.find((duty) => duty.side === 'ours')?.by ?? '9999'
  return rank[a.urgency] - rank[b.urgency] || dueOf(a).localeCompare(dueOf(b))
}

function armedShape({ state, reason }: Armed): Answer<'show'>['armed'] {
  return state === 'ARMED' ? { state: 'armed' } : { state: 'held', reason: holdReasonOf(reason) }
}

const itemsOf = (state: Exchange) => disclosedOf(state)?.items ?? []

/** How many items carry stricter tags of their own. */
function taggedItems(state: Exchange): number {
  return disclosedOf(state)?.items.filter(({ tags }) => tags.length > 0).length ?? 0
}

function questionsOf({ state }: OpenExchange, own: 'originator' | 'receiver'): Answer<'show'>['questions'] {
  const entries = entriesOf(state)
  const open = new Set(viewOf(state).owed.map(({ entry }) => entry.statement))
  return entries
    .filter(({ type }) => type === 'QUESTION')
    .map((entry) => ({
      message: entry.statement,
      side: entry.side === own ? ('ours' as const) : ('theirs' as const),
      at: timeOf(entry.timeMs),
      state: open.has(entry.statement) ? ('open' as const) : ('answered' as const),
      answers: entries
        .filter(({ moves }) => moves.includes(entry.statement))
        .map(({ statement }) => statement),
    }))
}
