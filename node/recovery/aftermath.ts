import { utf8 } from '../../crypto/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'

/** What a recovery leaves behind, for good: the record of the recovery itself goes when it is over. */
export interface Aftermath {
  /**
   * Pair epochs that this node has given up, hexadecimal: it knows that it lost some of what it placed in them, so that
   * such a placement proves nothing new.
   */
  readonly givenUp: readonly string[]
}

const recordAt = () => layout.meta.at(utf8('recovery-aftermath'))

/** Of a node that has never recovered it is empty. */
export async function readAftermath(reader: Reader): Promise<Aftermath> {
  const bytes = await reader.get(recordAt())
  // Written by writeAftermath, authenticated by the store.
  return bytes === undefined ? { givenUp: [] } : (JSON.parse(new TextDecoder().decode(bytes)) as Aftermath)
}

export function writeAftermath(turn: FinishingTurn, aftermath: Aftermath): void {
  turn.put(recordAt(), utf8(JSON.stringify(aftermath)))
}

/** @param pairEpoch - hexadecimal */
export function givingUp(aftermath: Aftermath, pairEpoch: string): Aftermath {
  return { ...aftermath, givenUp: [...new Set([...aftermath.givenUp, pairEpoch])] }
}
