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
  'content-known',
  // page 2, "Networks", "Membership" and "The institution's own certificates"
  'charter',
  'charter-dates',
  'credential-signature',
  'credential-id',
  'credential-log',
  'witnesses',
  'certificate-version',
  'certificate-network',
  'certificate-signature',
  'certificate-identity',
  'officer-key',
  'relay-id',
  'bundle-number',
  'bundle-past',
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
  // page 5, "Opening", steps 8 to 15
  'statement-version',
  'batch-named',
  'batch-past',
  'batch-signature',
  'leaf',
  'statement-hash',
  'statement-type',
  'terms',
  'sealing-binding',
  'sealing-placement',
  'officer-signature',
  'commitment',
  'addressed-to-me',
  'one-network',
  'not-seen',
  // page 5, "Receipts"
  'receipt-awaited',
  'receipt-status',
  'receipt-parts',
  // page 5, "Recovery"
  'node-current',
  // page 5, "Attachments"
  'attachment-length',
  'attachment-key',
  'part-id',
  'part-length',
  'part-tail',
  'part-chunks',
  'attachment-padding',
  'attachment-tree',
  // page 7
  'dossier-line',
  'dossier-version',
  'dossier-contents',
  'dossier-objects',
  'dossier-names',
  'dossier-checkpoint',
  // page 7, step 5
  'chain-once',
  'chain-exchange',
  'chain-parties',
  'chain-ancestors',
  'chain-number',
  'chain-seen',
  'chain-forward',
  'chain-fork',
  // page 3, what a first placement shows by itself
  'vocabulary',
  'node-silent',
  'release',
  'refusing',
  'two-institutions',
  'body-needed',
  'attachments',
  'attachments-once',
  'attachments-size',
  'conditions',
  'exception-time',
  'result-complete',
  'freeze',
  'lift-time',
  'retention',
  'consultation',
  'dates-to-come',
  'terms-tags',
  'items-once',
  'items-noticed',
  'first-ancestors',
  'first-begins',
  'first-type',
  'first-name',
  'first-place',
  'first-names-nothing',
  'one-binding',
  'binding-known',
  'binding-fits',
  // conditions.md, "Reading"
  'tag-code',
  'tag-arguments',
  'tag-order',
  'family-count',
  'tag-once',
  'tag-whole-only',
  'tag-refused',
  'item-scope',
  'tag-carried',
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
