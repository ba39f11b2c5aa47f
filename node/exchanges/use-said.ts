import {
  parseConditions,
  useViewOf,
  type Conditions,
  type Entry,
  type Exchange,
  type Grant,
  type InForce,
  type UseAbout,
  type UseFacts,
} from '../../protocol/index.ts'
import type { Reader } from '../store/index.ts'
import { usesMade } from './consent-uses.ts'
import type { OpenExchange } from './registry.ts'

/** What `decide` has to know of all that the originator and we have said about the use of a disclosure. */
export type SaidOfUse = Pick<UseFacts, 'grants' | 'retags' | 'recalled' | 'exceptions'> & {
  /** Whether every later word of the originator can be read; where not, nothing is permitted. */
  readonly isReadable: boolean
}

/** Of our own content: no word of the other side is about it. */
export const nothingSaid: SaidOfUse = {
  ...{ grants: [], retags: [], recalled: [], exceptions: [] },
  isReadable: true,
}

// In these the originator says what is called back, wrong or withdrawn: they are read in order to do it.
const ofTheRecall: ReadonlySet<Entry['type']> = new Set(['RECALL', 'CORRECT', 'RETAG', 'WITHDRAW'])

/**
 * Joins what the fold has and what we counted ourselves, for content of the originator.
 *
 * @param about - what the use is about: consents that could not be for it are left out; all of them where absent
 */
export async function saidOfUse(
  reader: Pick<Reader, 'get'>,
  { caseId, state }: OpenExchange,
  entry: Entry,
  about?: UseAbout,
): Promise<SaidOfUse> {
  const { consents, retags, recalled, exceptions } = useViewOf(state, about)
  const grants: Grant[] = []
  for (const { uses, ...consent } of consents) {
    const made = await usesMade(reader, caseId, consent)
    const usesLeft = uses === undefined ? undefined : Math.max(0, uses - made)
    grants.push({ ...consent, usesLeft, heardMs: heardMs(state) })
  }
  const read = retags.flatMap(({ mode, items, conditions, undertaken }) => {
    const inForce = rulesOf(conditions)
    return inForce === undefined ? [] : [{ mode, items, inForce, undertaken }]
  })
  return {
    ...{ grants, retags: read, exceptions },
    isReadable: read.length === retags.length,
    recalled: ofTheRecall.has(entry.type) ? [] : recalled,
  }
}

/** What later Conditions ask; `undefined` where this version cannot read them. */
function rulesOf(conditions: Conditions): InForce | undefined {
  const parsed = parseConditions(conditions)
  // Which items carry a tag for some of them is not said in a later word: it is for all.
  return parsed.kind === 'parsed' ? parsed.conditions.whole : undefined
}

/** When the originator was last heard, by the time of its newest statement here. */
function heardMs({ chains }: Exchange): number {
  return chains.originator.head?.timeMs ?? 0
}
