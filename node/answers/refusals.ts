import { ProtocolError, type ProtocolErrorCode } from '../../protocol/index.ts'
import type { AskContext, UseCases } from '../api/contract.ts'
import type { ApiErrorCode } from '../api/contract/problem.ts'
import { KeyringError } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import { StoreError } from '../store/index.ts'

const keyringCodes: Readonly<Record<string, ApiErrorCode>> = {
  KEYRING_PASSPHRASE: 'WRONG_PASSPHRASE',
  KEYRING_EXISTS: 'ALREADY_EXISTS',
  KEYRING_MISSING: 'NOT_FOUND',
  KEYRING_WEAK: 'PASSPHRASE_WEAK',
  KEYRING_BUSY: 'RATE_LIMITED',
}

/** What makes a certificate, a key or an institution count no more. */
export const untrusted: ReadonlySet<string> = new Set<ProtocolErrorCode>([
  'CERTIFICATE_INVALID',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_UNKNOWN',
  'REVOKED',
  'REKEY_HELD',
  'FOREIGN_NETWORK',
])

/** What a fault of another room means to who asked; anything else stays what it is, and is answered as INTERNAL. */
function translated(error: unknown): unknown {
  if (error instanceof KeyringError) {
    const code = keyringCodes[error.code]
    return code === undefined ? error : new NodeError(code, 'the key could not be used')
  }
  if (error instanceof StoreError) {
    return error.code === 'STORE_FULL'
      ? new NodeError('STORAGE_FULL', 'the disk is full: nothing was changed')
      : new NodeError('STORAGE_FAULT', 'the database did not answer: nothing was changed')
  }
  if (error instanceof ProtocolError) {
    if (error.code === 'NOT_EMPOWERED')
      return new NodeError('NOT_EMPOWERED', 'the certificate does not list this')
    // What was asked has the form of the contract; a message takes less of it.
    if (error.code === 'TERMS_INVALID') {
      const detail =
        'a text has at most 2000 characters (an answer, a question or feedback more), what is offered instead 500'
      const errors = [{ pointer: '', code: 'TOO_LARGE', detail }]
      return new NodeError('REQUEST_INVALID', 'longer than a message takes', { errors })
    }
    const code = untrusted.has(error.code) ? 'NOT_TRUSTED' : 'NOT_NOW'
    return new NodeError(code, 'the protocol does not allow this', { reason: error.code })
  }
  return error
}

/** The same answers, with the faults of every room in the words of the contract. */
export function withRefusals<T extends Partial<UseCases>>(useCases: T): T {
  const wrapped: Record<string, unknown> = {}
  for (const [name, answer] of Object.entries(useCases)) {
    // Each entry is called with what its own route was asked; the types meet again in the return type.
    const ask = answer as (input: unknown, context: AskContext) => Promise<unknown>
    wrapped[name] = async (input: unknown, context: AskContext) => {
      try {
        return await ask(input, context)
      } catch (error) {
        throw translated(error)
      }
    }
  }
  return wrapped as T
}
