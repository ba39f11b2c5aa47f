// What an exchange costs that has gone on for years, beside one of a thousand statements.
import { fromHex, osRandom, toHex } from '../../crypto/index.ts'
import type { ExchangeDeps } from '../../node/exchanges/deps.ts'
import { useFacts } from '../../node/exchanges/facts.ts'
import type { OpenExchange } from '../../node/exchanges/registry.ts'
import { apply, decide, due, viewOf, type Placed, type UseRequest } from '../../protocol/index.ts'
import { request } from '../conditions/facts.ts'
import { freeze, said, sayInMatter } from '../exchange/matter-sayings.ts'
import { party } from '../exchange/two-desks.ts'
import { newKeys, openTestStore, temporaryFolder } from '../store/support.ts'
import { figure, type Figure } from './figure.ts'
import { longExchange, type Stage } from './long-exchange.ts'
import { medianMicros, rounds, type Effort } from './measure.ts'

const shortest = 1000
/** Statements of a kind that are measured in turn. */
const variants = 32

/** A thousand statements, and ten and a hundred times as many. */
const lengthsUpTo = (statements: number) =>
  [shortest, 10 * shortest, 100 * shortest].filter((length) => length <= statements)

/** The next statement of several kinds, applied. */
export async function benchLongApply(effort: Effort): Promise<readonly Figure[]> {
  return figuresOf('long-apply', effort, (stage) =>
    Object.fromEntries(
      Object.entries(nextStatements(stage)).map(([kind, draft]) => [
        `${kind}-`,
        Array.from({ length: variants }, (_, at) => applying(stage, draft(at))),
      ]),
    ),
  )
}

function applying({ exchange }: Stage, placed: Placed): () => unknown {
  const verdict = apply(exchange, placed)
  if (verdict.kind !== 'accepted') throw new Error(`the statement to measure is ${verdict.kind}`)
  return () => apply(exchange, placed)
}

/** What can be said next: something new, a step of what is under way, one of what was begun on the first day. */
function nextStatements({
  exchange,
  draft,
  content,
  oldest,
  standing,
}: Stage): Readonly<Record<string, (at: number) => Placed>> {
  const oneOf = <T>(list: readonly T[], at: number): T => {
    const one = list[at % list.length]
    if (one === undefined) throw new Error('nothing of this kind is under way')
    return one
  }
  const ask = said('QUESTION', { itemId: undefined, replyByMs: 0 })
  return {
    question: () => draft('receiver', { ...ask, ...content }),
    'answer-old': (at) => {
      const matter = fromHex(oneOf(oldest, at))
      return draft('originator', { ...said('ANSWER', { matter, partial: false }), ...content })
    },
    used: (at) => {
      const { of, item } = oneOf(standing, at)
      const terms = { matter: fromHex(of), operation: 4, items: [item], usedMs: 1_800_000_000_000 }
      return draft('receiver', said('USED', terms))
    },
    withdraw: (at) => draft('originator', sayInMatter('WITHDRAW', exchange, oneOf(standing, at).of)),
    status: () => draft('receiver', sayInMatter('STATUS_ASK', exchange)),
    freeze: () => draft('receiver', freeze(exchange)),
  }
}

/** A use decided by consent: by facts that are there, and with the facts got together from fold and store. */
export async function benchLongDecide(effort: Effort): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path, osRandom)
  await using store = await openTestStore({ path: folder.path, keyring, random: osRandom, clock: Date.now })
  const deps = {
    store,
    self: { institutionId: party('receiver').institutionId, profile: { country: 'FR' } },
    keeper: { directory: { networks: new Map() } },
    batches: { latestMs: () => 0 },
    clock: Date.now,
  } as unknown as FactDeps
  return await figuresOf('long-decide', effort, async (stage) => {
    const { exchange, standing } = stage
    const id = fromHex(exchange.id)
    const open = { id, caseId: id.subarray(0, 16), state: exchange } as OpenExchange
    const nowMs = exchange.chains.originator.head?.timeMs ?? 0
    const factsFor = (asked: UseRequest) => useFacts(deps, open, exchange.opening.entry, nowMs, asked)
    const works = await Promise.all(
      standing.map(async ({ item }) => {
        const asked = request('DOM', { ...giving, item: toHex(item) })
        const facts = await factsFor(asked)
        const { effect } = decide(facts, asked, nowMs)
        if (effect !== 'allow') throw new Error(`the use to measure is answered with ${effect}`)
        return {
          pure: () => decide(facts, asked, nowMs),
          whole: async () => decide(await factsFor(asked), asked, nowMs),
        }
      }),
    )
    return { '': works.map(({ pure }) => pure), 'whole-': works.map(({ whole }) => whole) }
  })
}

type FactDeps = Pick<ExchangeDeps, 'store' | 'self' | 'keeper' | 'batches' | 'clock'>

const giving = {
  purpose: 'CRIM-INV',
  recipient: { institutionKind: 'JUDICIAL', country: 'FR' },
} as const

/** Everything that holds, and who owes what by when. */
export async function benchLongAgenda(effort: Effort): Promise<readonly Figure[]> {
  return figuresOf('long', effort, ({ exchange }) => {
    const nowMs = exchange.chains.originator.head?.timeMs ?? 0
    return {
      'view-': [() => viewOf(exchange).matters],
      'due-': [() => due(exchange, nowMs)],
    }
  })
}

type Works = Readonly<Record<string, readonly (() => unknown)[]>>

/** Each kind of work at each length, in the same rounds as at the shortest. */
async function figuresOf(
  name: string,
  effort: Effort,
  worksAt: (stage: Stage) => Works | Promise<Works>,
): Promise<readonly Figure[]> {
  const things = new Map<string, () => Promise<number>>()
  const rows: { readonly kind: string; readonly length: number }[] = []
  for (const stage of longExchange(lengthsUpTo(effort.statements))) {
    const length = lengthNamed(stage)
    for (const [kind, works] of Object.entries(await worksAt(stage))) {
      rows.push({ kind, length })
      things.set(`${kind}${length}`, () => medianMicros(works, effort))
    }
  }
  const samples = await rounds(effort, Object.fromEntries(things))
  return rows.map(({ kind, length }) => {
    const of = { of: `the same after ${shortest} statements`, samples: samples[`${kind}${shortest}`] ?? [] }
    return figure(
      ...([`${name}-${kind}${length}`, 'µs', samples[`${kind}${length}`] ?? []] as const),
      length === shortest ? undefined : of,
    )
  })
}

// What belongs together is said to its end, which makes it a few more.
const lengthNamed = ({ length }: Stage): number => length - (length % shortest)
