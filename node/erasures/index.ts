/** What is erased for good is written down first, and everything that erases goes through here. */
export {
  bodyErasure,
  entryBytes,
  erasedSince,
  erasureName,
  openErasures,
  type Erasure,
  type Erasures,
  type JournalPosition,
} from './erasures.ts'
