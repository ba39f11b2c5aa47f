// Conditions in the labels of others, as they stand by now, and labels of others as tags: each through its answer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answerLabels } from '../../node/answers/labels.ts'
import { routes, type Answer, type Asked } from '../../node/api/contract.ts'
import { answerMatters } from '../../node/matters/index.ts'
import { answerOwnLaw } from '../../node/uses/own-law.ts'
import { appoint, ask, byLaw, byLawBut, send, write, writeApproved } from '../desk/desk.ts'
import { conditionsRead } from '../exchange/sayings.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }
const until = 'RET:DELETE(2029-11-21)'

let pair: Pair
let exchange: string
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const { id } = await writeApproved(alpha.desk, {
    to: [toHex(beta.desk.deps.self.institutionId)],
    conditions: [...byLawBut('AUD:ORG', 'ACT:ACTIVE', until), 'EVAL(B2)'],
  })
  const { sent } = await send(alpha.desk, id)
  exchange = sent[0]?.exchange ?? ''
  await alpha.round()
  const there = await beta.desk.deps.registry.open(fromHex(exchange))
  await beta.say(conditionsRead(there.state), there)
})
afterAll(() => pair[Symbol.asyncDispose]())

async function labels(query: Asked<'labels'>['query'], at = pair.beta): Promise<Answer<'labels'>> {
  const answer = await answerLabels(answerDepsOf(at)).labels(
    { params: { exchange }, query, body: {} },
    context,
  )
  expect(routes.labels.response.strict().parse(answer)).toEqual(answer)
  return answer
}

async function from(said: unknown): Promise<Answer<'tagsFromLabel'>> {
  const body = routes.tagsFromLabel.body.parse(said)
  const answer = await answerLabels(answerDepsOf(pair.beta)).tagsFromLabel(
    { params: {}, query: {}, body },
    context,
  )
  expect(routes.tagsFromLabel.response.parse(answer)).toEqual(answer)
  return answer
}

test('what stands is said in every scheme, beside the tags that are the rule', async () => {
  const all = await labels({ scheme: 'ALL' })
  expect(all).toMatchObject({
    ...{ exchange, tlp: 'TLP:AMBER+STRICT', evaluation: 'B2', pap: 'PAP:GREEN', marking: null },
    handling: ['H1', 'H2', 'H3'],
    iep: { iep_version: 2, tlp: 'red', end_date: '2029-11-21T00:00:00Z' },
  })
  expect(all.tags).toContain('AUD:ORG')
})

test('of one scheme nothing of the others is said', async () => {
  const shown = await Promise.all(
    (['TLP', 'EUROPOL', 'IEP', 'PAP', 'EU'] as const).map((scheme) => labels({ scheme })),
  )
  expect(shown.map(({ exchange: _, tags: _tags, ...rest }) => Object.keys(rest))).toEqual([
    ['tlp'],
    ['handling', 'evaluation'],
    ['iep'],
    ['pap'],
    ['marking'],
  ])
})

test('what was tightened here since is in the labels too, of the whole and of an item', async () => {
  const body = { as: head, tags: ['ACT:NONE'] }
  await answerOwnLaw(answerDepsOf(pair.beta)).tighten({ params: { exchange }, query: {}, body }, context)
  expect(await labels({ scheme: 'PAP' })).toMatchObject({ pap: 'PAP:RED' })
  expect(await labels({ scheme: 'PAP', item: 'ab'.repeat(16) })).toMatchObject({ pap: 'PAP:RED' })
})

test('what the originator tightened counts at once at both ends, before anybody undertook it', async () => {
  const { alpha, beta } = pair
  const body = routes.retag.body.parse({ as: alpha.desk.people.ana, conditions: ['ONW:NO'] })
  await answerMatters(answerDepsOf(alpha)).retag({ params: { exchange }, query: {}, body }, context)
  expect(await labels({ scheme: 'TLP' }, alpha)).toMatchObject({ tlp: 'TLP:RED' })
  expect(await labels({ scheme: 'TLP' })).toMatchObject({ tlp: 'TLP:AMBER+STRICT' })
  await alpha.round()
  await beta.round()
  expect(await labels({ scheme: 'TLP' })).toMatchObject({ tlp: 'TLP:RED' })
})

test('a draft has the labels it would be signed with; one that cannot be signed has none', async () => {
  const { desk } = pair.alpha
  const { id } = await write(desk, { to: [], conditions: byLaw })
  const query = { scheme: 'TLP' } as const
  expect(await ask(desk, 'draftLabels', { params: { draft: id }, query })).toMatchObject({
    ...{ draft: id, tlp: 'TLP:AMBER+STRICT' },
  })
  const wrong = await write(desk, { to: [], conditions: byLawBut('AUD:DESK', 'AUD:ORG') })
  await expect(ask(desk, 'draftLabels', { params: { draft: wrong.id }, query })).rejects.toMatchObject({
    code: 'CONDITIONS_INVALID',
    errors: [expect.objectContaining({ code: 'CONTRADICTORY' })],
  })
})

const policy = {
  ...{
    iep_version: 2,
    permitted_actions: 'contact-for-instruction',
    affected_party_notifications: 'must-not',
  },
  ...{ tlp: 'amber', attribution: 'must-not', encrypt_in_transit: 'must', unmodified_resale: 'must-not' },
}

test.each([
  [{ scheme: 'TLP', label: 'TLP:AMBER' }, ['AUD:ORG', 'ONW:CONSENT']],
  [{ scheme: 'TLP', label: 'tlp:amber', authorities: ['court'] }, ['AUD:DOM(court)', 'ONW:CONSENT']],
  [
    { scheme: 'TLP', label: 'TLP:RED', readers: ['ab'.repeat(16)] },
    [`AUD:NAMED(${'ab'.repeat(16)})`, 'ONW:NO'],
  ],
  [{ scheme: '4X4', label: 'A1' }, ['EVAL(A1)']],
  [{ scheme: 'ADMIRALTY', label: 'B2' }, ['EVAL(B3)']],
  [{ scheme: 'PAP', label: 'PAP:RED' }, ['ACT:PASSIVE']],
  [{ scheme: 'EU', label: 'RESTREINT UE/EU RESTRICTED' }, ['CLS:RESTRICTED(R-UE/EU-R)']],
  [{ scheme: 'IEP', policy }, ['ACT:ASK-FIRST', 'ACT:NO-TIPOFF', 'AUD:ORG', 'CONF:SOURCE', 'ONW:CONSENT']],
])('%j: the tags that are proposed', async (said, tags) => {
  expect(await from(said)).toMatchObject({ scheme: said.scheme, tags })
})

test('several codes of Europol are read together, and what they do not say is left to an officer', async () => {
  const { tags, undecided } = await from({ scheme: 'EUROPOL', label: 'h2, H3', meaning: 'ask us' })
  expect(tags).toEqual(expect.arrayContaining(['EV:LEAD', 'ONW:CONSENT', 'OTHER("ask us")']))
  expect(undecided.map(({ family }) => family)).toEqual(['AUD', 'CONF', 'ACT', 'REL', 'RET', 'BIND', 'URG'])
  expect(undecided).toContainEqual({ family: 'AUD', defaults: ['AUD:DESK'] })
  expect(undecided).toContainEqual({ family: 'BIND', defaults: [] })
})

test('the community of a green label is a network that this node knows', async () => {
  const [network = ''] = pair.beta.desk.deps.keeper.directory.networks.keys()
  expect(await from({ scheme: 'TLP', label: 'GREEN', network: network.slice(0, 8) })).toMatchObject({
    tags: [`AUD:NET(${network})`, `ONW:LIST(${network})`],
  })
  const other = from({
    scheme: 'TLP',
    label: 'GREEN',
    network: network.startsWith('0') ? 'ffffff' : '000000',
  })
  await expect(other).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each([
  [{ scheme: 'TLP', label: 'TLP:PURPLE' }, 'UNKNOWN_LABEL'],
  [{ scheme: 'TLP', label: 'TLP:RED' }, 'READERS_NEEDED'],
  [{ scheme: 'TLP', label: 'TLP:GREEN' }, 'NETWORK_NEEDED'],
  [{ scheme: 'EUROPOL', label: 'H3' }, 'TEXT_NEEDED'],
  [{ scheme: 'EUROPOL', label: ' , ' }, 'UNKNOWN_LABEL'],
  [{ scheme: 'EU', label: 'SECRET UE/EU SECRET' }, 'NOT_ACCREDITED'],
  [{ scheme: 'IEP', policy: { ...policy, attribution: 'must' } }, 'CANNOT_BE_SAID'],
  [{ scheme: 'IEP', policy: { iep_version: 2 } }, 'UNKNOWN_LABEL'],
])('%j: refused, with why', async (said, code) => {
  await expect(from(said)).rejects.toMatchObject({
    code: 'LABEL_REFUSED',
    errors: [{ pointer: 'policy' in said ? '/policy' : '/label', code }],
  })
})

test('what is handed in beside a label has to fit its tag', async () => {
  await expect(from({ scheme: 'TLP', label: 'AMBER', authorities: ['press'] })).rejects.toMatchObject({
    code: 'CONDITIONS_INVALID',
  })
})
