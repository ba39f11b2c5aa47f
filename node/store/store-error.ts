/**
 * What can go wrong with the store: a closed list.
 *
 * - `STORE_LOCKED`: another process has the database open.
 * - `STORE_CORRUPT`: a record that was altered or moved, or commits that are missing; the message names the place.
 * - `STORE_VERSION`: written by a newer release.
 * - `STORE_FULL`: the disk has no room; nothing of the commit was kept.
 * - `STORE_IO`: the disk or file system failed; nothing of the commit was kept.
 * - `STORE_STOPPED`: the store was closed, or could not be opened again after a fault; restart the node.
 * - `STORE_BUSY`: more commits are waiting than the queue holds; try again later.
 * - `STORE_TOO_LARGE`: one commit or record over its bound.
 * - `STORE_CASE`: a record of a case that was erased, or a case id that is none.
 * - `LEDGER_ROLLBACK`: the ledger is shorter than, or differs from, what this node had already made durable.
 */
export type StoreErrorCode =
  | 'STORE_LOCKED'
  | 'STORE_CORRUPT'
  | 'STORE_VERSION'
  | 'STORE_FULL'
  | 'STORE_IO'
  | 'STORE_STOPPED'
  | 'STORE_BUSY'
  | 'STORE_TOO_LARGE'
  | 'STORE_CASE'
  | 'LEDGER_ROLLBACK'

/** A fault of the store; its message says what to do and never holds content or a whole key. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
