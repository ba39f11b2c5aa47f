import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sayAnswers } from './answers.ts'
import { isShort, searchCopy, stringsOf } from './disk.ts'
import { approvedDraft } from './drafts.ts'
import { phrase } from './exhibits.ts'
import { fileDraft, sendFiles, takeFilesOut } from './files.ts'
import { gather, knows, type Member } from './gathering.ts'
import { proveBlind, type Told } from './proof.ts'
import type { Actor, Stage } from './stage.ts'
import { chapter, prove, sameJson, say, until } from './telling.ts'

const cases = join(import.meta.dirname, 'cases')

const cast: readonly Member[] = [
  {
    name: 'Asset Recovery Office of Mendova',
    ...{ country: 'MT', kind: 'ARO', languages: ['en', 'fr'] },
    officers: [
      ['r.silva', 'HEAD'],
      ['j.okoro', 'DELEGATED'],
    ],
  },
  {
    name: 'Anti-Corruption Commission of Al-Madar',
    ...{ country: 'LI', kind: 'ANTI_CORRUPTION', languages: ['ar', 'en'] },
    officers: [
      ['l.haddad', 'HEAD'],
      ['n.karimi', 'DELEGATED'],
    ],
  },
]

/**
 * Tells of one disclosure by law, one with files, and one that is offered.
 *
 * @param folder - in which the files lie that people hand each other
 * @param largestMib - of the largest file that comes along, in mebibytes
 * @returns what there is now to be proven
 */
export async function tell(stage: Stage, folder: string, largestMib: number): Promise<Told> {
  chapter('1. A network is founded, and two institutions join it')
  const { members, relays, all, admitted } = await gather(stage, folder, cast)
  const [mendova, almada] = members.map(({ actor }) => actor)
  const [mendovaId = '', receiverId = ''] = members.map(({ id }) => id)
  if (mendova === undefined || almada === undefined) throw new Error('two institutions take part')
  await knows(mendova, [receiverId])
  say((await mendova.call(['directory', 'list'])).stdout)

  chapter('2. The receiver goes home; the sender drafts')
  await almada.stop()
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
  const filing = fileDraft(mendova, folder, { to: [receiverId], conditions, disclosure }, largestMib)
  // Told of where it is waited for.
  filing.catch(() => undefined)
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

  const replies = JSON.parse(await readFile(join(cases, 'harbour-lantern-replies.json'), 'utf8')) as Record<
    'QUESTION' | 'ANSWER' | 'FEEDBACK' | 'ACK',
    { readonly text: string; readonly reference: string; readonly unit: string }
  >
  const words = [...new Set(stringsOf(disclosure))]
  const needles = [
    ...new Set([
      ...words,
      ...stringsOf(replies),
      phrase,
      ...cast.flatMap(({ officers }) => officers.map(([name]) => name)),
    ]),
  ]
  say('While it waits, both relays stop, and all that they have is searched:')
  await Promise.all(relays.map((relay) => relay.stop()))
  for (const relay of relays) {
    await proveBlind(relay, needles, admitted)
    const { overlooked } = await searchCopy(relay.dataDir, needles)
    prove('each of the long ones, written into a copy of that disk, is found there', overlooked.length === 0)
  }
  await Promise.all(
    relays.map((relay) => relay.start(...relay.addresses().flatMap((address) => ['--listen', address]))),
  )

  chapter('3. The receiver comes back, and sees the conditions first')
  await almada.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the disclosure has arrived', async () => (await almada.look('inbox', {})).items.length > 0)
  const long = words.filter((word) => !isShort(word))
  await sayWhatIsSeen(almada, mendovaId, exchange, long)
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

  chapter('4. Five files come along, and the receiver is killed in the middle')
  const filed = await filing
  const withFiles = await sendFiles(mendova, almada, filed)

  chapter('5. What may be done with it?')
  const [suspect = '', restricted = ''] = ['Person', undefined].map((schema) => itemId(disclosure, schema))
  await sayAnswers(almada, exchange, mendovaId, { suspect, restricted })

  chapter('6. Acknowledgement, a question, its answer, feedback')
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

  chapter('7. The files are all here, and are taken out')
  const offer = {
    to: [receiverId],
    conditions: conditions.map((tag) => (tag === 'BIND:BY-LAW' ? 'BIND:OFFER' : tag)),
    disclosure,
  }
  const [waiting] = await Promise.all([
    approvedDraft(mendova, offer, { officers: ['j.okoro', 'r.silva'] }),
    takeFilesOut(mendova, almada, withFiles, folder, filed),
  ])

  chapter('8. An offer: nothing leaves before it is undertaken, and the two are never there at once')
  await almada.stop()
  const noticed = await mendova.ask<{ sent: { exchange: string }[] }>(['send', waiting], {
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
    (await almada.look('inbox', {})).items.some(({ id }) => id === offered),
  )
  const nature = await almada.ask<{ body: unknown }>(['open', offered], { officer: 'n.karimi' })
  say(`Al-Madar comes, and may read of what nature it is: ${JSON.stringify(nature.body)}`)
  await almada.call(['undertake', offered, '--mutual'], { officer: 'l.haddad' })
  await until('a relay holds the undertaking', async () => {
    const { items } = await almada.look('outbox', { query: { exchange: offered } })
    return items.some(({ type, state }) => type === 'AGREE' && state === 'handed-to-relay')
  })
  say('l.haddad undertakes the conditions, and goes home')
  await almada.stop()

  await mendova.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the node has released it by itself', async () => {
    const { items } = await mendova.look('outbox', { query: { exchange: offered } })
    return items.some(({ type, state }) => type === 'DISCLOSURE' && state === 'handed-to-relay')
  })
  say(`Mendova's node comes back, and releases it by itself: nobody was there`)
  await mendova.stop()

  await almada.start('--listen', '/ip4/127.0.0.1/tcp/0')
  await until('the release has arrived', async () => (await typesAt(almada, offered)).includes('DISCLOSURE'))
  const [released] = await Promise.all([
    almada.ask<{ body: unknown }>(['open', offered], { officer: 'l.haddad' }),
    mendova.start('--listen', '/ip4/127.0.0.1/tcp/0'),
  ])
  prove('what Al-Madar opens is what Mendova armed', sameJson(released.body, disclosure))
  say((await almada.call(['show', offered])).stdout.split('\n').slice(-8).join('\n'))

  return {
    all,
    mendova,
    almada,
    relays,
    admitted,
    exchange,
    withFiles,
    offered,
    disclosure,
    opened,
    needles,
  }
}

/** What its desk has before anybody undertakes anything: who sends, how urgent it is, and the conditions. */
async function sayWhatIsSeen(
  desk: Actor,
  sender: string,
  exchange: string,
  words: readonly string[],
): Promise<void> {
  const pages = [['inbox'], ['conditions', exchange], ['show', exchange]]
  const [inbox, conditions, shown] = await Promise.all(pages.map((page) => desk.call(page)))
  const params = { exchange }
  const { items } = await desk.look('inbox', {})
  const answers = [items, await desk.look('conditions', { params }), await desk.look('show', { params })]
  say(inbox?.stdout ?? '')
  say(conditions?.stdout ?? '')
  const [line] = items
  prove(
    'its desk sees who sends it, and how urgent it is',
    line?.with.id === sender && line.urgency === 'URGENT',
  )
  const seen = [
    ...[inbox, conditions, shown].map((page) => page?.stdout ?? ''),
    ...answers.map((answer) => JSON.stringify(answer)),
  ].join('\n')
  // Words of the vocabulary stand on every such page; whatever somebody wrote has more to it.
  const written = words.filter((word) => !/^([a-z]+|[A-Z]+:[-A-Z]+)$/.test(word))
  const told = written.filter((word) => seen.includes(word))
  prove(
    `inbox, conditions and show hold none of the ${written.length} strings written in it`,
    told.length === 0,
  )
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

async function deliveryOf(actor: Actor, exchange: string): Promise<string | undefined> {
  const { items } = await actor.look('outbox', { query: { exchange } })
  return items[0]?.state
}

/** The line of a page that says how far it is. */
function phaseLine(page: string): string {
  return /^State +(.*)$/m.exec(page)?.[1] ?? ''
}

async function typesAt(actor: Actor, exchange: string): Promise<readonly string[]> {
  return (await actor.look('show', { params: { exchange } })).messages.map(({ terms }) => terms.type)
}
