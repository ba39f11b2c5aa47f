import type { VocabularyTexts } from '../catalogue.ts'

/** English. */
export const en: VocabularyTexts = {
  tags: {
    'AUD:NAMED':
      'for named persons only | Only the officers named may read it, and they share it with nobody.',
    'AUD:DESK':
      'for the contact-point desk only | The desk reads it; anybody else needs the consent of the originator.',
    'AUD:ORG':
      'for the receiving institution, need to know | Officers of the institution who need it may read it.',
    'AUD:DOM':
      'also for these kinds of authority of the receiving State | Listed kinds of authority of the receiving State may have it too.',
    'AUD:NET': 'for the contact points of a network | It may go to the contact points of the network named.',
    'AUD:PUBLIC': 'published | It is public, and says nothing that is not.',
    'PUR:CRIM-INV': 'for criminal investigation | It may be used to investigate an offence.',
    'PUR:CRIM-PROS': 'for prosecution | It may be used to prosecute an offence.',
    'PUR:CRIM-TRIAL': 'for trial | It may be used in a criminal trial.',
    'PUR:TRACE': 'for tracing assets | It may be used to find where assets went.',
    'PUR:FREEZE': 'for freezing assets | It may be used to freeze or seize assets.',
    'PUR:CONFISC': 'for confiscation | It may be used to confiscate assets and to return them.',
    'PUR:MLA-PREP':
      'for preparing a request for mutual legal assistance | It may be used to write a formal request.',
    'PUR:FIU-ANALYSIS':
      'for analysis by a financial intelligence unit | A financial intelligence unit may analyse it.',
    'PUR:CIVIL': 'for civil proceedings | It may be used in civil proceedings.',
    'PUR:ADMIN': 'for administrative proceedings | It may be used in administrative proceedings.',
    'PUR:TAX': 'for tax matters | It may be used in tax proceedings.',
    'PUR:THREAT':
      'against an immediate and serious threat | It may be used to avert an immediate, serious threat.',
    'EV:MLA-ONLY':
      'only to prepare a request; neither a lead nor evidence | It may be used to write a formal request and for nothing else.',
    'EV:LEAD':
      'a lead only, not evidence in court without consent | It may guide an investigation; a court does not see it without consent.',
    'EV:COERCE-OK':
      'may base provisional measures; not evidence in court without consent | A freeze or search may rest on it; a court does not see it as evidence without consent.',
    'EV:OK': 'may be used as evidence | Consent to its use as evidence is given now.',
    'ONW:NO': 'not to be passed on | It goes to no other State, network or organisation.',
    'ONW:CONSENT':
      'passed on only with consent | It goes to another State, network or organisation only with consent.',
    'ONW:LIST':
      'may be passed on to those listed, else with consent | Those listed may have it; anybody else only with consent.',
    'CONF:CONTENT':
      'the content is confidential | It leaves the node only when a person has decided so, and nobody concerned is told without consent.',
    'CONF:EXISTENCE':
      'even that it exists is confidential | Not even the fact of the disclosure may be known.',
    'CONF:UNTIL':
      'confidential until a date or event | Until then nothing is done that could be noticed outside of the desk.',
    'CONF:SOURCE':
      'must not be attributed to the originator or its source | It may be used without naming where it comes from.',
    'ACT:NONE': 'do nothing with it | No act of any kind may rest on it.',
    'ACT:ASK-FIRST': 'ask the originator before any act | Every act needs the consent of the originator.',
    'ACT:PASSIVE':
      'own files and registers only, nothing visible outside | It may be compared with what one has; nobody outside may notice.',
    'ACT:ACTIVE': 'inquiries that are visible outside are allowed | Inquiries may be seen from outside.',
    'ACT:NO-TIPOFF': 'nobody concerned may be contacted | The persons concerned must not learn of it.',
    'ACT:NO-FREEZE-YET':
      'no freeze without asking first | The assets are being watched; a freeze needs consent.',
    'REL:DIRECT': 'sent directly, without relays | No relay carries it, not even sealed.',
    'REL:SEALED': 'forwarded sealed, by the relays listed | Only the relays listed may carry it, sealed.',
    'REL:ANY-SEALED': 'forwarded sealed, by any relay of the network | Any relay may carry it, sealed.',
    'RET:DELETE': 'to be deleted by | It is erased by this date, unless the originator consents to more.',
    'RET:REVIEW':
      'to be reviewed or erased by | By this date a person decides whether it is kept; otherwise it is erased.',
    'RET:HOLD':
      'kept, restricted, for the reason given | The law asks to keep it: it is restricted instead of erased.',
    EVAL: 'reliability of source and information | How reliable the source is, and the information.',
    'DP:SPECIAL':
      'special categories of personal data | Specially protected personal data: only officers with that role read it.',
    'DP:VICTIM': 'data of a victim | It concerns a victim: only officers with that role read it.',
    'DP:WITNESS': 'data of a witness | It concerns a witness: only officers with that role read it.',
    'DP:MINOR': 'data of a minor | It concerns a minor: only officers with that role read it.',
    'DP:BASIS': 'basis for the transfer of personal data | On what ground of law the data were sent.',
    'DP:NO-AUTO': 'no automatic processing | No machine analyses or translates it.',
    'SEC:BANK': 'under bank secrecy | It comes from under bank secrecy: as evidence only with consent.',
    'SEC:TAX': 'under tax secrecy | It comes from under tax secrecy: as evidence only with consent.',
    'SEC:FIU':
      'under the secrecy of a financial intelligence unit | It comes from a financial intelligence unit: as evidence only with consent.',
    'SEC:PRIVILEGE':
      'under legal privilege: a filter team reads first | Lawyer and client may be protected: a filter team reads first.',
    'SEC:INFORMANT':
      'protects an informant | It could show who an informant is: as evidence only with consent.',
    'CLS:NONE': 'not classified | It bears no classification.',
    'CLS:RESTRICTED': 'restricted, with the national marking | It is classified RESTRICTED and is marked so.',
    'BIND:BY-LAW': 'the conditions bind by law, on receipt | They bind by law as soon as it arrives.',
    'BIND:PRIOR-NOTICE':
      'the conditions bind after notice and agreement | Its nature is told first, and the content follows the agreement.',
    'BIND:OFFER':
      'sealed until the conditions are undertaken | The content leaves the sender only when they are undertaken.',
    'BIND:MOU': 'the conditions bind under a memorandum | They bind as a memorandum of understanding says.',
    'URG:NORMAL': 'normal urgency | The usual time is enough.',
    'URG:URGENT': 'urgent | An answer is needed within hours or days.',
    'URG:IMMEDIATE': 'immediate: assets are about to move | Assets are about to move: act now.',
    OTHER:
      'in other words: a person must interpret it, and until then it blocks | A person says what it means and tells the originator; until then it blocks.',
  },
  operations: {
    READ: 'read it | Open it and read it.',
    CHECK: 'compare it with own holdings | Search own files and registers for it.',
    INT: 'share it inside the institution | Give it to somebody of the own institution.',
    DOM: 'share it with another authority of this State | Give it to another authority of this State.',
    ONW: 'share it with another State, network or organisation | Give it beyond this State.',
    RELAY: 'forward it sealed | Let a relay carry it sealed.',
    LEAD: 'use it as a lead | Open or steer an investigation by it.',
    MLA: 'use it to write a formal request | Write a request for mutual legal assistance with it.',
    EVID: 'disclose it in judicial proceedings | Put it before a court.',
    COERCE: 'base a freeze, a search or an arrest on it | Let a coercive measure rest on it.',
    TIPOFF: 'contact the person, a bank or a third party | Let somebody concerned learn of it.',
    NONCRIM: 'use it in civil, administrative or tax matters | Use it outside of criminal proceedings.',
    EXPORT: 'print it, copy it, take it out of the node | Take it out of what this node protects.',
    AUTO: 'analyse or translate it automatically | Let a machine work on it.',
    RETAIN: 'keep it beyond its date | Keep it although its time is over.',
    EXCULP: 'disclose what exculpates an accused person | Give an accused person what speaks for them.',
    STAT: 'count it, without content | Count it, and show nothing of it.',
  },
  effects: {
    A: 'permits it | It is permitted, and entered in the ledger.',
    C: "asks for the originator's consent | The originator has to consent first.",
    NB: 'asks for a notice to the originator before | The originator is told first, and one waits.',
    NA: 'asks for a notice to the originator after | The originator is told afterwards.',
    H: "asks for an officer's recorded decision | A person decides first, and the decision is recorded.",
    D: 'forbids it | It is not permitted.',
  },
  duties: {
    NOTIFY_AFTER: 'tell the originator afterwards | Tell the originator without delay what was done.',
    ERASE: 'erase it when its time is over | Erase it by its date.',
    REVIEW: 'review how long it is kept | Decide by its date whether it is kept.',
    NO_ATTRIBUTION: 'do not name the originator or its source | Use it without naming where it comes from.',
    AGGREGATE_ONLY: 'count it in totals only | Show it only in sums that do not give it away.',
    HIDE_EXISTENCE: 'do not let it be known that it exists | Keep it out of lists and file indexes.',
    CHECK_CLOCK: 'check the clock of this machine | The clock of this machine is behind: put it right.',
    REPORT_USE:
      'report the use to the originator, who consented to it | Tell the originator that its consent was used.',
    BIND_RECIPIENT:
      'bind whoever receives it by the tags of the consent | Hand the tags of the consent on with it.',
    UNDERTAKE_TIGHTENING:
      'undertake the tightened conditions, or say that they cannot be kept | Conditions were tightened: undertake them, or say that you cannot.',
    REPORT_EXCEPTION:
      'report to the originator what was done by the law, and which tags were not kept | Tell the originator what the law made you do, and which tags were not kept.',
    LOG_ACCESS: 'enter who saw the logs, when and why | Record who looked at the logs, when and why.',
  },
  exceptions: {
    'X:EXCULP':
      'the right of an accused person (UNCAC 46(5)) | What exculpates an accused person may be disclosed; the originator is told before.',
    'X:LIFE':
      'an imminent threat to life | What is strictly needed to save a life is permitted; the originator is told at once.',
    'X:COMPELLED':
      'what the law of this State forces | What the law forces is done; the originator is told, and which tags were not kept.',
    'X:OVERSIGHT': 'access of supervisors to logs | Supervisors see the logs, never the content.',
    'X:DATASUBJECT':
      'an answer to the person whose data it is | The person is answered; the originator is consulted first.',
  },
}
