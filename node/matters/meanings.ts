import { fromHex } from '../../crypto/index.ts'
import type { Matter } from '../../protocol/index.ts'
import type { Asked } from '../api/contract.ts'
import type { Meant } from './saying.ts'
import type { Within } from './within.ts'

/** Verbs whose answer is where the one statement stands that they sign. */
export type MatterVerb =
  | ('consentAsk' | 'consentGrant' | 'consentDeny' | 'consentWithdraw' | 'consentUsed')
  | ('exceptionNotice' | 'consultAsk' | 'consultDone' | 'exceptionDone')
  | ('retag' | 'correct' | 'recall' | 'recallResult' | 'passedOn')
  | ('supplement' | 'request' | 'comment' | 'formalise')
  | ('freezeInfo' | 'freezeQuery' | 'liftIntent' | 'liftReasons' | 'freezeLifted')
  | ('settlement' | 'redirect' | 'redirectAnswer' | 'breach' | 'retentionReview')
  | ('statusAsk' | 'statusGive' | 'notNeeded' | 'close')

/** What some verbs mean: a row for each. */
export type Meanings<Verb extends MatterVerb> = {
  readonly [Name in Verb]: (asked: Asked<Name>['body'], within: Within) => Meant
}

/** A matter as terms name it. */
export const idOf = ({ entry }: Matter): Uint8Array => fromHex(entry.statement)
