import { utf8 } from '../../crypto/index.ts'
import type { InstitutionKind } from '../../protocol/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'
import { NodeError } from '../node-error.ts'

/** What a node is for. */
export type NodeRole = 'member' | 'secretariat' | 'relay'

/** How the institution was named when its node was made. */
export interface Profile {
  readonly role: NodeRole
  readonly name: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly kind: InstitutionKind
  /** BCP 47. */
  readonly languages: readonly string[]
  readonly createdMs: number
  /** 16 bytes in hexadecimal. */
  readonly pairEpoch: string
  /** Whether that is not the first one: then the ledger goes on under a name of its own. */
  readonly hasRecovered?: boolean
}

const profileAt = () => layout.meta.at(utf8('profile'))

export function writeProfile(turn: FinishingTurn, profile: Profile): void {
  turn.put(profileAt(), utf8(JSON.stringify(profile)))
}

/** @throws NodeError `NOT_READY` in a data folder that was not initialised to the end */
export async function readProfile(reader: Reader): Promise<Profile> {
  const record = await reader.get(profileAt())
  if (record === undefined)
    throw new NodeError('NOT_READY', 'the node was not initialised to its end: run init again')
  // Written by writeProfile, authenticated by the store.
  return JSON.parse(new TextDecoder().decode(record)) as Profile
}
