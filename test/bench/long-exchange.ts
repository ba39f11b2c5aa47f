// An exchange that goes on for years: everything two institutions say to each other about one disclosure.
import { fromHex } from '../../crypto/index.ts'
import {
  conditionsOf,
  operationNumbers,
  otherSide,
  purposeNumbers,
  viewOf,
  withDefaults,
  type Exchange,
  type Hash,
  type Operation,
  type Placed,
  type Side,
  type TermsOf,
} from '../../protocol/index.ts'
import { freeze, said, sayInMatter, type MatterType } from '../exchange/matter-sayings.ts'
import {
  ack,
  bytesFor,
  conditionsRead,
  disclosure,
  feedback,
  feedbackAsk,
  someBody,
  type Saying,
} from '../exchange/sayings.ts'
import { startMs, twoDesks } from '../exchange/two-desks.ts'

/** Items that were disclosed, each with a tag of its own. */
const items = Array.from({ length: 32 }, (_, index) => bytesFor(`item ${index}`, 16))

/** What is under way of each kind at any time: one is ended for every one that begins. */
const underWayOfEach = 16
/** Questions of the first day that nobody answers. */
const neverAnswered = 64

const operations = ['DOM', 'EVID', 'MLA'] as const satisfies readonly Operation[]

/** Says the next thing on both desks at once. */
type Say = (side: Side, saying: Saying) => Hash

/** An exchange at some length. */
export interface Stage {
  /** Statements. */
  readonly length: number
  readonly exchange: Exchange
  /** Drafts what a side could say next, as the exchange stands, and says it nowhere. */
  readonly draft: (side: Side, saying: Saying) => Placed
  /** What covers content. */
  readonly content: Content
  /** Questions of the first day, which are open still. */
  readonly oldest: readonly Hash[]
  /** Consents to `DOM` that stand, each for one item. */
  readonly standing: readonly Begun[]
}

/**
 * The exchange at each of some lengths, the shortest first: questions, answers, consents that are used once, denied or
 * stand for a while, status, freezes, feedback. What was begun is brought to its end, so that as much is under way after
 * a hundred thousand statements as after a thousand.
 *
 * @param heard - told of every statement as it is placed
 */
export function* longExchange(
  lengths: readonly number[],
  heard: (placed: Placed) => void = () => undefined,
): Generator<Stage> {
  const desks = twoDesks('long')
  let length = 0
  const tell: Say = (side, saying) => {
    const placed = desks[side].place(saying)
    // What one side has placed the other has: both fold the same.
    desks[otherSide(side)].exchange = desks[side].exchange
    heard(placed)
    length += 1
    return placed.statementHash
  }
  begin(tell, () => desks.originator.known)
  const known = (): Exchange => desks.originator.known
  const { undertaking } = viewOf(known())
  const state: Talk = {
    ...{ tell, known, queues: new Map(), disclosed: fromHex(known().id) },
    content: { refs: [fromHex(undertaking?.entry.statement ?? '')], bodyCommitment: someBody },
  }
  const oldest = Array.from({ length: neverAnswered }, () => ask(state, 'receiver'))
  let round = 0
  for (const upTo of lengths) {
    while (length < upTo) talk(state, round++)
    const exchange = known()
    yield {
      length,
      exchange,
      draft: (side, saying) => {
        const now = desks[side].exchange
        desks[side].exchange = exchange
        const placed = desks[side].draft(saying)
        desks[side].exchange = now
        return placed
      },
      content: state.content,
      oldest,
      standing: state.queues.get('consent') ?? [],
    }
  }
}

function begin(tell: Say, known: () => Exchange): void {
  const tags = withDefaults(['BIND:BY-LAW', 'AUD:DOM(court)', 'PUR:CRIM-INV'])
  const listed = items.map((itemId) => ({ itemId, tags: ['DP:VICTIM'] }))
  const drafted = conditionsOf({ tags, items: listed }, startMs)
  if (drafted.kind === 'problems') throw new Error(JSON.stringify(drafted.problems))
  tell('originator', disclosure(drafted.conditions, drafted.items))
  tell('receiver', conditionsRead(known()))
  tell('receiver', ack(known()))
}

type Content = Pick<Saying, 'refs' | 'bodyCommitment'>

interface Talk {
  readonly tell: Say
  readonly content: Content
  readonly known: () => Exchange
  /** Statement hash of the disclosure. */
  readonly disclosed: Uint8Array
  /** What is under way, the oldest first. */
  readonly queues: Map<string, Begun[]>
}

/** What is under way about an item. */
export interface Begun {
  /** Statement hash of what it began with. */
  readonly of: Hash
  readonly item: Uint8Array
}

function talk(state: Talk, round: number): void {
  const { tell, known } = state
  const item = items[round % items.length] ?? fromHex('')
  const speak = (side: Side, type: MatterType, of?: Hash) => tell(side, sayInMatter(type, known(), of))

  const asked = ask(state, 'receiver')
  answer(state, 'originator', asked, true)
  answer(state, 'originator', asked)
  answer(state, 'receiver', ask(state, 'originator'))

  const once = consentAsked(state, item, operations[round % operations.length] ?? 'DOM')
  grant(state, once, 1)
  const { operation } = once.scope
  tell('receiver', said('USED', { matter: fromHex(once.of), operation, items: [item], usedMs: startMs }))
  speak('originator', 'DENY', consentAsked(state, item, 'MLA').of)
  const standing = consentAsked(state, item, 'DOM')
  grant(state, standing, 0)
  end(state, 'consent', standing, (of) => speak('originator', 'WITHDRAW', of))

  speak('originator', 'STATUS', speak('receiver', 'STATUS_ASK'))
  const frozen = tell('receiver', freeze(known()))
  tell('receiver', freeze(known(), frozen))
  end(state, 'freeze', { of: frozen, item }, (of) => {
    speak('receiver', 'LIFT_INTENT', of)
    speak('originator', 'LIFT_REASONS', of)
    speak('receiver', 'LIFTED', of)
  })
  tell('originator', feedbackAsk())
  tell('receiver', feedback(known()))
  end(state, 'question', { of: ask(state, 'originator'), item }, (of) => answer(state, 'receiver', of))
}

/** Ends the oldest of a kind where enough are under way, and puts this one last. */
function end({ queues }: Talk, kind: string, begun: Begun, ending: (oldest: Hash) => void): void {
  const queue = queues.get(kind) ?? []
  const oldest = queue.length < underWayOfEach ? undefined : queue[0]
  if (oldest !== undefined) ending(oldest.of)
  queues.set(kind, [...queue.slice(oldest === undefined ? 0 : 1), begun])
}

function ask({ tell, content }: Talk, side: Side): Hash {
  return tell(side, { ...said('QUESTION', { itemId: undefined, replyByMs: 0 }), ...content })
}

/** @param side - who answers */
function answer({ tell, content }: Talk, side: Side, asked: Hash, partial = false): void {
  tell(side, { ...said('ANSWER', { matter: fromHex(asked), partial }), ...content })
}

/** A consent for one item that was asked for, and in which terms. */
interface Asked extends Begun {
  readonly scope: Pick<TermsOf['GRANT'], 'items' | 'operation' | 'purpose' | 'recipient' | 'proceeding'>
}

function consentAsked({ tell, disclosed }: Talk, item: Uint8Array, operation: Operation): Asked {
  const scope = {
    ...{ items: [item], operation: operationNumbers[operation], purpose: purposeNumbers['CRIM-INV'] },
    ...{ recipient: operation === 'DOM' ? 'court' : '', proceeding: '' },
  }
  const of = tell('receiver', said('CONSENT_ASK', { disclosure: disclosed, ...scope, replyByMs: 0 }))
  return { of, item, scope }
}

/** @param uses - 0 for many */
function grant({ tell }: Talk, { of, scope }: Asked, uses: number): void {
  const limits = { tags: [], uses, expiresMs: 4_000_000_000_000, maxSilenceMs: 86_400_000 }
  tell('originator', said('GRANT', { matter: fromHex(of), ...scope, ...limits }))
}
