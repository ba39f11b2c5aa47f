import { equalBytes, fromHex, toHex } from '../../crypto/index.ts'
import {
  bodyCommitment,
  isSpoken,
  parseBody,
  permitCovers,
  statementShape,
  type Body,
  type Entry,
  type Hash,
  type Permit,
  type UseRequest,
} from '../../protocol/index.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import { putTakenOut } from '../lineage/built.ts'
import { NodeError } from '../node-error.ts'
import { layout, StoreError, type CaseId, type FinishingTurn } from '../store/index.ts'
import { putUse } from '../uses/made.ts'
import type { ExchangeDeps } from './deps.ts'
import { countUses } from './consent-uses.ts'
import { decodeDeskBody, unlockBody } from './desk-bodies.ts'
import { encodeReadMark, readMarkAt } from './facts.ts'
import { decodeBody, decodeStatement, type KeptBody } from './records.ts'
import type { OpenExchange } from './registry.ts'
import { statementKey } from './statement-key.ts'

/** A use that `decide` has permitted, as it was asked for, and the officer with whose unlocked key it is made. */
export interface PermittedUse {
  readonly permit: Permit
  readonly request: UseRequest
  readonly officer: UnlockedOfficer
  /** Consents that it rests on: a use of each is counted with the ledger's entry. */
  readonly grants: readonly Hash[]
  /** Where it is kept with the uses of the disclosure: with the reason that the officer gave. */
  readonly note: { readonly reason: string | undefined } | undefined
  /** Whether it is read for a dossier, which has a line of its own among what was built on the disclosure. */
  readonly isInDossier?: true
}

type BodyDeps = Pick<ExchangeDeps, 'store' | 'clock' | 'random'>

/**
 * Reads the body of a statement for a person.
 *
 * @returns `undefined` where the statement has no body
 * @throws as {@link readKeptBody}
 */
export async function readBody(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<Body | undefined> {
  const kept = await readKeptBody(deps, exchange, entry, use)
  return kept === undefined || !isSpoken(entry.type) ? undefined : parseBody(entry.type, kept.body)
}

/**
 * Reads the exact bytes of a body, with the salt of their commitment. The only way to content: it takes a permit that
 * `decide` made for just this request, and the unlocked key of an officer, without which what arrived cannot be read;
 * and it writes the ledger before it reads.
 *
 * @returns `undefined` where the statement has no body
 * @throws NodeError `NOT_PERMITTED` without such a permit, `KEY_NOT_SHARED` when this officer was not given the key;
 *   StoreError `STORE_CORRUPT` for content that is not the one that was signed
 */
export async function readKeptBody(
  deps: BodyDeps,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<KeptBody | undefined> {
  if (!permitCovers(use.permit, entry.statement, use.request, deps.clock())) {
    throw new NodeError('NOT_PERMITTED', 'the permit is for another use, or is over')
  }
  // Before the ledger says that it was opened: an officer without the key opens nothing.
  const open = await unlocked(deps, exchange, entry, use.officer)
  await enterReading(deps, exchange, entry, use)
  if (open === undefined) return undefined
  const content = open()
  if (content === undefined || !(await isAsSigned(deps, exchange, entry, content)))
    throw new StoreError('STORE_CORRUPT', 'kept content is not the one that was signed')
  return content
}

const keyOf = (entry: Entry) => statementKey(entry.side, entry.seq, fromHex(entry.placement))

/** @returns `undefined` where the statement has no body */
async function unlocked(
  { store }: Pick<ExchangeDeps, 'store'>,
  { caseId }: OpenExchange,
  entry: Entry,
  officer: UnlockedOfficer,
): Promise<(() => KeptBody | undefined) | undefined> {
  const key = keyOf(entry)
  const [sealed, own] = await store.getMany([
    layout.deskBodies.at(caseId, key),
    layout.bodies.at(caseId, key),
  ])
  if (sealed === undefined) return own && (() => decodeBody(own))
  const open = await unlockBody(officer, fromHex(entry.placement), decodeDeskBody(sealed))
  if (open === undefined) throw new NodeError('KEY_NOT_SHARED', 'this officer was not given the key to it')
  return open
}

/** Whether a body is the one that the statement commits to: at the desk anybody can seal who has the public key. */
async function isAsSigned(
  { store }: Pick<ExchangeDeps, 'store'>,
  { caseId }: OpenExchange,
  entry: Entry,
  { body, salt }: KeptBody,
): Promise<boolean> {
  const record = await store.get(layout.statements.at(caseId, keyOf(entry)))
  const commitment = record && statementShape.decode(decodeStatement(record).statement).bodyCommitment
  return commitment !== undefined && equalBytes(bodyCommitment(salt, body), commitment)
}

/** Keeps a use in its case, where it is to be kept there. */
export function noteUse(
  turn: FinishingTurn,
  caseId: CaseId,
  { request, officer, grants, note }: PermittedUse,
  /** 8 random bytes. */
  nonce: Uint8Array,
): void {
  if (note === undefined) return
  putUse(turn, caseId, { request, officer: officer.id, reason: note.reason, consents: grants, nonce })
}

/** Enters in the ledger that an officer reads, keeps what for, and marks the first time. */
async function enterReading(
  deps: Pick<ExchangeDeps, 'store' | 'random'>,
  exchange: OpenExchange,
  entry: Entry,
  use: PermittedUse,
): Promise<void> {
  const { request, officer, grants, isInDossier } = use
  const { operation, item, exception } = request
  const mark = readMarkAt(exchange.caseId, entry)
  const nonce = deps.random(8)
  await deps.store.commit<undefined>(async (turn) => {
    const isFirst = (await turn.get(mark)) === undefined
    await countUses(turn, exchange, grants)
    return {
      kind: 'prepared',
      facts: [
        {
          type: operation === 'EXPORT' ? 'exported' : 'opened',
          officer: officer.id,
          exchange: exchange.id,
          item: fromHex(entry.statement),
          codes: [
            operation,
            ...(item === undefined ? [] : [`ITEM:${item.toUpperCase()}`]),
            ...(exception === undefined ? [] : [exception]),
          ],
        },
      ],
      finish: (finishing) => {
        noteUse(finishing, exchange.caseId, use, nonce)
        if (isFirst) finishing.put(mark, encodeReadMark({ officerId: officer.id, atMs: finishing.timeMs }))
        // What leaves the node is found by a recall; of a dossier the line is its own.
        if (operation === 'EXPORT' && !isInDossier) {
          const items = item === undefined ? [] : [item]
          const by = { officer: toHex(officer.id), atMs: finishing.timeMs, message: entry.statement }
          putTakenOut(finishing, exchange.caseId, { kind: 'taken-out', ...by, items }, nonce)
        }
        return undefined
      },
    }
  })
}
