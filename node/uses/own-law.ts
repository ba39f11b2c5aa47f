import { fromHex, toHex } from '../../crypto/index.ts'
import {
  familyOf,
  formatTag,
  offeredOf,
  officerPowers,
  parseTag,
  tagRow,
  useViewOf,
  viewOf,
  type Body,
  type Family,
} from '../../protocol/index.ts'
import { encodeBody, inForce, termsShapes } from '../../protocol/index.ts'
import { ownLanguage, type AnswerDeps, type OwnOfficer } from '../answers/deps.ts'
import { placedShape, timeOf } from '../answers/shapes.ts'
import type { UseCases } from '../api/contract.ts'
import { findExchange } from '../exchanges/finding.ts'
import { dropOwnWord, ownWord, putOwnWord } from '../exchanges/own-words.ts'
import { ownSide, place } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'
import { said } from '../exchanges/speak.ts'
import { signStatement, state } from '../exchanges/stating.ts'
import { NodeError } from '../node-error.ts'

// How it binds, its urgency, its way and its evaluation are the originator's; free text of our own says nothing to us.
const notOurs: ReadonlySet<Family | undefined> = new Set(['BIND', 'URG', 'REL', 'EVAL', 'OTHER'])

/** What this institution adds by itself to the conditions of what it received, and how it reads what it cannot. */
export function answerOwnLaw(deps: AnswerDeps): Pick<UseCases, 'tighten' | 'lift' | 'interpret'> {
  const find = async (prefix: string): Promise<OpenExchange> => {
    const exchange = await findExchange(deps.exchange, prefix)
    if (ownSide(deps.exchange, exchange.state) !== 'receiver')
      throw new NodeError('NOT_NOW', 'this was disclosed by us: the originator says its conditions')
    return exchange
  }

  return {
    tighten: async ({ params, body }) => {
      const { id, caseId, state } = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const tags = body.tags.map(ownTag)
      // Alone: what is being erased is not held halfway.
      const committed = await deps.exchange.registry.alone(id, () =>
        deps.exchange.store.commit<undefined>(() => ({
          kind: 'prepared',
          facts: [{ type: 'tightened', officer: officer.id, exchange: id, codes: codesOf(tags) }],
          finish: (turn) => {
            const by = { officer: toHex(officer.id), atMs: turn.timeMs }
            for (const tag of tags) {
              putOwnWord(turn, caseId, { kind: 'tightening', ...by, tag })
              // Who says it anew has not agreed to take it back.
              dropOwnWord(turn, caseId, { kind: 'lifting', tag })
            }
            return undefined
          },
        })),
      )
      return { exchange: state.id, at: timeOf(committed.timeMs), tags }
    },

    lift: async ({ params, body }) => {
      const { id, caseId, state } = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const tag = ownTag(body.tag)
      const committed = await deps.exchange.store.commit<boolean>(async (turn) => {
        if ((await ownWord(turn, caseId, { kind: 'tightening', tag })) === undefined)
          throw invalid(
            body.tag,
            'this is no tag of our own here: what the originator says, only it takes back',
          )
        const asked = await ownWord(turn, caseId, { kind: 'lifting', tag })
        const first = asked && (await standing(deps, asked.officer))
        if (first !== undefined && isOnePerson(first, officer))
          throw new NodeError('FOUR_EYES', 'another officer has to want it too')
        const code = codesOf([tag])
        return {
          kind: 'prepared',
          facts: [
            first === undefined
              ? { type: 'decided', officer: officer.id, exchange: id, codes: ['LIFT', ...code] }
              : { type: 'loosened', officer: officer.id, exchange: id, codes: code },
          ],
          finish: (finishing) => {
            if (first === undefined) {
              const by = { officer: toHex(officer.id), atMs: finishing.timeMs }
              putOwnWord(finishing, caseId, { kind: 'lifting', ...by, tag })
              return false
            }
            dropOwnWord(finishing, caseId, { kind: 'lifting', tag })
            dropOwnWord(finishing, caseId, { kind: 'tightening', tag })
            return true
          },
        }
      })
      return { exchange: state.id, at: timeOf(committed.timeMs), tag, lifted: committed.value }
    },

    interpret: async ({ params, body }) => {
      const exchange = await find(params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      if (officer.power !== officerPowers.HEAD)
        throw new NodeError('NOT_EMPOWERED', 'what a tag means is decided by the head of the desk')
      const tag = requireUnread(exchange, body.tag)
      const to = counterpart(deps.exchange, exchange)
      const text = [`${tag}: ${body.means}`, `(${body.operations.join(', ')})`].join('\n')
      const question: Body = {
        ...{ schema: 'sponte/question/1', language: body.language ?? ownLanguage(deps), text },
      }
      const covering = viewOf(exchange.state).undertaking?.entry.statement
      const stated = state(deps.exchange, {
        ...{ exchangeId: exchange.id, to, type: 'QUESTION', conditions: new Uint8Array(0) },
        terms: termsShapes.QUESTION.encode({ itemId: undefined, replyByMs: 0 }),
        refs: covering === undefined ? [] : [fromHex(covering)],
        body: encodeBody(question),
      })
      const speaker = { ...officer, passphrase: body.as.passphrase }
      const signature = await signStatement(deps.exchange, stated, speaker)
      await deps.exchange.store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [
          {
            ...{ type: 'interpreted', officer: officer.id, exchange: exchange.id },
            codes: [...codesOf([tag]), ...body.operations].slice(0, 8),
          },
        ],
        finish: () => undefined,
      }))
      const placed = await place(deps.exchange, {
        ...{ ...stated, officer: signature, undertaking: undefined },
        // In one commit with the question to the originator: without that it permits nothing.
        beside: (turn, caseId) => {
          const by = { officer: toHex(officer.id), atMs: turn.timeMs, tag }
          putOwnWord(turn, caseId, {
            ...{ kind: 'interpretation', ...by, means: body.means, operations: [...body.operations] },
          })
        },
      })
      return placedShape(said(stated, placed), 'QUESTION', officer, to)
    },
  }
}

/** Who asked first, if that officer counts today: the word of one who was revoked since has to be said anew. */
async function standing({ officers }: AnswerDeps, id: string): Promise<OwnOfficer | undefined> {
  try {
    return await officers.find(id)
  } catch (error) {
    if (error instanceof NodeError) return undefined
    throw error
  }
}

/** The same key, or the same name under a new one. */
const isOnePerson = (one: OwnOfficer, other: OwnOfficer) =>
  toHex(one.id) === toHex(other.id) || one.name.toLowerCase() === other.name.toLowerCase()

/** A tag of our own in its one form. @throws NodeError `CONDITIONS_INVALID` */
function ownTag(text: string): string {
  const tag = parseTag(text)
  const [rule] = tag === undefined ? [] : inForce([{ ...tag, scope: 0 }]).rules
  if (tag === undefined || rule === undefined || rule.family === 'UNKNOWN' || notOurs.has(familyOf(tag.code)))
    throw invalid(text, 'not a tag that an institution can set for itself')
  return formatTag(tag)
}

/** A tag that stands here and that no machine reads. @throws NodeError `CONDITIONS_INVALID` */
function requireUnread({ state }: OpenExchange, text: string): string {
  const tag = parseTag(text)
  const name = tag === undefined ? text : formatTag(tag)
  const later = useViewOf(state).retags.flatMap(({ conditions }) => conditions.tags)
  const standing = [...offeredOf(state).conditions.tags, ...later].map(formatTag)
  if (tag === undefined || !standing.includes(name)) throw invalid(text, 'no such tag stands here')
  if (tagRow(tag.code) !== undefined && familyOf(tag.code) !== 'OTHER')
    throw invalid(text, 'this tag has one meaning, which nobody interprets')
  return name
}

// Arguments stay out of the ledger: free text is content.
const codesOf = (tags: readonly string[]): readonly string[] =>
  [...new Set(tags.map((tag) => /^[A-Z0-9_:-]{1,48}/.exec(tag)?.[0] ?? 'OTHER'))].slice(0, 8)

const invalid = (tag: string, detail: string) =>
  new NodeError('CONDITIONS_INVALID', detail, {
    errors: [{ pointer: '/tags', code: 'NOT_IN_LIST', detail, params: { tag } }],
  })
