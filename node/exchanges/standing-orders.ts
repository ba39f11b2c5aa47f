import { equalBytes, fromHex, toHex } from '../../crypto/index.ts'
import { otherSide, phaseOf, termsShapes, viewOf, type StatementType } from '../../protocol/index.ts'
import { disarm, readArmed } from './armed.ts'
import { removeArmedBlobs } from './armed-blobs.ts'
import { codeOf } from './code-of.ts'
import { ownSide, place } from './placing.ts'
import type { OpenExchange } from './registry.ts'
import { release, type ReleaseDeps } from './release.ts'
import { counterpart } from './reply.ts'
import { state } from './stating.ts'

/**
 * What a node does by itself, on a closed list, because an officer ordered it beforehand or a date has passed: it
 * releases what is armed, ends a notice that nobody answered in time, says that a release came too late, and lists what
 * this node refused of the other side's, so that both come to the same (rules B4).
 */
export interface StandingOrders {
  /** Looks at one exchange again, soon: something in it has changed. */
  readonly attend: (exchangeId: Uint8Array) => void
  /** Looks at everything that waits; for the start, for the passing of time, and for tests. */
  readonly attendAll: () => Promise<void>
  /** Works until stopped. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

/** How often dates are looked at, in milliseconds; expiry is a matter of days. */
const roundMs = 60_000

export function createStandingOrders(
  deps: ReleaseDeps & { readonly wait: (ms: number, signal: AbortSignal) => Promise<void> },
): StandingOrders {
  const called = new Map<string, Uint8Array>()
  let bell = Promise.withResolvers<undefined>()

  /** Nothing that fails ends the loop, a read no more than a release: the next round looks again. */
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      deps.log('standing-order-failed', { code: codeOf(error) })
    }
  }

  const attendAll = (): Promise<void> =>
    guarded(async () => {
      for await (const exchange of deps.registry.all()) await guarded(() => attend(deps, exchange))
    })

  const rounds = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await attendAll()
      await deps.wait(roundMs, signal)
    }
  }

  const calls = async (signal: AbortSignal, stopped: Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      await Promise.race([bell.promise, stopped])
      bell = Promise.withResolvers<undefined>()
      const ids = [...called.values()]
      called.clear()
      for (const id of ids) await guarded(async () => attend(deps, await deps.registry.open(id)))
    }
  }

  return {
    attend: (exchangeId) => {
      called.set(toHex(exchangeId), exchangeId)
      bell.resolve(undefined)
    },
    attendAll,
    run: async (signal) => {
      const stopped = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve()
        })
      })
      await Promise.all([rounds(signal), calls(signal, stopped)])
    },
  }
}

async function attend(deps: ReleaseDeps, exchange: OpenExchange): Promise<void> {
  const other = exchange.state.parties[otherSide(ownSide(deps, exchange.state))]
  // What it would place may have been placed already, or forbidden since.
  if (!deps.recovery.isReconciled(other, exchange.id)) return
  // Alone in its round: what it does changes the exchange, and the commit calls for another look.
  if (exchange.state.refusing !== undefined && exchange.state.fork === undefined) {
    await placeAlone(deps, exchange, 'NOT_ACCEPTED', termsShapes.NOT_ACCEPTED.encode({}))
    deps.attend(exchange.id)
    return
  }
  const { notice, undertaking, disclosure } = viewOf(exchange.state)
  const isOurs = ownSide(deps, exchange.state) === 'originator'
  switch (phaseOf(exchange.state)) {
    case 'AGREED':
      if (isOurs) await release(deps, exchange)
      return
    case 'NOTICED':
    case 'COUNTERED': {
      if (!isOurs || notice === undefined || notice.validUntilMs >= deps.clock()) return
      const terms = termsShapes.EXPIRED.encode({ notice: fromHex(notice.entry.statement) })
      await placeAlone(deps, exchange, 'EXPIRED', terms)
      return
    }
    case 'UNDERTAKEN': {
      if (isOurs || disclosure?.notice === undefined || undertaking?.of !== disclosure.notice) return
      // The release is dated by its sender's batch; what counts is that the undertaking still held when it was made.
      if (disclosure.entry.timeMs <= undertaking.validUntilMs) return
      const terms = termsShapes.LATE.encode({ disclosure: fromHex(disclosure.entry.statement) })
      await placeAlone(deps, exchange, 'LATE', terms)
      return
    }
    case 'DECLINED':
    case 'WITHDRAWN':
    case 'RETURNED':
      if (isOurs) await disarmed(deps, exchange)
      return
    case 'LAPSED':
    case 'DISCLOSED':
    case 'ACKNOWLEDGED':
    case 'REFUSED':
    case 'FORKED':
      return
  }
}

/** What nobody will undertake any more does not stay signed and ready. */
async function disarmed(deps: ReleaseDeps, { id, caseId }: OpenExchange): Promise<void> {
  const armed = await readArmed(deps.store, caseId)
  if (armed === undefined) return
  const committed = await deps.store.commit<undefined, undefined>(async (turn) => {
    // A new notice may have armed another meanwhile.
    const still = await readArmed(turn, caseId)
    if (still === undefined || !equalBytes(still.notice, armed.notice))
      return { kind: 'unchanged', value: undefined }
    return {
      kind: 'prepared',
      facts: [{ type: 'disarmed', exchange: id, item: armed.notice }],
      finish: (finishing) => {
        disarm(finishing, caseId)
        return undefined
      },
    }
  })
  if (committed.kind === 'committed') await removeArmedBlobs(deps, armed)
}

/** Places one of the types that are a node's alone. */
async function placeAlone(
  deps: ReleaseDeps,
  exchange: OpenExchange,
  type: StatementType,
  terms: Uint8Array,
): Promise<void> {
  const to = counterpart(deps, exchange)
  const wording = { exchangeId: exchange.id, to, type, terms, conditions: new Uint8Array(0), refs: [] }
  const stated = state(deps, { ...wording, body: undefined })
  const armed = type === 'EXPIRED' ? await readArmed(deps.store, exchange.caseId) : undefined
  await place(deps, {
    ...{ ...stated, officer: undefined, undertaking: undefined },
    ...(type === 'EXPIRED' ? { beside: disarm } : {}),
  })
  if (armed !== undefined) await removeArmedBlobs(deps, armed)
}
