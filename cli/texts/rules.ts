/**
 * Why the exchange does not take a message, in the words of an officer, with what to do; by the rule that does not hold
 * (docs/protocol/3-exchange.md §3). Rules that only a fault of a node could break have no sentence.
 */
export const ruleTexts: Readonly<Record<string, string>> = {
  'form.body-needed': 'It says nothing without a text: --text-file.',
  'form.exception-time':
    'Say when it is planned; or, where there was no time for a notice, when it was done and why (UNCAC 46(5)).',
  'form.consultation':
    'Leave them five days to ask for a consultation; or say with --reason why it has to be sooner (UNCAC 46(5)).',
  'form.dates': 'A date until which something is waited for, or holds, is yet to come: set a later one.',
  'form.result-complete':
    'It is carried out when all have answered to whom it was passed on: say that it is in part, and how many are silent.',
  'form.freeze': 'A freeze is new, or it goes on in one that was told of; and it ends after it began.',
  'form.lift-time': 'Reasons against a lifting are heard before it: set their date first (UNCAC 55(8)).',
  'form.retention':
    'What is kept or held is so for a reason and until a date; what is erased has neither (Directive (EU) 2016/680 5).',
  'place.yours': 'It is for the other side to say.',
  'chain.not-forked':
    'The exchange has two histories: only what tightens or reports is still taken. Go on in a new exchange (exchange §6).',
  'family.now': 'At this stage of the exchange it cannot be said: "sponte show" says what can (exchange §4).',
  'family.disclosure': 'It is about an earlier notice or disclosure than the one that counts now.',
  'family.refs': 'It names a message that is not there.',
  'undertaking.conditions':
    'The conditions are not those that are offered now: read them again (UNCAC 46(5)).',
  'undertaking.bound':
    'Conditions were undertaken 64 times in this exchange: return the disclosure, or go on.',
  'content.covered':
    'A text is content, and nobody has undertaken the conditions that would cover it: leave it out, or let the receiver undertake them first (exchange §4).',
  'content.mutual':
    'They are not bound to keep your text confidential: leave it out, or undertake with --mutual first (exchange §4).',
  'notice.named': 'It is about an earlier notice than the one that counts now.',
  'notice.binding':
    'How the conditions bind cannot change within an exchange: keep its BIND tag (exchange §4).',
  'notice.bound': 'Notice was given 64 times in this exchange: begin another.',
  'release.notice': 'The notice that it was signed for no longer counts.',
  'release.undertaken': 'Nobody has undertaken exactly this notice.',
  'release.conditions': 'The conditions are not those that were undertaken.',
  'release.once': 'It was released already.',
  'late.release': 'There is nothing that came too late.',
  'matter.items': 'It names an item that is not in the disclosure, or comes before it was disclosed.',
  'matter.named': 'It is about something that is not there, or in which this side has nothing to say.',
  'matter.state':
    'What it is about is past that stage, or not there yet: "sponte show" says where it stands.',
  'matter.bound': 'Too much was said about it already: it can only be brought to its end.',
  'matter.one-at-a-time': 'One is open already: wait for the answer, or drop it with "sponte not-needed".',
  'grant.scope':
    'A consent is never wider than what was asked for: the same operation, and no other item, purpose, recipient or proceeding (CETS 198 46(8)).',
  'used.scope':
    'The consent does not reach that far: what was used beyond it is no use under a consent, and is a breach to be told (exchange §5).',
  'used.often':
    'The consent was for a number of uses, and all were reported: ask for another; what was used beyond it is a breach to be told (exchange §4).',
  'consult.delay':
    'A consultation ends before the planned disclosure: it delays, and is no veto (UNCAC 46(5)).',
  'freeze.heard':
    'They can still give their reasons: wait for them, or for the end of the time that they were given (UNCAC 55(8)).',
  'freeze.lapsed':
    'A measure lapses by itself only at its end: before that, tell them that it is to be lifted (UNCAC 55(8)).',
}
