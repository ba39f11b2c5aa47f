// An officer's hand at the desk. To submit or approve a draft, to open what was received: each is an act of a person,
// proven by the person's passphrase. The key signs a message that can never be taken for a statement, and the
// signature is kept as evidence, so that an approval does not rest on the node's word alone.
import { concat, fromHex, lengthPrefixed, toHex, u64, utf8, verifyOfficer } from '../../crypto/index.ts'
import { contexts, readCertified, type StatementType } from '../../protocol/index.ts'
import type { Speaker } from '../exchanges/stating.ts'
import type { Keyring } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import type { DeskDeps } from './deps.ts'
import { countedAt, findOfficer, readOfficers, standingOf, type Officer } from './officers.ts'

const domain = 'sponte/1 desk\0'

/** What an officer can put a hand to without making a statement. */
export type DeskAct = 'PROVE' | 'SUBMIT' | 'APPROVE' | 'RETURN'

/** An officer's signature under an act at the desk; hexadecimal, as drafts keep it. */
export interface DeskSignature {
  readonly officer: string
  readonly timeMs: number
  readonly signature: string
}

/** An officer who may act now, with what unlocks the key for single signatures. */
export interface Signer {
  readonly officer: Officer
  /** As a statement is signed. */
  readonly speaker: Speaker
  /** Unlocks the key once, for this act, as of now or of the time given. @throws KeyringError */
  readonly sign: (act: DeskAct, matter: Uint8Array, timeMs?: number) => Promise<DeskSignature>
}

/**
 * Finds who signs, and whether that officer may sign this type now. The passphrase is tried only by signing.
 *
 * @param type - of the statement that the act is about; any where absent
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`, `OFFICER_REVOKED`, `NOT_EMPOWERED`
 */
export async function signerOf(
  deps: Pick<DeskDeps, 'store' | 'keyring' | 'clock'>,
  as: { readonly officer: string; readonly passphrase: string },
  type?: StatementType,
): Promise<Signer> {
  const officer = findOfficer(await readOfficers(deps.store), as.officer)
  requireActive(officer, deps.clock())
  if (type !== undefined && !officer.statementTypes.includes(type))
    throw new NodeError('NOT_EMPOWERED', `this officer may not sign a ${type}`)
  return {
    officer,
    speaker: { id: officer.id, certHash: officer.certHash, passphrase: as.passphrase },
    sign: async (act, matter, timeMs = deps.clock()) => {
      const message = deskMessage(act, officer, timeMs, matter)
      const signature = await deps.keyring.signAsOfficer(officer.id, as.passphrase, message)
      return { officer: toHex(officer.id), timeMs, signature: toHex(signature) }
    },
  }
}

function requireActive(officer: Officer, nowMs: number): void {
  const standing = standingOf(officer, nowMs)
  if (standing === 'active') return
  throw new NodeError('OFFICER_REVOKED', `the certificate of this officer is ${standing}`)
}

/** "sponte/1 desk" NUL ‖ lp(act) ‖ lp(certificate hash) ‖ time u64 ‖ lp(matter). */
function deskMessage(act: DeskAct, { certHash }: Officer, timeMs: number, matter: Uint8Array): Uint8Array {
  return concat(utf8(domain), lengthPrefixed(utf8(act), certHash), u64(timeMs), lengthPrefixed(matter))
}

/**
 * Whether a kept signature is by an officer of this institution and counts: certified by our identity key, good for
 * exactly this act, and not reached by a revocation since.
 */
export function isSigned(
  deps: { readonly keyring: Pick<Keyring, 'identityPublicKey'> },
  officer: Officer,
  { act, matter }: { readonly act: DeskAct; readonly matter: Uint8Array },
  { timeMs, signature }: DeskSignature,
): boolean {
  // Throws for a certificate that is not ours: the register itself would then be forged.
  readCertified(officer.certificate, contexts.officer, deps.keyring.identityPublicKey)
  const message = deskMessage(act, officer, timeMs, matter)
  return countedAt(officer, timeMs) && verifyOfficer(officer.key, message, fromHex(signature))
}
