/** What may be done, and what the tags mean (docs/protocol, Conditions). */
import type * as api from '../../node/api/client.ts'
import { englishVocabulary, namesOf } from '../../node/api/client.ts'
import type * as protocol from '../../protocol/index.ts'

type Texts<List extends readonly string[]> = Readonly<Record<List[number], string>>

export const operationTexts: Texts<typeof protocol.operations> = namesOf(englishVocabulary.operations)

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
  human: 'the recorded decision of the head of the desk (--decide)',
  fetch: 'word from the originator, who may have withdrawn something: "sponte use" fetches it',
}

export const tagEffectTexts: Texts<typeof api.tagEffects> = namesOf(englishVocabulary.effects)

export const useDutyTexts: Texts<typeof protocol.useDutyCodes> = namesOf(englishVocabulary.duties)

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

export const papTexts: Texts<typeof protocol.papLabels> = {
  'PAP:RED': 'nothing that anybody could notice',
  'PAP:AMBER': 'acts, but not towards those concerned, or no freezing yet',
  'PAP:GREEN': 'active use',
  'PAP:CLEAR': 'no restriction on action',
}

/** What a family of tags decides. */
export const familyTexts: Texts<typeof protocol.familyNames> = {
  AUD: 'who may see it',
  PUR: 'for which purposes',
  EV: 'whether it is evidence',
  ONW: 'whether it may be passed on',
  CONF: 'what has to be kept confidential',
  ACT: 'what may be done on it',
  REL: 'over which relays it may travel',
  RET: 'how long it may be kept',
  EVAL: 'how reliable it is',
  DP: 'which data are protected',
  SEC: 'which secrecy it is under',
  CLS: 'whether it is classified',
  BIND: 'how the conditions come to bind',
  URG: 'how urgent it is',
  OTHER: 'what only words say',
}

/** How far the tags for a label of each scheme are what it says. */
export const foreignTexts: Texts<typeof api.foreignSchemes> = {
  TLP: 'TLP says who may see it, and nothing else. What may go on is asked of the originator each time.',
  EUROPOL:
    'The codes say use and passing on. All purposes against crime are proposed: leave out what is not meant.',
  '4X4': 'The evaluation says how reliable it is, and permits nothing.',
  ADMIRALTY: 'The two scales ask different questions: where they differ the worse is proposed. Check it.',
  PAP: 'PAP says what may be done on it. Where no tag says exactly that, the narrower one is proposed.',
  EU: 'The marking says how it is classified. Who may see and use it is decided besides.',
  IEP: 'Its name, description, beginning and encryption become no tag: read them. Indirect acts have none either.',
}

/** What each tag, and each rule of the law, says; arguments stand behind it. */
export const tagTexts: Readonly<Record<string, string>> = {
  ...namesOf(englishVocabulary.tags),
  ...namesOf(englishVocabulary.exceptions),
  RECALLED: 'called back by the originator',
  CONDITIONS_UNREADABLE: 'the conditions cannot be read, so nothing is permitted',
  UNKNOWN: 'not known to this version: a person must interpret it, and until then it blocks',
}
