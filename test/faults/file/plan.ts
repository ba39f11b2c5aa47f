import { createLots } from '../plan.ts'
import type { Deadly } from '../messages.ts'
import type { Place, Reach } from '../network.ts'
import type { Point } from '../points.ts'

/** Who is killed, and where: each after the one before has come back. */
export interface FileKill extends Deadly {
  readonly who: Place
}

/** One file, and the kills while it is carried. */
export interface FileCase {
  readonly name: string
  readonly reach: Reach
  /** Of the file, in bytes. */
  readonly length: number
  readonly kills: readonly FileKill[]
}

/** How long whoever is not killed at its point goes on at most, in milliseconds: many parts. */
const longestMs = 400

/** Where each of them passes, and how many parts it takes for one passing. */
const passings: Readonly<Record<'alpha' | 'beta' | 'relay-1', readonly (readonly [Point, number])[]>> = {
  alpha: [
    ['part-posted', 1],
    ['parts-noted', 8],
  ],
  // Many are marked in one commit.
  beta: [
    ['part-written', 1],
    ['parts-marked', 1],
    ['batch-written', 8],
  ],
  'relay-1': [
    ['relay-kept', 1],
    ['relay-read', 1],
    ['relay-erased', 1],
  ],
}

/**
 * Straight and by relays in turn, without end, the same for the same seed: kills spread over the parts of the file.
 *
 * @param parts - of a file of `length` bytes
 */
export function* fileCases(
  seed: string,
  { length, parts, kills }: { readonly length: number; readonly parts: number; readonly kills: number },
): Generator<FileCase, never> {
  const lots = createLots(`files ${seed}`)
  for (let nth = 0; ; nth += 1) {
    const reach = nth % 2 === 0 ? ('direct' as const) : ('relayed' as const)
    const crew = reach === 'direct' ? (['alpha', 'beta'] as const) : (['alpha', 'beta', 'relay-1'] as const)
    const drawn = Array.from({ length: kills }, (_, at): FileKill => {
      // Everybody's turn comes, as often as another's.
      const who = crew[at % crew.length] ?? 'alpha'
      const [point, each] = lots.pick(passings[who])
      const most = Math.max(1, Math.floor(parts / kills / each))
      const deadly = { who, point, nth: 1 + lots.below(most) }
      return lots.below(2) === 0 ? deadly : { ...deadly, laterMs: 1 + lots.below(longestMs) }
    })
    yield { name: `${reach}, ${kills} kills`, reach, length, kills: drawn }
  }
}
