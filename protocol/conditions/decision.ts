import type { Hash } from '../exchange/placed.ts'
import type { ConsentNeeded } from './consents.ts'
import type { Permit } from './decide.ts'
import type { UseDuty, UseReason } from './use.ts'

/** What has to happen before the operation, or after it (`notify-after` alone does not hold it up). */
export type UseNeed = 'consent' | 'notify-before' | 'consultation' | 'notify-after' | 'human' | 'fetch'

/** Who can change the answer: the other institution, an officer of ours who may undertake, the head of our desk. */
export type UseAsk = 'originator' | 'own-officer' | 'own-head'

/** What every answer names. */
export interface Answer {
  readonly needs: readonly UseNeed[]
  readonly because: readonly UseReason[]
  readonly duties: readonly UseDuty[]
  /** Which consents have to be asked for, each for exactly the items that need it; empty where none would do. */
  readonly consents: readonly ConsentNeeded[]
  /** Consents that it rests on, each by the hash of the statement that asked for it: a use is counted by each. */
  readonly grants: readonly Hash[]
  /** What is asked, and an exception of the law sets aside: the notice names these tags. */
  readonly setAside: readonly UseReason[]
  /** While a consultation is awaited: when the wait ends by itself, UTC milliseconds. */
  readonly waitUntilMs: number | undefined
  /** `undefined`: there is nobody to ask, for it is permitted, or lacks only a fetch. */
  readonly ask: UseAsk | undefined
}

/** The answer, in codes; only where it is `allow` is there a permit. */
export type Decision =
  | (Answer & { readonly effect: 'allow'; readonly permit: Permit })
  | (Answer & { readonly effect: 'needs' | 'deny'; readonly permit: undefined })

/** Who can change an answer with these reasons. */
export function whom(because: readonly UseReason[]): UseAsk | undefined {
  if (because.some(({ family }) => family === 'BIND')) return 'own-officer'
  // What we forbade ourselves is for us to take back; consent can be had of the originator alone.
  const ofOriginator = because.filter(({ effect, word }) => effect === 'C' || word !== 'own')
  if (ofOriginator.some(({ effect }) => effect !== 'H' && effect !== 'NA')) return 'originator'
  return because.some(({ effect }) => effect !== 'NA') ? 'own-head' : undefined
}
