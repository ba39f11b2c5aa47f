import { sha256, utf8 } from '../../crypto/index.ts'

/** The placement of B's, sent to A, that a receipt of the corpus can be for. */
export const awaited = sha256(utf8('the placement that B waits for'))
