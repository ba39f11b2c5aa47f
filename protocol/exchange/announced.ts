import type { Hash, Terms } from './placed.ts'

/** What only tightens: it counts on arrival (rules B9). */
export type Tightening =
  | { readonly type: 'CANNOT_COMPLY' }
  | Extract<Terms, { readonly type: 'WITHDRAW' | 'RECALL' | 'CORRECT' | 'RETAG' }>

/** A tightening that is known and has no place yet. */
export interface Announced {
  readonly placement: Hash
  readonly content: Tightening
  /** Conditions of its own: those of a RETAG, as the signed bytes have them. */
  readonly conditionsBytes: Uint8Array
}
