import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { routes, type RouteName } from '../../node/api/contract.ts'
import { ids } from '../api/fake-use-cases.ts'
import { openDesk, type Desk } from './node.ts'

const exchange = ids.exchange.slice(0, 8)
const draft = ids.draft.slice(0, 6)
const them = ids.them.slice(0, 12)

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.file('draft.json', JSON.stringify({ to: [them], conditions: [], disclosure: {} }))
  await desk.file('application', 'application')
  await desk.file('membership', 'membership')
  await desk.file('binding', '{"general":"OFFER"}')
  await desk.file('profile', '{"leastBinding":"OFFER","hours":{"answer":{"NORMAL":120}}}')
  await desk.file('policy', '{"iep_version":2}')
  await desk.file('text', 'من هو؟\n')
  await desk.file('part', 'Facts\n\nA yacht was bought.\n')
})
afterAll(() => desk[Symbol.asyncDispose]())

/** Every command that gives back what one route answers. */
const commands: readonly (readonly [string, RouteName, number])[] = [
  ['status', 'status', 0],
  ['doctor', 'doctor', 70],
  ['id', 'id', 0],
  ['network found --name Focal', 'networkFound', 0],
  ['network status', 'networkStatus', 0],
  [`network revoke institution ${ids.them}`, 'networkRevoke', 0],
  ['network profile set @profile', 'networkProfileSet', 0],
  ['network profile show', 'networkProfile', 0],
  ['binding set @binding', 'bindingSet', 0],
  ['binding show', 'binding', 0],
  [`network join @membership --network ${ids.network}`, 'networkJoin', 0],
  ['network list', 'networkList', 0],
  ['directory list --country cn', 'directoryList', 0],
  [`directory show ${them}`, 'directoryShow', 0],
  [`directory verify ${them} --fingerprint ${'01234'.repeat(12)} --as amina`, 'directoryVerify', 0],
  ['directory update', 'directoryUpdate', 0],
  ['officer add bashir --new-passphrase-file @text --power duty --type ack', 'officerAdd', 0],
  ['officer role amina --role privilege-filter --as bashir', 'officerRole', 0],
  ['officer list', 'officerList', 0],
  ['officer revoke bashir --from 2026-11-20', 'officerRevoke', 0],
  ['draft new', 'draftNew', 0],
  [`draft new --from ${exchange} ${exchange}/${ids.item}`, 'draftNew', 0],
  [`draft from ${draft} ${exchange}/${ids.item} --revision r1`, 'draftFrom', 0],
  [`draft settle ${draft} ${exchange} --decision removed --as amina`, 'draftSettle', 0],
  ['draft import @draft.json', 'draftNew', 0],
  [`draft edit ${draft} @draft.json --revision r1`, 'draftEdit', 0],
  [`draft attach ${draft} @text --title Letter --flag witness --tags EV:LEAD`, 'draftAttach', 0],
  [`draft detach ${draft} ${ids.file}`, 'draftDetach', 0],
  [`draft show ${draft}`, 'draftShow', 0],
  ['draft list --state open', 'draftList', 0],
  [`draft check ${draft}`, 'draftCheck', 65],
  [`draft labels ${draft} --scheme tlp`, 'draftLabels', 0],
  [`draft submit ${draft} --as amina`, 'draftSubmit', 0],
  [`draft approve ${draft} --as bashir`, 'draftApprove', 0],
  [`draft return ${draft} --as bashir --text-file @text`, 'draftReturn', 0],
  [`send ${draft} --to ${them} --binding by-law --urgency urgent --as bashir`, 'send', 0],
  [`urgent ${draft} --to ${them} --binding by-law --as bashir`, 'urgent', 0],
  ['outbox --state queued', 'outbox', 0],
  ['inbox', 'inbox', 0],
  ['exchanges --direction incoming --phase disclosed', 'exchanges', 0],
  [`show ${exchange}`, 'show', 0],
  [`show ${exchange} --item ${ids.item}`, 'show', 0],
  [`conditions ${exchange}`, 'conditions', 0],
  [`undertake ${exchange} --as amina --until 2027-11-21 --power head --mutual`, 'undertake', 0],
  [`counter ${exchange} --as amina --conditions AUD:DESK EV:LEAD`, 'counter', 0],
  [`withdraw ${exchange} --as amina`, 'withdraw', 0],
  [`release ${exchange} --as amina`, 'release', 0],
  [`decline ${exchange} --as amina --reason domestic-law --text-file @text`, 'decline', 0],
  [`open ${exchange} --as amina`, 'open', 0],
  [`ack ${exchange} --as amina --competence partly --gap facts --gap nexus --next inquiring`, 'ack', 0],
  [`refuse ${exchange} --as amina --reason secrecy --alternative consult`, 'refuse', 0],
  [`ask ${exchange} --as amina --text-file @text --by 2026-12-01`, 'ask', 0],
  [`answer ${exchange} --as amina --text-file @text --question d1ce0002 --partial`, 'answer', 0],
  [`feedback ask ${exchange} --as amina`, 'feedbackAsk', 0],
  [
    `feedback give ${exchange} --as amina --outcome frozen --usefulness 4 --amount frozen:910000.00:EUR`,
    'feedbackGive',
    0,
  ],
  [`consent ask ${exchange} --as amina --operation evid --recipient court --by 2026-12-01`, 'consentAsk', 0],
  [`consent grant ${exchange} --as amina --until 2027-03-01 --uses 0 --tag CONF:CONTENT`, 'consentGrant', 0],
  [`consent deny ${exchange} --as amina --reason own-proceedings --text-file @text`, 'consentDeny', 0],
  [`consent withdraw ${exchange} --as amina --matter d1ce0001`, 'consentWithdraw', 0],
  [`consent used ${exchange} --as amina --on 2026-11-20 --text-file @text`, 'consentUsed', 0],
  [`exculpatory notice ${exchange} --as amina --planned 2026-12-20 --text-file @text`, 'exceptionNotice', 0],
  [`exculpatory consult ${exchange} --as amina --by 2026-12-10`, 'consultAsk', 0],
  [`exculpatory consulted ${exchange} --as amina`, 'consultDone', 0],
  [`exculpatory done ${exchange} --as amina --on 2026-11-20`, 'exceptionDone', 0],
  [`compelled ${exchange} --as amina --planned 2026-12-20 --tag CONF:CONTENT`, 'exceptionNotice', 0],
  [`life ${exchange} --as amina --done 2026-11-20 --reason imminent-threat`, 'exceptionNotice', 0],
  [`data-subject ${exchange} --as amina --planned 2026-12-20`, 'exceptionNotice', 0],
  [`retag ${exchange} --as amina --conditions CONF:EXISTENCE --item ${ids.item}`, 'retag', 0],
  [`correct ${exchange} --as amina --item ${ids.item} --text-file @text --reason-file @text`, 'correct', 0],
  [`recall ${exchange} --as amina --item ${ids.item} --restrict`, 'recall', 0],
  [`recall pass-on ${exchange} --as amina --to ${exchange} --item ${ids.item}`, 'recallPassOn', 0],
  [
    `recall result ${exchange} --as amina --result deleted --partial --passed 2 --silent 1`,
    'recallResult',
    0,
  ],
  [`passed-on ${exchange} --as amina --to org:example --text-file @text`, 'passedOn', 0],
  [`supplement ${exchange} --as amina --item ${ids.item} --text-file @text`, 'supplement', 0],
  [
    `request ${exchange} --as amina --form draft --title Assistance --part @part --by 2026-12-01 --text-file @text`,
    'request',
    0,
  ],
  [`comment ${exchange} --as amina --part 2 --final --text-file @text`, 'comment', 0],
  [`formalise ${exchange} --as amina --reference A-1 --from Court --to Ministry`, 'formalise', 0],
  [
    `freeze info ${exchange} --as amina --kind judicial --until 2026-12-20 --owner-told no --amount 910000.00:EUR`,
    'freezeInfo',
    0,
  ],
  [`freeze query ${exchange} --as amina --item ${ids.item} --by 2026-12-01`, 'freezeQuery', 0],
  [`freeze lift-intent ${exchange} --as amina --lift 2026-12-20 --reasons-by 2026-12-10`, 'liftIntent', 0],
  [`freeze reasons ${exchange} --as amina --text-file @text`, 'liftReasons', 0],
  [`freeze lifted ${exchange} --as amina --lapsed`, 'freezeLifted', 0],
  [`settlement ${exchange} --as amina --stage talks --official Weah:LR --text-file @text`, 'settlement', 0],
  [`redirect ${exchange} --as amina --to FIU --country LR --text-file @text`, 'redirect', 0],
  [`redirect agree ${exchange} --as amina`, 'redirectAnswer', 0],
  [`redirect decline ${exchange} --as amina --matter d1ce0001`, 'redirectAnswer', 0],
  [
    `breach ${exchange} --as amina --on 2026-11-20 --contact Amina --phone +23177000 --text-file @text`,
    'breach',
    0,
  ],
  [
    `retention review ${exchange} --as amina --decision keep --until 2027-12-20 --reason still-needed`,
    'retentionReview',
    0,
  ],
  [`retention certificate ${exchange} --as amina`, 'retentionCertificate', 0],
  [`query-status ${exchange} --as amina`, 'statusAsk', 0],
  [`report-status ${exchange} --as amina --stage in-court`, 'statusGive', 0],
  [`not-needed ${exchange} --as amina`, 'notNeeded', 0],
  [`close ${exchange} --as amina --reason formal-channel`, 'close', 0],
  [`labels ${exchange} --item ${ids.item}`, 'labels', 0],
  ['tags from-label tlp TLP:AMBER --authority court', 'tagsFromLabel', 0],
  ['tags from-label iep @policy', 'tagsFromLabel', 0],
  ['deadlines --days 14', 'deadlines', 0],
  [`may read ${exchange}`, 'may', 0],
  [`may dom ${exchange} --purpose crim-inv --kind prosecutor --country cn --as amina`, 'may', 77],
  [
    `use ${exchange} --as amina --operation evid --purpose crim-trial --item ${ids.item} --exception exculp`,
    'use',
    0,
  ],
  [`uses ${exchange}`, 'uses', 0],
  [`tighten ${exchange} EV:MLA-ONLY --as amina`, 'tighten', 0],
  [`tighten ${exchange} EV:MLA-ONLY --lift --as amina`, 'lift', 0],
  [`interpret ${exchange} XX:NEW --as amina --allow lead --text-file @text`, 'interpret', 0],
  ['search yacht harbour --as amina', 'search', 0],
  ['statistics --from 2026-01 --publish --as amina', 'statistics', 0],
  ['ledger verify', 'ledgerVerify', 0],
]

test.each(commands)(
  '%s --json: one object with schemaVersion, the shape of the API',
  async (args, route, exit) => {
    const ran = await desk.run(`${args} --json`)
    expect(ran).toMatchObject({ exit, stderr: '' })
    expect(ran.stdout.match(/\n/g)).toHaveLength(1)
    const { schemaVersion, ...answer } = JSON.parse(ran.stdout) as Record<string, unknown>
    expect(schemaVersion).toBe(1)
    const { response } = routes[route]
    if (!(response instanceof z.ZodObject)) throw new Error('no object')
    expect(response.strict().parse(answer)).toEqual(answer)
  },
)

test.each(commands)(
  '%s: says the same to people, without a control character',
  async (args, _route, exit) => {
    const ran = await desk.run(args)
    expect(ran.exit).toBe(exit)
    expect(ran.stdout.length).toBeGreaterThan(10)
    expect(ran.stdout).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]|undefined|\[object/)
  },
)

test('every route of the contract has its command', () => {
  const backups = ['backupKey', 'backupGive', 'backupKept', 'backupRehearsed'] as const
  const byFile: readonly RouteName[] = [
    'networkApply',
    'networkAdmit',
    'exportDossier',
    'print',
    'openAttachment',
    ...backups,
  ]
  const health: readonly RouteName[] = ['livez', 'readyz']
  const covered = new Set([...commands.map(([, route]) => route), ...byFile, ...health])
  expect(Object.keys(routes).filter((name) => !covered.has(name as RouteName))).toEqual([])
})

test('what was typed reaches the use case in the form of the contract', async () => {
  await using own = await openDesk()
  await own.file('text', '\ufeffWho\r\nis he?\r\n\r\n')
  await own.run(`ask ${exchange} --as amina --text-file @text --by 2026-12-01 --text-lang ar`)
  await own.run(
    `ack ${exchange.toUpperCase()} --as amina --language-not-ok --gap Legal_Basis --news-by 2026-12-01T10:00+02:00`,
  )
  // As plain objects: of so many routes the union is more than the compiler spreads.
  const saidOf = ({ params, body }: { readonly params: object; readonly body: object }) => ({
    ...{ ...params, ...body, as: undefined },
  })
  expect(own.asked.map(({ name, input }) => [name, saidOf(input)])).toEqual([
    ['ask', { exchange, text: 'Who\nis he?', replyBy: '2026-12-01T23:59:59.000Z', language: 'ar' }],
    [
      'ack',
      {
        exchange,
        competence: 'YES',
        languageOk: false,
        gaps: ['LEGAL_BASIS'],
        nextStep: 'ASSESSING',
        nextNewsBy: '2026-12-01T08:00:00.000Z',
      },
    ],
  ])
})

test('an undertaking names the conditions the officer was shown', async () => {
  await using own = await openDesk()
  await own.run(`undertake ${exchange} --as amina`)
  expect(own.asked.map(({ name }) => name)).toEqual(['conditions', 'undertake'])
  expect(own.asked[1]?.input.body).toMatchObject({ conditions: ids.message })
})

test('an approval names the revision the officer was shown', async () => {
  await using own = await openDesk()
  await own.run(`draft approve ${draft} --as bashir`)
  expect(own.asked.map(({ name }) => name)).toEqual(['draftShow', 'draftApprove'])
  expect(own.asked[1]?.input.body).toMatchObject({ revision: 'r1' })
})

test('--all is a stream: one object a line, over all pages, each with schemaVersion', async () => {
  const ran = await desk.run('directory list --all --json')
  const lines = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(line).toMatchObject({ schemaVersion: 1, id: ids.them })
})

test('a page says where the next one begins', async () => {
  const page = await desk.run('directory list')
  expect(page.stderr).toContain('--cursor page-2')
  const next = await desk.run('directory list --cursor page-2 --limit 10 --json')
  expect(JSON.parse(next.stdout)).not.toHaveProperty('next')
})

test('an empty list is an empty list for a script and a sentence for people', async () => {
  await using own = await openDesk({ inbox: () => Promise.resolve({ items: [], alarms: [] }) })
  expect(JSON.parse((await own.run('inbox --json')).stdout)).toEqual({
    ...{ schemaVersion: 1, items: [], alarms: [] },
  })
  expect(await own.run('inbox')).toEqual({ exit: 0, stdout: '', stderr: 'Nothing waits for you.\n' })
})

test('--quiet keeps results and leaves messages out', async () => {
  const ran = await desk.run('directory list --quiet')
  expect(ran.stderr).toBe('')
  expect(ran.stdout).toContain('反贪局')
})
