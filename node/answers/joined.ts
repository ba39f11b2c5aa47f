import type { ConsentNeeded, Decision } from '../../protocol/index.ts'

/** What the answers to several questions come to, all of which have to be answered with yes. */
export type Joined = Omit<Decision, 'permit'>

/**
 * One answer of several: the strictest effect, whatever any of them needs, names or owes, and whoever has to be asked
 * first. Where one is denied, what the others need would not help: it is left out.
 */
export function joined(decisions: readonly Decision[]): Joined {
  const denied = decisions.filter(({ effect }) => effect === 'deny')
  const counting = denied.length > 0 ? denied : decisions
  const effect =
    denied.length > 0 ? 'deny' : decisions.some((one) => one.effect === 'needs') ? 'needs' : 'allow'
  const all = <T>(of: (decision: Decision) => readonly T[], key: (one: T) => string): readonly T[] => [
    ...new Map(counting.flatMap(of).map((one) => [key(one), one])).values(),
  ]
  const waits = counting.flatMap(({ waitUntilMs }) => waitUntilMs ?? [])
  return {
    effect,
    needs: all(({ needs }) => needs, String),
    because: all(
      ({ because }) => because,
      ({ tag, effect: asked }) => `${asked} ${tag}`,
    ),
    duties: all(({ duties }) => duties, JSON.stringify),
    consents: consentsOf(counting),
    grants: all(({ grants }) => grants, String),
    setAside: all(
      ({ setAside }) => setAside,
      ({ tag }) => tag,
    ),
    waitUntilMs: waits.length === 0 ? undefined : Math.max(...waits),
    ask: counting.find(({ effect: one, ask }) => one !== 'allow' && ask !== undefined)?.ask,
  }
}

const consentsOf = (decisions: readonly Decision[]): readonly ConsentNeeded[] =>
  decisions.flatMap(({ consents }) => consents)
