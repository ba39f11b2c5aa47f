import { expect, test } from 'vitest'
import { isolate, isolateLine } from '../../cli/isolate.ts'
import { fields, table } from '../../cli/table.ts'
import { protectionTexts } from '../../cli/texts/policy.ts'
import { NodeError } from '../../node/node-error.ts'
import { outline } from '../../cli/view/outline.ts'
import { fingerprintLines } from '../../cli/view/plain.ts'
import { createFakeNode, ids } from '../api/fake-use-cases.ts'
import { openDesk } from './node.ts'
import { sponte } from './terminal.ts'

const exchange = ids.exchange.slice(0, 8)

test("somebody's text is set apart in its own direction", () => {
  expect(isolate('هيئة')).toBe('\u2068هيئة\u2069')
})

test("somebody's text cannot close its own isolation, turn the line around or drive the terminal", () => {
  expect(isolate('a\u2069\u202e\u061cb\u001b[2Jc\rd')).toBe(
    '\u2068a\ufffd\ufffd\ufffdb\ufffd[2Jc\ufffdd\u2069',
  )
  expect(isolateLine('one\n  two')).toBe('\u2068one two\u2069')
})

test('columns line up by what a terminal shows', () => {
  const lined = table([
    ['NAME', 'STATE'],
    [isolateLine('反贪局'), 'ready'],
    [isolateLine('هيئة'), 'late'],
  ])
  expect(lined.split('\n')).toEqual([
    'NAME    STATE',
    '\u2068反贪局\u2069  ready',
    '\u2068هيئة\u2069    late',
  ])
})

test('a field without a value is left out, and one of several lines stays under itself', () => {
  expect(
    fields([
      ['Id', 'x'],
      ['Note', undefined],
      ['Digits', '1\n2'],
    ]),
  ).toBe('Id      x\nDigits  1\n        2')
})

test('a fingerprint is twelve groups of five', () => {
  expect(fingerprintLines('12345'.repeat(12))).toBe(
    '12345 12345 12345 12345 12345 12345\n12345 12345 12345 12345 12345 12345',
  )
})

test('a body is shown whole, whatever its fields, with every text set apart line by line', () => {
  const body = { caseNumber: 'A-1', names: [{ name: 'محمد' }, { name: 'x\ny' }], amount: 5, none: null }
  expect(outline(body)).toBe(
    [
      '\u2068case number\u2069: \u2068A-1\u2069',
      '\u2068names\u2069:',
      '  1.',
      '    \u2068name\u2069: \u2068محمد\u2069',
      '  2.',
      '    \u2068name\u2069:',
      '      \u2068x\u2069',
      '      \u2068y\u2069',
      '\u2068amount\u2069: 5',
      '\u2068none\u2069: null',
    ].join('\n'),
  )
})

test('the conditions stand above the content, and what the sender wrote cannot pass for them', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.run(`open ${exchange} --as amina`)
  expect(stdout.indexOf('AUD:DESK')).toBeLessThan(stdout.indexOf('BLUE HERON'))
  expect(stdout).toContain('\u2068مبلغ \ufffd[31m\u2069')
})

test('an unknown tag is shown as what it is: something that blocks', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.run(`conditions ${exchange}`)
  expect(stdout).toMatch(/XX:NEW\(a\).*not known to this version/)
  expect(stdout).toMatch(/EV:LEAD.*\(some items only\)/)
})

test('the content is in no other command than open', async () => {
  await using desk = await openDesk()
  for (const args of [`show ${exchange}`, `conditions ${exchange}`, 'inbox', 'exchanges', 'outbox'])
    expect((await desk.run(args)).stdout).not.toContain('BLUE HERON')
})

test('all problems of a draft are listed, each at its place, in words', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.run(`draft check ${ids.draft}`)
  expect(stdout).toContain('must: \u2068/disclosure/facts\u2069 is missing\n')
  expect(stdout).toContain('should: \u2068/disclosure/subjects/0/names/0\u2069 is missing\n')
})

test('the JSON of a draft comes out as it goes in', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.run(`draft show ${ids.draft} --document`)
  await desk.file('draft.json', stdout)
  expect(await desk.run(`draft edit ${ids.draft} @draft.json`)).toMatchObject({ exit: 0 })
  expect(desk.asked.at(-1)?.input.body).toMatchObject({ document: JSON.parse(stdout) as object })
})

test('what a binding mode protects is said where it is chosen, shown, and before it is signed', async () => {
  await using desk = await openDesk()
  const help = await desk.run('send --help')
  for (const sentence of Object.values(protectionTexts)) expect(help.stdout).toContain(sentence)
  for (const args of [`show ${exchange}`, `conditions ${exchange}`])
    expect((await desk.run(args)).stdout).toContain(protectionTexts['BY-LAW'])

  const send = `send ${ids.draft} --binding offer --as bashir`
  const declined = await desk.run(send, { tty: true, stdin: 'n' })
  expect(declined.exit).toBe(130)
  expect(declined.stderr).toContain(protectionTexts.OFFER)
  expect(desk.asked.map(({ name }) => name)).not.toContain('send')
  expect((await desk.run(send, { tty: true, stdin: 'y' })).exit).toBe(0)
  expect(desk.asked.map(({ name }) => name)).toContain('send')
})

test('where a consent is missing, may prints the command that asks for exactly that one', async () => {
  await using desk = await openDesk({
    may: () =>
      Promise.resolve({
        ...{ exchange: ids.exchange, operation: 'EVID', effect: 'needs', needs: ['consent'] },
        ...{ because: [], duties: [], setAside: [], waitUntil: '2026-12-10T00:00:00.000Z' },
        consents: [
          { operation: 'EVID', items: [ids.item], recipient: 'court', proceeding: "4'4 \u202e/2026" },
        ],
      }),
  })
  const { stdout } = await desk.run(`may evid ${exchange}`)
  expect(stdout).toContain(
    `sponte consent ask ${ids.exchange.slice(0, 12)} --operation evid --item ${ids.item.slice(0, 12)} --recipient court --proceeding '4'\\''4 \ufffd/2026'`,
  )
  expect(stdout).toContain('until 2026-12-10 00:00 UTC at the latest')
})

test('a denial prints the same command, whoever wrote the words in it', async () => {
  const params = {
    ...{ exchange: ids.exchange, operation: 'EVID', items: [ids.item], purpose: '' },
    ...{ recipient: 'court', proceeding: "4'4 $(id) \u202e/2026" },
  }
  await using desk = await openDesk({
    use: () =>
      Promise.reject(
        new NodeError('NOT_PERMITTED', 'the conditions do not permit this', {
          errors: [{ pointer: '/operation', code: 'CONSENT_NEEDED', params }],
        }),
      ),
  })
  const { stderr } = await desk.run(`use ${exchange} --as amina --operation evid`)
  expect(stderr).toContain(
    `sponte consent ask ${ids.exchange.slice(0, 12)} --operation evid --item ${ids.item.slice(0, 12)} --recipient court --proceeding '4'\\''4 $(id) \ufffd/2026'`,
  )
})

test('an exception of the law is named without its family', async () => {
  await using desk = await openDesk()
  await desk.run(`may exculp ${exchange} --exception exculp`)
  expect(desk.asked[0]?.input.query).toMatchObject({ operation: 'EXCULP', exception: 'X:EXCULP' })
})

test('show lists what is open, with what it is about and who owes what', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.run(`show ${exchange}`)
  expect(stdout).toMatch(/consent \(theirs, .*\): asked for; silence is no consent/)
  expect(stdout).toMatch(
    /\(EVID\); items 17e301555555; .*to \u2068court\u2069; in \u2068case \ufffd44\/2026\u2069/,
  )
  expect(stdout).toMatch(/you: consent, or deny with a reason, by .* \(LATE\)/)
})

test('a refusal of the exchange is said with its rule in words', async () => {
  await using desk = await openDesk({
    consultAsk: () =>
      Promise.reject(
        Object.assign(new Error('no'), { code: 'NOT_NOW', reason: 'TERMS_INVALID', rule: 'consult.delay' }),
      ),
  })
  const args = `exculpatory consult ${exchange} --as amina --by 2026-12-10`
  expect(await desk.run(args)).toMatchObject({
    exit: 77,
    stderr: expect.stringContaining('it delays, and is no veto') as string,
  })
  const { stderr } = await desk.run(`${args} --json`)
  expect(JSON.parse(stderr)).toMatchObject({
    error: { code: 'NOT_NOW', reason: 'TERMS_INVALID', rule: 'consult.delay' },
  })
})

test('help says what each command is for, on stdout', async () => {
  const ran = await sponte(['draft', '--help'])
  expect(ran).toMatchObject({ exit: 0, stderr: '' })
  expect(ran.stdout).toContain('a second officer approves exactly this content')
})

test('the version is that of the package', async () => {
  expect(await sponte(['--version'])).toEqual({ exit: 0, stdout: '0.0.0-test\n', stderr: '' })
})

const listed = { params: {}, query: { limit: 50 }, body: {} }
const context = { signal: new AbortController().signal }
const person = { tty: true, watched: true } as const

test('who answers that it was deleted is asked first, since it erases; and told what certifies it', async () => {
  await using desk = await openDesk()
  const args = `recall result ${exchange} --as amina --result`
  const no = await desk.run(`${args} deleted`, { ...person, stdin: 'n' })
  expect(no.stderr).toContain('What is erased does not come back.')
  expect([no.exit === 0, desk.asked.length]).toEqual([false, 0])
  const again = await desk.run(`recall result ${exchange} --as amina`, { ...person, stdin: 'n' })
  expect(again.stderr).toContain('if that was "deleted", it is erased here too')
  const yes = await desk.run(`${args} deleted`, { ...person, stdin: 'y' })
  expect(yes.stdout).toContain(`"sponte retention certificate ${exchange}5555"`)
  const other = await desk.run(`${args} restricted`, { ...person, stdin: 'n' })
  expect(other).toMatchObject({ exit: 0, stderr: '' })
  expect(other.stdout).not.toContain('certificate')
})

test('who lifts a hold is asked first, since it can erase; who lifts another tag is not', async () => {
  await using desk = await openDesk()
  const lift = (tag: string) =>
    desk.run(`tighten ${exchange} ${tag} --lift --as amina`, { ...person, stdin: 'n' })
  const held = await lift('RET:HOLD(legal-claim)')
  expect(held.stderr).toContain('does not come back')
  expect([held.exit === 0, desk.asked.length]).toEqual([false, 0])
  expect(await lift('EV:MLA-ONLY')).toMatchObject({ exit: 0, stderr: '' })
})

test('a command offers the exceptions of the law that reach what it does, and takes no other', async () => {
  const offered = async (command: string) => {
    const { stdout } = await sponte([command, '--help'])
    return /provision of the law is invoked: ([a-z,\s]+?)(?=\s+-|$)/
      .exec(stdout)?.[1]
      ?.replaceAll(/\s+/g, ' ')
  }
  expect(await offered('may')).toBe('exculp, life, compelled, oversight, datasubject')
  expect(await offered('use')).toBe('exculp, life, compelled, datasubject')
  expect(await offered('open')).toBe('life, compelled, datasubject')
  expect(await offered('print')).toBe('compelled, datasubject')
  expect(await offered('export')).toBe('compelled, datasubject')
  await using desk = await openDesk()
  expect(await desk.run(`open ${exchange} --as amina --exception oversight`)).toMatchObject({ exit: 64 })
})

test('what a network has not confirmed in time is marked with the day when it last did', async () => {
  const [fresh] = (await createFakeNode().useCases.directoryList(listed, context)).items
  if (fresh === undefined) throw new Error('somebody is in it')
  const items = [{ ...fresh, unconfirmed: true }]
  await using desk = await openDesk({ directoryList: () => Promise.resolve({ items }) })
  expect((await desk.run('directory list')).stdout).toContain('not confirmed since 2026-11-21')
  await using other = await openDesk()
  expect((await other.run('directory list')).stdout).not.toContain('not confirmed')
})
