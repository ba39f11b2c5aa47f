/** States, in words that promise no more than is proven. */
import type * as api from '../../node/api/client.ts'

type Texts<List extends readonly string[]> = Readonly<Record<List[number], string>>

export const deliveryTexts: Texts<typeof api.deliveryStates> = {
  queued: 'queued here, not yet handed over',
  'handed-to-relay': 'handed to a relay, not yet delivered',
  delivered: "stored by the other institution's node",
  waiting: 'arrived, but waits for an earlier message',
  rejected: "refused by the other institution's node",
  undeliverable: 'not delivered, and given up',
}

export const attachmentStateTexts: Texts<typeof api.attachmentStates> = {
  waiting: 'under way',
  complete: 'complete',
  'given-up': 'given up',
}

export const deliveryReasonTexts: Texts<typeof api.deliveryReasons> = {
  NO_ROUTE: 'no address and no relay is known for it',
  UNREACHABLE: 'nobody answered at its addresses',
  TIMED_OUT: 'the connection was too slow',
  RELAY_FULL: "the relay's mailbox is full",
  NO_PREKEY: 'it has published no key to seal to; update the directory',
  NOT_TRUSTED: 'it is not trusted now',
  BUSY: 'it is busy and will be tried again',
  NOT_ACCEPTED: 'its node refused it',
  UNREADABLE: 'its node could not read it',
  UPGRADE_NEEDED: 'its node needs an update',
  EXPIRED: 'its last day is over: its node was not reached in time',
  EARLIER_MISSING: 'an earlier message of ours never reached its node',
}

export const filesReasonTexts: Texts<typeof api.filesReasons> = {
  BUSY: 'no room for them there yet; they go on when it asks for them',
  EXPIRED: 'no part of them has left for 45 days; they go on when there is a way again',
  RETURNED: 'not sent on: the disclosure was returned',
  NOT_ACCEPTED: 'refused: they are not the files that were signed; send them anew',
}

export const gapTexts: Texts<typeof api.gaps> = {
  waiting: 'a message of theirs waits for an earlier one that has not come',
  'given-up': 'an earlier message of theirs never came; ask them what it was',
}

export const phaseTexts: Texts<typeof api.phases> = {
  NOTICED: 'notice sent; the conditions are not answered yet',
  AGREED: 'conditions undertaken; not released yet',
  COUNTERED: 'other conditions proposed',
  DECLINED: 'declined; nothing was released',
  WITHDRAWN: 'notice withdrawn; nothing was released',
  LAPSED: 'notice ran out; nothing was released',
  DISCLOSED: 'sent; nobody has undertaken the conditions',
  UNDERTAKEN: 'conditions undertaken by an officer',
  ACKNOWLEDGED: 'acknowledged',
  REFUSED: 'refused',
  RETURNED: 'returned: the conditions cannot be kept',
  FORKED: 'two histories: go on in a new exchange',
}

/** What this institution owes itself. */
export const ownDutyTexts: Texts<typeof api.ownDuties> = {
  SETTLE_DRAFT: 'decide about a draft that was made from it (draft settle)',
  REPORT_USE: 'report what was done under a consent (consent used, passed-on)',
  REPORT_ANSWERS: 'say again how many have answered: one has let its date pass, or all have (recall result)',
  PASS_ON: 'pass it on to whoever got what was made from it (recall pass-on)',
}

export const builtTexts: Texts<typeof api.builtKinds> = {
  draft: 'a draft',
  sent: 'disclosed by us',
  dossier: 'a dossier',
  'taken-out': 'taken out of the node',
  use: 'used',
  'passed-on': 'passed on to a party without a node',
}

/** Why a search left a text out. */
export const unsearchedTexts: Texts<typeof api.unsearchedReasons> = {
  NOT_UNDERTAKEN: 'nobody has undertaken the conditions',
  NOT_PERMITTED:
    'the conditions do not permit it, or a person has to decide ("sponte may read", "sponte may check")',
  BY_CONSENT: 'only a consent permits it, and a search spends none',
  KEY_NOT_SHARED: 'you were not given the key',
  DAMAGED: 'what is kept cannot be read, or is not what was signed',
  TOO_LARGE: 'more than one search opens',
  TOO_MANY: 'more texts than one search looks into; the oldest were left out',
}

/** What officers did. */
export const actTexts: Texts<typeof api.countedActs> = {
  opened: 'opened',
  exported: 'taken out of the node',
  used: 'used outside of the node',
  searched: 'searched',
  denied: 'denied',
  decided: 'decided by the head of the desk',
  tightened: 'made narrower by ourselves',
  loosened: 'own narrowing taken back',
  interpreted: 'a tag interpreted',
  erased: 'erased',
}

export const dutyTexts: Texts<typeof api.duties> = {
  ANSWER_NOTICE: 'undertake the conditions, propose others, or decline',
  ANSWER_COUNTER: 'give a new notice, or withdraw it',
  UNDERTAKE: 'read the conditions, then undertake or decline',
  ACKNOWLEDGE: 'acknowledge or refuse',
  ANSWER: 'answer the question',
  FEEDBACK: 'give the feedback that was asked for',
  FEEDBACK_REMINDER: 'give feedback',
  NEWS: 'send the news that were promised',
  REVIEW_RETENTION: 'review whether it is still needed',
  CERTIFY_DELETION: 'erase it, and certify that',
  BEFORE_ERASURE: 'review whether it is kept, or it is erased by itself',
  ANSWER_REDIRECT: 'agree that another authority gets it, or decline',
  ANSWER_FREEZE: 'say what is frozen, or that nothing is',
  PROLONG_FREEZE: 'prolong the freeze, or say that it ended',
  GIVE_REASONS: 'give reasons against lifting the freeze, if there are any',
  DECIDE_LIFT: 'keep the freeze, or lift it',
  COMMENT: 'comment on the request',
  GIVE_STATUS: 'say how far it has come',
  DECIDE_CONSENT: 'consent, or deny with a reason',
  CONSULT: 'consult before the disclosure that the law requires',
  REPORT_EXCEPTION: 'say whether the exception was used, or is no longer needed',
  CORRECT: 'correct the item, and say so',
  CARRY_OUT_RECALL: 'carry out the recall, and say what was done',
  UNDERTAKE_TIGHTENED: 'read the tightened conditions, then undertake or return',
}

export const effectOfMessageTexts: Texts<typeof api.effectsOfMessage> = {
  STANDS: 'stands',
  PENDING: 'the other side has written nothing since',
  OVERTAKEN: 'overtaken by another message',
  VOID: 'refused, without effect',
}

export const draftStateTexts: Texts<typeof api.draftStates> = {
  open: 'open',
  submitted: 'waits for a second officer',
  returned: 'returned with a note',
  approved: 'approved',
  sent: 'sent',
}

/** Why a draft waits for an officer. */
export const stopTexts: Texts<typeof api.stopReasons> = {
  RECALLED: 'was called back: it waits for an officer (sponte draft settle)',
  CORRECTED: 'was corrected: it waits for an officer (sponte draft settle)',
}

export const severityTexts: Texts<typeof api.severities> = { error: 'must', warning: 'should' }

export const standingTexts: Texts<typeof api.standings> = {
  verified: 'fingerprint compared',
  provisional: 'fingerprint not compared yet',
  held: 'changed key, waits for confirmation',
  expired: 'expired',
  revoked: 'revoked',
}

export const prekeyTexts: Texts<typeof api.prekeyStates> = {
  fresh: 'ready',
  stale: 'old keys: ready, with less protection',
  none: 'no keys yet: update the directory',
}

export const checkStateTexts: Texts<typeof api.checkStates> = {
  ok: 'ok',
  warning: 'look',
  fault: 'FAULT',
  skipped: '-',
}

export const recoveryPhaseTexts: Texts<typeof api.recoveryPhases> = {
  stopped: 'has lost some of its past and stands still: "sponte recover"',
  renewing: 'a recovery was begun and not finished: "sponte recover"',
  reconciling: 'asks others for what it has lost',
}

export const ledgerFaultTexts: Texts<typeof api.ledgerFaults> = {
  RECORD_MISSING: 'a record is missing',
  RECORD_UNREADABLE: 'a record cannot be read',
  LEAF_MISMATCH: 'a record is not the one that was entered',
  ROLLED_BACK: 'it is older than it was before',
  SIGNATURE_INVALID: 'a checkpoint is not signed by this node',
}

/** What `doctor` looked at: when it is well, and what to do when it is not. */
export const checkTexts: Readonly<
  Record<(typeof api.doctorChecks)[number], { readonly looksAt: string; readonly whatToDo: string }>
> = {
  SELF_TEST: {
    looksAt: 'cryptography of this machine',
    whatToDo: 'Do not use this machine. Report the processor and the Node version.',
  },
  DATA_FOLDER: { looksAt: 'data directory', whatToDo: 'Give the folder to this user alone: chmod 700.' },
  DISK_SPACE: { looksAt: 'free disk space', whatToDo: 'Make room before the disk is full.' },
  KEYS: { looksAt: 'key files', whatToDo: 'Put back a copy of them; never edit them.' },
  DATABASE: {
    looksAt: 'database',
    whatToDo: 'Keep this folder as it is, and put back a copy of the whole data directory.',
  },
  LEDGER: { looksAt: 'ledger', whatToDo: 'Run "sponte ledger verify" and keep what it says.' },
  CLOCK: { looksAt: 'clock', whatToDo: 'Set the clock with chrony or systemd-timesyncd.' },
  MEMBERSHIP: { looksAt: 'membership in a network', whatToDo: 'Apply or renew: "sponte network list".' },
  STATUS_FRESH: {
    looksAt: 'age of the list of revocations',
    whatToDo:
      'Once it is seven days old, every release is held. Run "sponte directory update"; if it stays old, ask the secretariat, which signs it with "sponte network status".',
  },
  OFFICERS: {
    looksAt: 'officers',
    whatToDo:
      'Two active officers are needed to send, one to receive: "sponte officer add". After a fault nothing that arrives is taken in until an officer signs or opens anything.',
  },
  LISTENING: { looksAt: 'addresses listened at', whatToDo: 'Check --listen, the firewall and the proxy.' },
  RELAYS: {
    looksAt: 'relays',
    whatToDo: 'Check the connection, the proxy and the firewall towards the relays.',
  },
  PREKEYS: {
    looksAt: 'published keys for receiving',
    whatToDo: 'Leave the node running and connected, so that it can publish new ones.',
  },
  ALARMS: {
    looksAt: 'content that was sent without being asked for',
    whatToDo:
      'An institution sent content that nobody here had undertaken to receive; nothing of it was kept. "sponte status" names it: ask it by telephone, and tell the secretariat.',
  },
  OUTBOX: { looksAt: 'messages on their way', whatToDo: 'Look at "sponte outbox" for the reason of each.' },
  BACKUP: {
    looksAt: 'backups',
    whatToDo:
      'Make a key ("sponte backup key"), a backup at least once a week ("sponte backup create"), and prove one every three months ("sponte backup rehearse").',
  },
  RECOVERY: {
    looksAt: 'what this node knows of its past',
    whatToDo:
      'Where it has stopped, run "sponte recover". Where it waits for institutions, leave it running and connected; "sponte status" names them.',
  },
}

export const officerStandingTexts: Texts<typeof api.officerStandings> = {
  active: 'active',
  expired: 'expired',
  revoked: 'revoked',
}

export const roleTexts: Texts<typeof api.nodeRoles> = {
  member: 'member',
  secretariat: 'secretariat of a network',
  relay: 'relay',
}

export const releaseTexts: Texts<typeof api.releaseStates> = {
  released: 'released, and on its way',
  held: 'held: not released',
  waiting: 'nothing to release: the conditions are not undertaken',
}

/** Why the node would not release by itself; what to do follows the semicolon. */
export const holdReasonTexts: Texts<typeof api.holdReasons> = {
  UNDERTAKING_ENDS: 'their undertaking ends within the hour; ask them to undertake again',
  NOTICE_OVER: 'they undertook it after the date of the notice; release by hand, or withdraw',
  STATUS_STALE:
    'the list of revocations is older than seven days; "sponte directory update": it goes by itself once there is a new one, or release by hand',
  SOURCE_CHANGED:
    'what it was made from was called back, corrected or no longer permits it, or could not be asked; mend it there, then release, which asks again and overrides nothing; or withdraw',
  NOT_TRUSTED: 'a certificate of theirs or of ours does not count now; ask your secretariat',
  NOT_MEMBER: 'this node is not in that network now',
  FOUR_EYES: 'an officer who drafted or approved it no longer counts; withdraw, and approve it again',
  NOT_NOW:
    'it was armed before this node recovered, or a newer notice counts; release by hand, or notice again',
  RECOVERING: 'what was placed with them before is not all here yet; wait until they have told it',
  BUNDLE_STALE: 'no key to seal to is known; "sponte directory update"',
  CLOCK_WRONG: "this machine's clock is wrong; set it",
  OTHER: 'the log names the code',
}
