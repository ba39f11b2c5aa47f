import { utf8 } from '../../crypto/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'

/** What a recovery leaves behind, for good: the record of the recovery itself goes when it is over. */
export interface Aftermath {
  /**
   * Pair epochs that this node has given up, hexadecimal: it knows that it lost some of what it placed in them, so that
   * such a placement proves nothing new.
   */
  readonly givenUp: readonly string[]
  /**
   * Exchanges, hexadecimal, of which a peer has told something that does not count here: nothing is placed in them until
   * another recovery has all of it.
   */
  readonly apart: readonly string[]
}

/** So many exchanges stand apart at most; of who tells more like these nothing is believed to be told. */
export const mostApart = 1024

const recordAt = () => layout.meta.at(utf8('recovery-aftermath'))

/** Of a node that has never recovered it is empty. */
export async function readAftermath(reader: Reader): Promise<Aftermath> {
  const bytes = await reader.get(recordAt())
  // Written by writeAftermath, authenticated by the store.
  return bytes === undefined
    ? { givenUp: [], apart: [] }
    : (JSON.parse(new TextDecoder().decode(bytes)) as Aftermath)
}

export function writeAftermath(turn: FinishingTurn, aftermath: Aftermath): void {
  turn.put(recordAt(), utf8(JSON.stringify(aftermath)))
}

/** @param pairEpoch - hexadecimal */
export function givingUp(aftermath: Aftermath, pairEpoch: string): Aftermath {
  return { ...aftermath, givenUp: [...new Set([...aftermath.givenUp, pairEpoch])] }
}
