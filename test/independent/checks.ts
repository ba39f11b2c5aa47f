/** Every check of the decoder, by a name of its own; docs/protocol/ says where it stands. */
export const checks = [
  // page 1, "Messages and their one encoding"
  'oversize',
  'malformed',
  'canonical',
  // page 5, "Opening", steps 1 to 7
  'header-version',
  'mailbox',
  'prekey',
  'hpke',
  'stream',
  'padding',
  'sealed-binding',
  'one-content',
  // page 2, "Networks", "Membership" and "The institution's own certificates"
  'charter',
  'credential-signature',
  'credential-id',
  'credential-log',
  'witnesses',
  'certificate-version',
  'certificate-network',
  'certificate-signature',
  'certificate-identity',
  'officer-key',
  'rekey',
  // page 2, "Standing"
  'network-known',
  'institution-known',
  'identity-pinned',
  'node-known',
  'officer-known',
  'dates',
  'revoked',
  'empowered',
  'ceiling',
  // page 5, "Opening", steps 8 to 14
  'statement-version',
  'batch-named',
  'batch-signature',
  'leaf',
  'statement-hash',
  'statement-type',
  'terms',
  'conditions',
  'sealing-binding',
  'sealing-placement',
  'officer-signature',
  'commitment',
  'addressed-to-me',
  'one-network',
  // page 3, what a first placement shows by itself
  'two-institutions',
  'body-needed',
  'items',
  'first-place',
] as const

export type Check = (typeof checks)[number]

/** A check that did not hold, with the code the pages give for it. */
export class Refusal extends Error {
  readonly check: Check
  readonly code: string

  constructor(check: Check, code: string) {
    super(`${check}: ${code}`)
    this.check = check
    this.code = code
  }
}

/** Asks a check; with one left out on purpose, what only that one catches gets through. */
export interface Asker {
  readonly must: (check: Check, holds: boolean | (() => boolean), code: string) => void
  readonly isLeftOut: (check: Check) => boolean
}

/** @param without - checks that are not asked: to show that a fault is caught by them and by nothing else */
export function createAsker(without: ReadonlySet<Check> = new Set()): Asker {
  const isLeftOut = (check: Check) => without.has(check)
  return {
    isLeftOut,
    must: (check, holds, code) => {
      if (isLeftOut(check)) return
      if (!(typeof holds === 'function' ? holds() : holds)) throw new Refusal(check, code)
    },
  }
}
