/** What may be done, and what the tags mean (docs/protocol, Conditions). */
import type * as api from '../../node/api/client.ts'
import type * as protocol from '../../protocol/index.ts'

type Texts<List extends readonly string[]> = Readonly<Record<List[number], string>>

export const operationTexts: Texts<typeof protocol.operations> = {
  READ: 'read it',
  CHECK: 'compare it with own holdings',
  INT: 'share it inside the institution',
  DOM: 'share it with another authority of this State',
  ONW: 'share it with another State, network or organisation',
  RELAY: 'forward it sealed',
  LEAD: 'use it as a lead',
  MLA: 'use it to write a formal request',
  EVID: 'disclose it in judicial proceedings',
  COERCE: 'base a freeze, a search or an arrest on it',
  TIPOFF: 'contact the person, a bank or a third party',
  NONCRIM: 'use it in civil, administrative or tax matters',
  EXPORT: 'print it, copy it, take it out of the node',
  AUTO: 'analyse or translate it automatically',
  RETAIN: 'keep it beyond its date',
  EXCULP: 'disclose what exculpates an accused person',
  STAT: 'count it, without content',
}

export const effectTexts: Texts<typeof api.effects> = {
  allow: 'permitted',
  needs: 'not before what is listed',
  deny: 'NOT permitted',
}

export const needTexts: Texts<typeof api.needs> = {
  consent: "the originator's consent",
  'notify-before': 'a notice to the originator, before',
  consultation: 'the consultation that the originator can ask for, until its date',
  'notify-after': 'a notice to the originator, after',
  human: "an officer's recorded decision",
  fetch: 'a look at the relays: a withdrawal may be waiting ("sponte directory update")',
}

export const tagEffectTexts: Texts<typeof api.tagEffects> = {
  A: 'permits it',
  C: "asks for the originator's consent",
  NB: 'asks for a notice to the originator before',
  NA: 'asks for a notice to the originator after',
  H: "asks for an officer's recorded decision",
  D: 'forbids it',
}

export const useDutyTexts: Texts<typeof protocol.useDutyCodes> = {
  NOTIFY_AFTER: 'tell the originator afterwards',
  ERASE: 'erase it when its time is over',
  REVIEW: 'review how long it is kept',
  NO_ATTRIBUTION: 'do not name the originator or its source',
  AGGREGATE_ONLY: 'count it in totals only',
  HIDE_EXISTENCE: 'do not let it be known that it exists',
  CHECK_CLOCK: 'check the clock of this machine',
  REPORT_USE: 'report the use to the originator, who consented to it',
  BIND_RECIPIENT: 'bind whoever receives it by the tags of the consent',
  UNDERTAKE_TIGHTENING: 'undertake the tightened conditions, or say that they cannot be kept',
  REPORT_EXCEPTION: 'report to the originator what was done by the law, and which tags were not kept',
  LOG_ACCESS: 'enter who saw the logs, when and why',
}

export const whomTexts: Texts<typeof api.whomToAsk> = {
  originator: 'the originator',
  'own-officer': 'an officer of yours, who undertakes the conditions',
  'own-head': 'the head of your desk',
}

export const bindingTexts: Texts<typeof api.bindings> = {
  'BY-LAW': 'binding by law, on receipt',
  'PRIOR-NOTICE': 'binding after notice and agreement',
  OFFER: 'sealed until undertaken',
  MOU: 'binding under a memorandum',
}

const deskProtection =
  'The receiver has the content at once, under a key that only its officers unlock: a stolen disk shows nothing of it; a server taken over while it runs shows what arrives from then on, and the rest once an officer there signs or opens anything.'
const offerProtection =
  'The content stays with the sender until an officer of the receiver has undertaken the conditions: until then nobody on that side reads it, not even with the whole running server in hand.'

/** What each binding mode protects the content against (docs/threat-model.md): one sentence, wherever a mode is shown. */
export const protectionTexts: Texts<typeof api.bindings> = {
  'BY-LAW': deskProtection,
  'PRIOR-NOTICE': offerProtection,
  OFFER: offerProtection,
  MOU: deskProtection,
}

export const urgencyTexts: Texts<typeof api.urgencies> = {
  NORMAL: 'normal',
  URGENT: 'URGENT',
  IMMEDIATE: 'IMMEDIATE: assets are about to move',
}

export const tlpTexts: Texts<typeof protocol.tlpLabels> = {
  'TLP:RED': 'named persons only',
  'TLP:AMBER+STRICT': 'the receiving institution only',
  'TLP:AMBER': 'the institution and listed authorities',
  'TLP:GREEN': 'contact points of the network',
  'TLP:CLEAR': 'public',
}

export const handlingTexts: Texts<typeof protocol.handlingCodes> = {
  H0: 'for preventing and combating crime only',
  H1: 'not in judicial proceedings without permission',
  H2: 'not to be passed on without permission',
  H3: 'other restrictions: a person must read them',
}

/** The sentence for each tag; its arguments stand behind it. */
export const tagTexts: Readonly<Record<string, string>> = {
  'AUD:NAMED': 'for named persons only',
  'AUD:DESK': 'for the contact-point desk only',
  'AUD:ORG': 'for the receiving institution, need to know',
  'AUD:DOM': 'also for these kinds of authority of the receiving State',
  'AUD:NET': 'for the contact points of a network',
  'AUD:PUBLIC': 'published',
  'PUR:CRIM-INV': 'for criminal investigation',
  'PUR:CRIM-PROS': 'for prosecution',
  'PUR:CRIM-TRIAL': 'for trial',
  'PUR:TRACE': 'for tracing assets',
  'PUR:FREEZE': 'for freezing assets',
  'PUR:CONFISC': 'for confiscation',
  'PUR:MLA-PREP': 'for preparing a request for mutual legal assistance',
  'PUR:FIU-ANALYSIS': 'for analysis by a financial intelligence unit',
  'PUR:CIVIL': 'for civil proceedings',
  'PUR:ADMIN': 'for administrative proceedings',
  'PUR:TAX': 'for tax matters',
  'PUR:THREAT': 'against an immediate and serious threat',
  'EV:MLA-ONLY': 'only to prepare a request; neither a lead nor evidence',
  'EV:LEAD': 'a lead only, not evidence in court without consent',
  'EV:COERCE-OK': 'may base provisional measures; not evidence in court without consent',
  'EV:OK': 'may be used as evidence',
  'ONW:NO': 'not to be passed on',
  'ONW:CONSENT': 'passed on only with consent',
  'ONW:LIST': 'may be passed on to those listed, else with consent',
  'CONF:CONTENT': 'the content is confidential',
  'CONF:EXISTENCE': 'even that it exists is confidential',
  'CONF:UNTIL': 'confidential until a date or event',
  'CONF:SOURCE': 'must not be attributed to the originator or its source',
  'ACT:NONE': 'do nothing with it',
  'ACT:ASK-FIRST': 'ask the originator before any act',
  'ACT:PASSIVE': 'own files and registers only, nothing visible outside',
  'ACT:ACTIVE': 'inquiries that are visible outside are allowed',
  'ACT:NO-TIPOFF': 'nobody concerned may be contacted',
  'ACT:NO-FREEZE-YET': 'no freeze without asking first',
  'REL:DIRECT': 'sent directly, without relays',
  'REL:SEALED': 'forwarded sealed, by the relays listed',
  'REL:ANY-SEALED': 'forwarded sealed, by any relay of the network',
  'RET:DELETE': 'to be deleted by',
  'RET:REVIEW': 'to be reviewed or erased by',
  'RET:HOLD': 'kept, restricted, for the reason given',
  EVAL: 'reliability of source and information',
  'DP:SPECIAL': 'special categories of personal data',
  'DP:VICTIM': 'data of a victim',
  'DP:WITNESS': 'data of a witness',
  'DP:MINOR': 'data of a minor',
  'DP:BASIS': 'basis for the transfer of personal data',
  'DP:NO-AUTO': 'no automatic processing',
  'SEC:BANK': 'under bank secrecy',
  'SEC:TAX': 'under tax secrecy',
  'SEC:FIU': 'under the secrecy of a financial intelligence unit',
  'SEC:PRIVILEGE': 'under legal privilege: a filter team reads first',
  'SEC:INFORMANT': 'protects an informant',
  'CLS:NONE': 'not classified',
  'CLS:RESTRICTED': 'restricted, with the national marking',
  'BIND:BY-LAW': 'the conditions bind by law, on receipt',
  'BIND:PRIOR-NOTICE': 'the conditions bind after notice and agreement',
  'BIND:OFFER': 'sealed until the conditions are undertaken',
  'BIND:MOU': 'the conditions bind under a memorandum',
  'URG:NORMAL': 'normal urgency',
  'URG:URGENT': 'urgent',
  'URG:IMMEDIATE': 'immediate: assets are about to move',
  OTHER: 'in other words: a person must interpret it, and until then it blocks',
  'X:EXCULP': 'the right of an accused person (UNCAC 46(5))',
  'X:LIFE': 'an imminent threat to life',
  'X:COMPELLED': 'what the law of this State forces',
  'X:OVERSIGHT': 'access of supervisors to logs',
  'X:DATASUBJECT': 'an answer to the person whose data it is',
  RECALLED: 'called back by the originator',
  CONDITIONS_UNREADABLE: 'the conditions cannot be read, so nothing is permitted',
  UNKNOWN: 'not known to this version: a person must interpret it, and until then it blocks',
}
