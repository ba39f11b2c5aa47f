// The story of one disclosure, told by running it: every institution, secretariat and relay is a process of its own,
// and everything is done through the command line, as its users would.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { searchDisk, stringsOf } from './disk.ts'
import { createStage, type Actor } from './stage.ts'

interface Shown {
  readonly stateHash: string
  readonly messages: readonly {
    readonly id: string
    readonly placement: string
    readonly terms: { readonly type: string }
  }[]
}
interface Waiting {
  readonly type: string
  readonly state: string
}
interface Line {
  readonly id: string
  readonly urgency: string
}

const began = performance.now()
const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
const chapter = (title: string) => {
  console.log(`\n${title}  (${seconds()} s)`)
}
const say = (text: string) => {
  console.log(text.replaceAll(/^(?=.)/gm, '  '))
}
function prove(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not true: ${what}`)
  say(`✓ ${what}`)
}

const folder = await mkdtemp(join(tmpdir(), 'sponte-demo-'))
const keep = process.argv.includes('--keep')
try {
  await using stage = createStage(folder)
  await tell(stage)
  if (keep) {
    say(`The nodes go on running; their folders are in ${folder}. Stop with Ctrl-C.`)
    await setTimeout(2 ** 31 - 1)
  }
} finally {
  if (!keep) await rm(folder, { recursive: true, force: true })
}

async function tell(stage: ReturnType<typeof createStage>): Promise<void> {
  chapter('1. A network is founded, and two institutions join it')
  const actor = (name: string, country: string, kind: string, role: string, ...languages: string[]) =>
    stage.actor(name, [
      '--name',
      name,
      '--country',
      country,
      '--kind',
      kind,
      '--role',
      role,
      '--languages',
      ...languages,
    ])
  const [secretariat, lighthouse, breakwater, mendova, almada] = await Promise.all([
    actor('Harbour Network Secretariat', 'CH', 'OTHER', 'secretariat', 'en'),
    actor('Relay Lighthouse', 'CH', 'OTHER', 'relay', 'en'),
    actor('Relay Breakwater', 'CH', 'OTHER', 'relay', 'en'),
    actor('Asset Recovery Office of Mendova', 'MT', 'ARO', 'member', 'en', 'fr'),
    actor('Anti-Corruption Commission of Al-Madar', 'LI', 'ANTI_CORRUPTION', 'member', 'ar', 'en'),
  ])
  const all = [secretariat, lighthouse, breakwater, mendova, almada]
  await Promise.all(all.map((one) => one.start('--listen', '/ip4/127.0.0.1/tcp/0')))
  const network = await secretariat.ask<{ id: string }>(['network', 'found', '--name', 'Harbour Network'])
  for (const one of [lighthouse, breakwater, mendova, almada]) {
    const file = (what: string) => join(folder, `${one.name} ${what}`)
    const { fingerprint } = await one.ask<{ fingerprint: string }>([
      'network',
      'apply',
      '--out',
      file('application'),
    ])
    await secretariat.call([
      'network',
      'admit',
      file('application'),
      '--fingerprint',
      fingerprint,
      '--out',
      file('membership'),
    ])
    await one.call(['network', 'join', file('membership'), '--network', network.id])
    say(`${one.name} is admitted, by the 60 digits it read out on the telephone`)
  }
  const officers = [
    [mendova, 'r.silva', 'HEAD'],
    [mendova, 'j.okoro', 'DELEGATED'],
    [almada, 'l.haddad', 'HEAD'],
    [almada, 'n.karimi', 'DELEGATED'],
  ] as const
  await Promise.all(
    officers.map(async ([one, name, power]) =>
      one.call([
        'officer',
        'add',
        name,
        '--power',
        power,
        '--new-passphrase-file',
        await stage.officerPassphrase(name),
      ]),
    ),
  )
  say('Two officers at each institution; their keys open under their own passphrases only')
  const receiverId = (await almada.ask<{ id: string }>(['id'])).id
  await until('the sender knows the receiver and its prekeys', async () => {
    await mendova.call(['directory', 'update'])
    const { items } = await mendova.ask<{ items: { id: string; prekeys: string }[] }>(['directory', 'list'])
    return items.some(({ id, prekeys }) => id === receiverId && prekeys === 'fresh')
  })
  say((await mendova.call(['directory', 'list'])).stdout)

  chapter('2. The receiver goes home; the sender drafts')
  await almada.stop()
  const cases = join(import.meta.dirname, 'cases')
  const faulty = await mendova.ask<{ id: string }>([
    'draft',
    'import',
    join(cases, 'harbour-lantern-faulty.json'),
  ])
  const checked = await mendova.call(['draft', 'check', faulty.id], { expect: 65 })
  say('A first draft has faults; all are named at once, each at its field:')
  const faults = checked.stdout.trimEnd().split('\n')
  say([...faults.slice(0, 12), `(and ${faults.length - 12} more lines)`].join('\n'))

  const disclosure: unknown = JSON.parse(await readFile(join(cases, 'harbour-lantern.json'), 'utf8'))
  const conditions = [
    ...['AUD:DESK', 'BIND:BY-LAW', 'URG:URGENT', 'EV:LEAD', 'ONW:CONSENT', 'ACT:PASSIVE', 'REL:ANY-SEALED'],
    ...['CONF:CONTENT', 'RET:REVIEW(3y)', 'PUR:CRIM-INV', 'PUR:TRACE', 'PUR:MLA-PREP', 'CLS:NONE'],
  ]
  const input = JSON.stringify({ to: [receiverId], conditions, disclosure })
  const draft = await mendova.ask<{ id: string }>(['draft', 'import', '-'], { input })
  say('Completed, it is checked again:')
  say((await mendova.call(['draft', 'check', draft.id])).stdout)
  await mendova.call(['draft', 'submit', draft.id], { officer: 'j.okoro' })
  await mendova.call(['draft', 'approve', draft.id], { officer: 'j.okoro', expect: 77 })
  say('j.okoro submits it, and may not approve it too (exit 77); r.silva approves')
  await mendova.call(['draft', 'approve', draft.id], { officer: 'r.silva' })
  const sent = await mendova.ask<{ sent: { exchange: string }[] }>(['send', draft.id], { officer: 'r.silva' })
  const exchange = sent.sent[0]?.exchange ?? ''
  await until(
    'a relay holds the sealed disclosure',
    async () => (await deliveryOf(mendova, exchange)) === 'handed-to-relay',
  )
  say((await mendova.call(['outbox'])).stdout)

  chapter('3. The receiver comes back, and sees the conditions first')
  await almada.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until(
    'the disclosure has arrived',
    async () => (await almada.ask<{ items: Line[] }>(['inbox'])).items.length > 0,
  )
  say((await almada.call(['inbox'])).stdout)
  say((await almada.call(['conditions', exchange])).stdout)
  await almada.call(['open', exchange], { officer: 'n.karimi', expect: 77 })
  say('n.karimi cannot open it (exit 77): nobody has undertaken the conditions yet')
  await almada.call(['undertake', exchange, '--mutual'], { officer: 'l.haddad' })
  await almada.call(['open', exchange], { officer: 'n.karimi', expect: 77 })
  say(
    'l.haddad undertakes them for the institution. One item is of a witness: the whole is for the head alone,',
  )
  say('so n.karimi is still refused, with the tag that says so; l.haddad opens:')
  const opened = await almada.ask<{ body: unknown }>(['open', exchange], { officer: 'l.haddad' })
  say(
    (await almada.call(['open', exchange], { officer: 'l.haddad' })).stdout
      .split('\n')
      .slice(0, 24)
      .join('\n'),
  )

  chapter('4. What may be done with it?')
  const [suspect = '', restricted = ''] = ['Person', undefined].map((schema) => itemId(disclosure, schema))
  for (const [args, expect] of [
    [['may', 'LEAD', exchange, '--purpose', 'CRIM-INV', '--item', suspect], 0],
    [['may', 'LEAD', exchange, '--purpose', 'CRIM-INV', '--item', restricted], 77],
    [['may', 'MLA', exchange, '--purpose', 'MLA-PREP'], 0],
    [['may', 'ONW', exchange, '--country', 'SG', '--purpose', 'TRACE'], 77],
    [['may', 'EVID', exchange, '--purpose', 'CRIM-TRIAL'], 77],
  ] as const) {
    say(
      `sponte ${args.map((arg) => (/^[0-9a-f]{32,}$/.test(arg) ? arg.slice(0, 8) : arg)).join(' ')}  → exit ${expect}`,
    )
    say((await almada.call(args, { officer: 'l.haddad', expect })).stdout)
  }

  chapter('5. Acknowledgement, a question, its answer, feedback')
  const replies = JSON.parse(await readFile(join(cases, 'harbour-lantern-replies.json'), 'utf8')) as Record<
    'QUESTION' | 'ANSWER' | 'FEEDBACK' | 'ACK',
    { readonly text: string; readonly reference: string; readonly unit: string }
  >
  const { ACK, QUESTION, ANSWER, FEEDBACK } = replies
  await almada.call(
    ['ack', exchange, '--next', 'INVESTIGATING', '--reference', ACK.reference, '--unit', ACK.unit],
    {
      officer: 'l.haddad',
    },
  )
  await almada.call(['ask', exchange, '--text-file', '-'], { officer: 'n.karimi', input: QUESTION.text })
  await until('the question has arrived', async () => (await typesAt(mendova, exchange)).includes('QUESTION'))
  await mendova.call(['answer', exchange, '--text-file', '-'], { officer: 'r.silva', input: ANSWER.text })
  await until('the answer has arrived', async () => (await typesAt(almada, exchange)).includes('ANSWER'))
  await almada.call(
    [
      'feedback',
      'give',
      exchange,
      '--outcome',
      'INVESTIGATION_OPENED',
      '--usefulness',
      '5',
      '--text-file',
      '-',
    ],
    { officer: 'l.haddad', input: FEEDBACK.text },
  )
  await until('the feedback has arrived', async () => (await typesAt(mendova, exchange)).includes('FEEDBACK'))
  say((await mendova.call(['show', exchange])).stdout)

  chapter('6. An offer: nothing leaves before it is undertaken, and the two are never there at once')
  await almada.stop()
  const offer = JSON.stringify({
    to: [receiverId],
    conditions: conditions.map((tag) => (tag === 'BIND:BY-LAW' ? 'BIND:OFFER' : tag)),
    disclosure,
  })
  const waiting = await mendova.ask<{ id: string }>(['draft', 'import', '-'], { input: offer })
  await mendova.call(['draft', 'submit', waiting.id], { officer: 'j.okoro' })
  await mendova.call(['draft', 'approve', waiting.id], { officer: 'r.silva' })
  const noticed = await mendova.ask<{ sent: { exchange: string }[] }>(['send', waiting.id], {
    officer: 'r.silva',
  })
  const offered = noticed.sent[0]?.exchange ?? ''
  await until(
    'a relay holds the notice',
    async () => (await deliveryOf(mendova, offered)) === 'handed-to-relay',
  )
  say(`Mendova: ${phaseLine((await mendova.call(['show', offered])).stdout)}, and goes home`)
  await mendova.stop()

  await almada.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the notice has arrived', async () =>
    (await almada.ask<{ items: Line[] }>(['inbox'])).items.some(({ id }) => id === offered),
  )
  const nature = await almada.ask<{ body: unknown }>(['open', offered], { officer: 'n.karimi' })
  say(`Al-Madar comes, and may read of what nature it is: ${JSON.stringify(nature.body)}`)
  await almada.call(['undertake', offered, '--mutual'], { officer: 'l.haddad' })
  await until('a relay holds the undertaking', async () => {
    const { items } = await almada.ask<{ items: Waiting[] }>(['outbox', '--exchange', offered])
    return items.some(({ type, state }) => type === 'AGREE' && state === 'handed-to-relay')
  })
  say('l.haddad undertakes the conditions, and goes home')
  await almada.stop()

  await mendova.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the node has released it by itself', async () => {
    const { items } = await mendova.ask<{ items: Waiting[] }>(['outbox', '--exchange', offered])
    return items.some(({ type, state }) => type === 'DISCLOSURE' && state === 'handed-to-relay')
  })
  say(`Mendova's node comes back, and releases it by itself: nobody was there`)
  await mendova.stop()

  await almada.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the release has arrived', async () => (await typesAt(almada, offered)).includes('DISCLOSURE'))
  const released = await almada.ask<{ body: unknown }>(['open', offered], { officer: 'l.haddad' })
  prove('what Al-Madar opens is what Mendova armed', sameJson(released.body, disclosure))
  say((await almada.call(['show', offered])).stdout.split('\n').slice(-8).join('\n'))
  await mendova.start('--listen', '/ip4/127.0.0.1/tcp/0')

  chapter('7. The proof')
  await until('everything is confirmed on both sides', async () => {
    const waiting = await Promise.all(
      [mendova, almada].map((one) => one.ask<{ items: unknown[] }>(['outbox'])),
    )
    return waiting.every(({ items }) => items.length === 0)
  })
  const [ends, otherEnds] = await Promise.all(
    [mendova, almada].map((one) => one.ask<Shown>(['show', offered])),
  )
  prove('both compute the same state of the offer', ends?.stateHash === otherEnds?.stateHash)
  const [ours, theirs] = await Promise.all([mendova, almada].map((one) => one.ask<Shown>(['show', exchange])))
  const names = (shown: Shown | undefined) =>
    shown?.messages.map(({ id, placement }) => `${id} ${placement}`).join()
  prove(
    'both sides hold the same statements in the same places',
    ours !== undefined && names(ours) === names(theirs),
  )
  prove(
    `both compute the same state, ${ours?.stateHash.slice(0, 16) ?? ''}…`,
    ours?.stateHash === theirs?.stateHash,
  )
  prove('what was opened is what was drafted', sameJson(opened.body, disclosure))
  for (const one of all) {
    const report = await one.ask<{ ok: boolean; entries: number }>(['ledger', 'verify'])
    prove(`the ledger of ${one.name} verifies: ${report.entries} entries`, report.ok)
  }
  const needles = [...stringsOf(disclosure), ...stringsOf(replies), ...officers.map(([, name]) => name)]
  for (const relay of [lighthouse, breakwater]) {
    await relay.stop()
    const { found, bytes, files } = await searchDisk(relay.dataDir, needles)
    const size = `${files} files, ${Math.round(bytes / 1024)} KiB`
    prove(`${relay.name}'s whole disk (${size}) holds none of ${needles.length} strings`, found.length === 0)
  }
  const own = await searchDisk(almada.dataDir, needles)
  prove(`nor does the receiver's own disk in clear (${own.files} files)`, own.found.length === 0)
  chapter('Told and proven.')
}

/** Id of the first person, or of the first item that its sender marked for a formal request only. */
function itemId(disclosure: unknown, schema: string | undefined): string {
  const items = Object.values(disclosure as Record<string, unknown>).flatMap((value) =>
    Array.isArray(value) ? (value as { id: string; schema?: string; tags?: string[] }[]) : [],
  )
  const found = items.find((item) =>
    schema === undefined ? item.tags?.includes('EV:MLA-ONLY') : item.schema === schema,
  )
  if (found === undefined) throw new Error('the case has no such item')
  return found.id
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

async function deliveryOf(actor: Actor, exchange: string): Promise<string | undefined> {
  const { items } = await actor.ask<{ items: { state: string }[] }>(['outbox', '--exchange', exchange])
  return items[0]?.state
}

/** The line of a page that says how far it is. */
function phaseLine(page: string): string {
  return /^State +(.*)$/m.exec(page)?.[1] ?? ''
}

async function typesAt(actor: Actor, exchange: string): Promise<readonly string[]> {
  return (await actor.ask<Shown>(['show', exchange])).messages.map(({ terms }) => terms.type)
}

/** Waits for what other processes bring about; the story fails rather than wait for ever. */
async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await isTrue()) return
    await setTimeout(200)
  }
  throw new Error(`this did not happen in time: ${what}`)
}
