import { toHex } from '../../crypto/index.ts'
import {
  decide,
  disclosedOf,
  institutionKinds,
  offeredOf,
  type UseDuty,
  type UseRecipient,
  type UseRequest,
} from '../../protocol/index.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { enterAsked } from '../exchanges/asked.ts'
import { useFacts } from '../exchanges/facts.ts'
import { findExchange, oneByPrefix } from '../exchanges/finding.ts'
import { counterpart } from '../exchanges/reply.ts'
import { lastFetchMs, rolesOf, type AnswerDeps } from './deps.ts'
import { joined } from './joined.ts'
import { questionsOf, type UsedFor } from './permitting.ts'
import { institutionOf, nameOf, timeOf } from './shapes.ts'

/** May this be done? The question is itself a fact of the ledger, and so is a denial. */
export function answerPolicy(deps: AnswerDeps): Pick<UseCases, 'may'> {
  return {
    may: async ({ params, query }) => {
      const exchange = await findExchange(deps.exchange, params.exchange)
      const officer = query.officer === undefined ? undefined : await deps.officers.find(query.officer)
      const entry = offeredOf(exchange.state).entry
      const item =
        query.item === undefined ? undefined : itemId(disclosedOf(exchange.state)?.items ?? [], query.item)
      const request: UseRequest = {
        operation: query.operation,
        item,
        actor: {
          officerId: officer === undefined ? undefined : toHex(officer.id),
          roles: officer === undefined ? ['desk'] : rolesOf(officer),
        },
        ...usedForOf(deps, query),
      }
      const answers = await Promise.all(
        questionsOf(request).map(async (question) => {
          const facts = await useFacts(deps.exchange, exchange, entry, lastFetchMs(deps), question)
          return decide(facts, question, deps.exchange.clock())
        }),
      )
      const decision = joined(answers)
      await enterAsked(deps.exchange, {
        type: decision.effect === 'deny' ? 'denied' : 'may-asked',
        exchange: exchange.id,
        ...(officer === undefined ? {} : { officer: officer.id }),
        codes: [query.operation],
      })
      return {
        exchange: exchange.state.id,
        ...(item === undefined ? {} : { item }),
        operation: query.operation,
        effect: decision.effect,
        needs: decision.needs,
        because: decision.because.map(({ tag, effect }) => ({ tag, effect })),
        duties: dutiesShape(decision.duties),
        setAside: decision.setAside.map(({ tag }) => tag),
        consents: decision.consents.map(({ operation, items, purpose, recipient, proceeding }) => ({
          ...{ operation, items },
          ...(purpose === undefined ? {} : { purpose }),
          ...(recipient === '' ? {} : { recipient }),
          ...(proceeding === '' ? {} : { proceeding }),
        })),
        ...(decision.waitUntilMs === undefined ? {} : { waitUntil: timeOf(decision.waitUntilMs) }),
        ...(decision.ask === undefined
          ? {}
          : {
              ask: {
                whom: decision.ask,
                ...(decision.ask === 'originator'
                  ? { institution: institutionOf(counterpart(deps.exchange, exchange)) }
                  : {}),
              },
            }),
      }
    },
  }
}

/** An item by the beginning of its id; an item without tags of its own is not listed, and stands under all of them. */
export function itemId(items: readonly { readonly itemId: Uint8Array }[], prefix: string): string {
  const found = items.map((item) => toHex(item.itemId)).filter((id) => id.startsWith(prefix))
  const [first] = found
  return found.length === 1 && first !== undefined ? first : prefix
}

type Recipient = Pick<
  Asked<'may'>['query'],
  'recipient' | 'recipientKind' | 'recipientCountry' | 'organisation'
>

/** What an officer says of an intended use, in the terms of `decide`. */
export function usedForOf(
  deps: AnswerDeps,
  said: Recipient & Pick<Asked<'may'>['query'], 'purpose' | 'offence' | 'proceeding' | 'exception'>,
): UsedFor {
  const { purpose, offence, proceeding, exception } = said
  return { purpose, offence, proceeding, exception, recipient: recipientOf(deps, said) }
}

/** Duties as an answer shows them. */
export function dutiesShape(duties: readonly UseDuty[]): Answer<'may'>['duties'] {
  return duties.map(({ code, dueMs, tags }) => ({
    duty: code,
    ...(dueMs === undefined ? {} : { by: timeOf(dueMs) }),
    ...(tags === undefined ? {} : { tags }),
  }))
}

/** Who is to receive: an institution of the directory with what its credential says of it, or what the asker says. */
function recipientOf(deps: AnswerDeps, query: Recipient): UseRecipient | undefined {
  const { recipient, recipientKind, recipientCountry, organisation } = query
  const said = { institutionKind: recipientKind, country: recipientCountry, organisation }
  if (recipient === undefined) {
    return Object.values(said).every((value) => value === undefined) ? undefined : said
  }
  const members = [...deps.exchange.keeper.directory.networks.values()].flatMap((network) => [
    ...network.members.values(),
  ])
  const ids = new Set(members.map(({ institutionId }) => institutionId))
  const id = oneByPrefix([...ids], (one) => one, recipient)
  const found = members.filter(({ institutionId }) => institutionId === id)
  const tbs = found[0]?.credential.tbs
  return {
    institutionId: id,
    institutionKind: tbs === undefined ? undefined : nameOf(institutionKinds, tbs.kind),
    country: tbs?.country,
    networks: found.map(({ networkId }) => networkId),
  }
}
