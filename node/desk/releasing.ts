// What a release asks of the desk: its two officers, and of what was made from others' disclosures everything anew.
import { conditionsOfExchange } from '../exchanges/facts.ts'
import type { ReleaseDeps } from '../exchanges/release.ts'
import { counterpart } from '../exchanges/reply.ts'
import { countOnward, keepOnward } from '../lineage/onward.ts'
import { NodeError } from '../node-error.ts'
import type { Reader } from '../store/index.ts'
import { requireFourEyes } from './approving.ts'
import type { DeskDeps } from './deps.ts'
import type { Approved, Draft, HeadIn } from './draft.ts'
import { readDraft } from './drafts.ts'
import { notingStore } from './noting.ts'
import { createOfficerBook } from './officer-book.ts'
import { aloneInSources, askOnward, decodeOnward } from './passing-on.ts'

/** Asked by whatever releases: the node alone, or an officer by hand. */
export function releaseQuestions(deps: DeskDeps): Pick<ReleaseDeps, 'requireApproved' | 'passOn'> {
  return {
    requireApproved: (turn, draft) => requireStillApproved(deps, turn, draft),

    passOn: async (exchange, armed, place) => {
      const { head } = await readDraft(deps.store, armed.draft)
      return aloneInSources(deps, head, async () => {
        const derived = conditionsOfExchange(exchange)?.all
        if (derived === undefined) throw changed()
        const onward = await doubted(async () => {
          const officer = await createOfficerBook(deps).byId(armed.officer.id)
          if (officer === undefined) throw changed()
          const asked = decodeOnward(armed.onward)
          return askOnward(deps, {
            ...{ head, asked, officer, derived, isAgain: true },
            to: [counterpart(deps, exchange)],
          })
        })
        const store = notingStore(
          deps.store,
          (turn, placed) => {
            for (const one of onward) keepOnward(turn, one, { draft: armed.draft, exchange: placed.exchange })
            return Promise.resolve()
          },
          (turn) =>
            doubted(async () => (await Promise.all(onward.map((one) => countOnward(turn, one)))).flat()),
        )
        return place(store)
      })
    },
  }
}

const changed = (): NodeError =>
  new NodeError('SOURCE_CHANGED', 'what it was made from no longer permits it, or could not be asked')

/** Whatever a source has against it is one doubt, for a person. @throws NodeError `SOURCE_CHANGED` */
async function doubted<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof NodeError) throw changed()
    throw error
  }
}

/**
 * Whether both officers of a draft that was sent still count, and neither is revoked by now: what it armed is released
 * only then (rules C2). One of the two has signed it, so the signer is asked too.
 *
 * @param reader - the turn that releases it
 * @throws NodeError `FOUR_EYES`, `NOT_FOUND`
 */
export async function requireStillApproved(
  { keyring }: Pick<DeskDeps, 'keyring'>,
  reader: Reader,
  id: Uint8Array,
): Promise<void> {
  const { head } = await readDraft(reader, id)
  if (head.state !== 'approved' && head.state !== 'sent')
    throw new NodeError('FOUR_EYES', 'the draft is no longer approved')
  const pair = await requireFourEyes({ keyring, store: reader }, { id, head } as
    Approved | Draft<HeadIn<'sent'>>)
  // A revocation from now on leaves good what was signed before, and yet nothing more goes out on that word.
  if (pair.some(({ revoked }) => revoked !== undefined))
    throw new NodeError('FOUR_EYES', 'one of the two officers was revoked since')
}
