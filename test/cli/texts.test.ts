import { expect, test } from 'vitest'
import { exitOf } from '../../cli/exit-codes.ts'
import { cliErrorCodes } from '../../cli/cli-error.ts'
import * as choices from '../../cli/texts/choices.ts'
import { errorTexts } from '../../cli/texts/errors.ts'
import { fieldTexts } from '../../cli/texts/fields.ts'
import * as matters from '../../cli/texts/matters.ts'
import * as policy from '../../cli/texts/policy.ts'
import { problemTexts } from '../../cli/texts/problems.ts'
import { protocolTexts } from '../../cli/texts/protocol.ts'
import { ruleTexts } from '../../cli/texts/rules.ts'
import * as states from '../../cli/texts/states.ts'
import * as api from '../../node/api/client.ts'
import { startErrorCodes } from '../../node/index.ts'
import * as protocol from '../../protocol/index.ts'

const { checkTexts, ...stateTexts } = states
const { tagTexts, ...policyTexts } = policy

/** Every closed list of codes that can come back, with the catalogue that must have a sentence for each. */
const catalogues: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  ['errors', [...api.apiErrorCodes, ...startErrorCodes, ...cliErrorCodes], errorTexts],
  ['reasons of the protocol', protocol.protocolErrorCodes, protocolTexts],
  ['faults of fields', api.fieldCodes, fieldTexts],
  ['delivery states', api.deliveryStates, states.deliveryTexts],
  ['delivery reasons', api.deliveryReasons, states.deliveryReasonTexts],
  ['states of an attachment', api.attachmentStates, states.attachmentStateTexts],
  ['reasons of files', api.filesReasons, states.filesReasonTexts],
  ['gaps', api.gaps, states.gapTexts],
  ['phases', api.phases, states.phaseTexts],
  ['states of a release', api.releaseStates, states.releaseTexts],
  ['reasons to hold', api.holdReasons, states.holdReasonTexts],
  ['duties', api.duties, states.dutyTexts],
  ['own duties', api.ownDuties, states.ownDutyTexts],
  ['reasons of a search', api.unsearchedReasons, states.unsearchedTexts],
  ['acts that are counted', api.countedActs, states.actTexts],
  ['what is built', api.builtKinds, states.builtTexts],
  ['effects of messages', api.effectsOfMessage, states.effectOfMessageTexts],
  ['draft states', api.draftStates, states.draftStateTexts],
  ['why drafts wait', api.stopReasons, states.stopTexts],
  ['severities', api.severities, states.severityTexts],
  ['standings', api.standings, states.standingTexts],
  ['prekey states', api.prekeyStates, states.prekeyTexts],
  ['states of a check', api.checkStates, states.checkStateTexts],
  ['phases of a recovery', api.recoveryPhases, states.recoveryPhaseTexts],
  ['ledger faults', api.ledgerFaults, states.ledgerFaultTexts],
  ['standings of officers', api.officerStandings, states.officerStandingTexts],
  ['roles', api.nodeRoles, states.roleTexts],
  ['operations', protocol.operations, policy.operationTexts],
  ['decisions', api.effects, policy.effectTexts],
  ['needs', api.needs, policy.needTexts],
  ['effects of tags', api.tagEffects, policy.tagEffectTexts],
  ['duties of use', protocol.useDutyCodes, policy.useDutyTexts],
  ['whom to ask', api.whomToAsk, policy.whomTexts],
  ['binding modes', api.bindings, policy.bindingTexts],
  ['what binding modes protect', api.bindings, policy.protectionTexts],
  ['urgencies', api.urgencies, policy.urgencyTexts],
  ['TLP labels', protocol.tlpLabels, policy.tlpTexts],
  ['handling codes', protocol.handlingCodes, policy.handlingTexts],
  ['PAP labels', protocol.papLabels, policy.papTexts],
  ['families', protocol.familyNames, policy.familyTexts],
  ['labels from elsewhere', api.foreignSchemes, policy.foreignTexts],
  ['statement types', Object.keys(protocol.statementTypes), choices.typeTexts],
  ['roles of officers', api.readerRoles, choices.readerRoleTexts],
  ['kinds of institution', Object.keys(protocol.institutionKinds), choices.kindTexts],
  ['powers', Object.keys(protocol.officerPowers), choices.powerTexts],
  ['reasons to return', Object.keys(protocol.cannotComplyReasons), choices.cannotComplyTexts],
  ['reasons to refuse', Object.keys(protocol.refuseReasons), choices.refuseTexts],
  ['alternatives', Object.keys(protocol.refuseAlternatives), choices.alternativeTexts],
  ['competences', Object.keys(protocol.competences), choices.competenceTexts],
  ['gaps', Object.keys(protocol.ackGaps), choices.gapTexts],
  ['next steps', Object.keys(protocol.nextSteps), choices.nextStepTexts],
  ['kinds of matter', api.kindsOfMatter, matters.matterKindTexts],
  ['states of matters', api.statesOfMatter, matters.matterStateTexts],
  ['reasons to deny', Object.keys(protocol.denyReasons), matters.denyTexts],
  ['reasons of an exception', Object.keys(protocol.exceptionReasons), matters.exceptionReasonTexts],
  ['stages', Object.keys({ ...protocol.statusStages, ...protocol.settlementStages }), matters.stageTexts],
  ['reasons to keep', Object.keys(protocol.retentionReasons), matters.retentionTexts],
  ['decisions of a review', Object.keys(protocol.retentionDecisions), matters.decisionTexts],
  ['forms of a request', Object.keys(protocol.requestForms), matters.requestFormTexts],
  ['kinds of a freeze', Object.keys(protocol.freezeKinds), matters.freezeKindTexts],
  ['changes of a freeze', Object.keys(protocol.freezeChanges), matters.freezeChangeTexts],
  ['what an owner knows', Object.keys(protocol.ownerTold), matters.ownerTexts],
  ['modes of a retag', Object.keys(protocol.retagModes), matters.retagModeTexts],
  ['modes of a recall', Object.keys(protocol.recallModes), matters.recallModeTexts],
  ['results of a recall', Object.keys(protocol.recallResults), matters.recallResultTexts],
  ['reasons to close', Object.keys(protocol.closeReasons), matters.closeTexts],
  ['outcomes', Object.keys(protocol.feedbackOutcomes), choices.outcomeTexts],
]

test.each(catalogues)('%s: a sentence for every code, and for no other', (_what, codes, texts) => {
  expect(Object.keys(texts).sort()).toEqual([...new Set(codes)].sort())
})

test('every check of doctor says what it looks at and what to do', () => {
  expect(Object.keys(checkTexts).sort()).toEqual([...api.doctorChecks].sort())
})

test('no catalogue is left out of this test', () => {
  const tested = new Set(catalogues.map(([, , texts]) => texts))
  const all = [
    ...[...Object.values(stateTexts), ...Object.values(policyTexts)],
    ...[...Object.values(choices), ...Object.values(matters)],
  ]
  expect(all.filter((texts) => !tested.has(texts))).toEqual([])
})

test('no sentence is empty, and those that end a command are whole sentences', () => {
  const sentences = [...catalogues.map(([, , texts]) => texts), tagTexts, problemTexts].flatMap((texts) =>
    Object.values(texts),
  )
  expect(sentences.filter((text) => text.trim() === '')).toEqual([])
  expect(Object.values(errorTexts).filter((text) => !/^[A-Z].*[.:]$/.test(text))).toEqual([])
})

test('where a copy of the data directory helps nobody is sent anywhere else; only a lost past is recovered', () => {
  const lost = [errorTexts.KEYS_CORRUPT, errorTexts.DATABASE_CORRUPT, checkTexts.DATABASE.whatToDo]
  for (const text of lost) expect(text).toContain('put back a copy')
  const isOfBackups = ([code]: readonly [string, unknown]) => /BACKUP|RECOVERY|ERASURES|FOLDER_NOT/.test(code)
  const all = [
    ...Object.entries(errorTexts).filter((one) => !isOfBackups(one)),
    ...Object.entries(checkTexts)
      .filter((one) => !isOfBackups(one))
      .map(([code, { whatToDo }]) => [code, whatToDo] as const),
  ].map(([, text]) => text)
  const recovering = [errorTexts.ROLLED_BACK, errorTexts.RECOVERING]
  const elsewhere = all.filter((text) => /backup|recover|from (its|their) (peers|other side)/i.test(text))
  expect(elsewhere.sort()).toEqual(recovering.sort())
})

test('every code that can end a command has one exit code of sysexits', () => {
  expect(Object.keys(exitOf).sort()).toEqual(Object.keys(errorTexts).sort())
})

test('every tag of the vocabulary is explained', () => {
  const tags = protocol.familyNames.flatMap((family) => Object.keys(protocol.familyRow(family).tags))
  expect(tags.length).toBeGreaterThan(50)
  expect(tags.filter((tag) => !Object.hasOwn(tagTexts, tag))).toEqual([])
})

test('every rule that an officer can break says in words what it asks', () => {
  // The others are for nodes: no officer chooses what they are about.
  const met = [
    ...protocol.receiveRules.family.map(({ id }) => id),
    ...['form.body-needed', 'form.exception-time', 'form.result-complete', 'place.yours', 'chain.not-forked'],
  ]
  expect(met.filter((id) => !/^[A-Z].*\.$/.test(ruleTexts[id] ?? ''))).toEqual([])
})

test('every problem that a check of a draft can find has its sentence', () => {
  const codes = [...protocol.problemCodes, ...api.draftCodes]
  expect(codes.filter((code) => !Object.hasOwn(problemTexts, code))).toEqual([])
})
