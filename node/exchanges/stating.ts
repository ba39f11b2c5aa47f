import { fromHex } from '../../crypto/index.ts'
import {
  bodyCommitment,
  officerMessage,
  protocolVersion,
  statementHash,
  statementShape,
  statementTypes,
  suiteOne,
  type Attachment,
  type Member,
  type StatementType,
} from '../../protocol/index.ts'
import { requireClock } from '../directory/clock-standing.ts'
import { NodeError } from '../node-error.ts'
import type { ExchangeDeps } from './deps.ts'
import type { Signature, Stated } from './placing.ts'

/** One statement that somebody wants to make. */
export interface Wording {
  /** Absent for the statement that begins an exchange. */
  readonly exchangeId: Uint8Array | undefined
  readonly to: Member
  readonly type: StatementType
  /** Encoded terms of the family. */
  readonly terms: Uint8Array
  /** Encoded Conditions; empty where the family has none of its own. */
  readonly conditions: Uint8Array
  readonly refs: readonly Uint8Array[]
  readonly body: Uint8Array | undefined
  /** Those that the body lists; none where absent. */
  readonly attachments?: readonly Attachment[]
}

/** An officer, with what unlocks the key for one signature. */
export interface Speaker {
  readonly id: Uint8Array
  readonly certHash: Uint8Array
  readonly passphrase: string
}

/** Makes the bytes of a statement. @throws NodeError `NOT_MEMBER`, `CLOCK_WRONG` */
export function state(
  deps: Pick<ExchangeDeps, 'self' | 'keeper' | 'random' | 'clock'>,
  wording: Wording,
): Stated {
  requireClock({ directory: deps.keeper.directory, self: deps.self }, deps.clock())
  const { to, type, body, terms, conditions, refs } = wording
  const networkId = fromHex(to.networkId)
  const membership = deps.self.membership(networkId)
  if (membership === undefined) throw new NodeError('NOT_MEMBER', 'this node is not in that network')
  const content = body === undefined ? undefined : { body, salt: deps.random(32) }
  const statement = statementShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    statementId: deps.random(16),
    exchangeId: wording.exchangeId,
    from: membership.party,
    to: { networkId, institutionId: fromHex(to.institutionId), iikHash: to.pin.iikHash },
    type: statementTypes[type],
    createdMs: deps.clock(),
    ...{ conditions, terms, refs },
    bodyCommitment: content === undefined ? undefined : bodyCommitment(content.salt, content.body),
    attachments: [...(wording.attachments ?? [])],
  })
  const exchangeId = wording.exchangeId ?? fromHex(statementHash(statement))
  return { type, to, exchangeId, statement, content }
}

/** Unlocks an officer's key once, for this statement. @throws KeyringError for the passphrase */
export async function signStatement(
  deps: Pick<ExchangeDeps, 'keyring'>,
  { statement }: Stated,
  { id, certHash, passphrase }: Speaker,
): Promise<Signature> {
  const message = officerMessage(statement, certHash)
  return { id, certHash, signature: await deps.keyring.signAsOfficer(id, passphrase, message) }
}
