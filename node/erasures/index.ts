/** What is erased for good is written down first, and everything that erases goes through here. */
export {
  entryBytes,
  erasedSince,
  erasureName,
  openErasures,
  type Erasure,
  type Erasures,
  type JournalPosition,
} from './erasures.ts'
