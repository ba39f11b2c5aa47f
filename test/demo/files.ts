import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Answer } from '../../node/api/client.ts'
import { harmlessName, makeExhibits, trickyName, type Exhibit } from './exhibits.ts'
import type { Actor } from './stage.ts'
import { prove, say, until } from './telling.ts'

type Message = Answer<'show'>['messages'][number]
type File = NonNullable<Message['attachments']>[number]

/** Parts of one file that a crash can make its sender send again, at most (docs/adr/0015-carrying-parts.md). */
const againAtMost = 16
/** Parts of the largest file, of some 400, that are there before the receiver is killed. */
const partsBefore = 60
/** Between two looks at files that are arriving, in milliseconds: each takes its node from its work. */
const lookMs = 250

/** A draft with five files that was approved, and what was attached. */
export interface Filed {
  readonly draft: string
  readonly exhibits: readonly Exhibit[]
}

/**
 * Makes five files and a draft that they come along with; says nothing, for the story goes on meanwhile.
 *
 * @param folder - in which the files lie until the node has sealed them
 * @param document - of the draft
 */
export async function fileDraft(
  mendova: Actor,
  folder: string,
  document: Readonly<Record<string, unknown>>,
  largestMib: number,
): Promise<Filed> {
  const made = join(folder, 'exhibits')
  await mkdir(made)
  const [exhibits, { id }] = await Promise.all([
    makeExhibits(made, largestMib),
    mendova.ask<{ id: string }>(['draft', 'import', '-'], { input: JSON.stringify(document) }),
  ])
  for (const { name, path } of exhibits.filter((one) => one.name === trickyName))
    await mendova.call(['draft', 'attach', id, path, '--name', name])
  const others = exhibits.filter(({ name }) => name !== trickyName)
  await mendova.call(['draft', 'attach', id, ...others.map(({ path }) => path)])
  // What is received is compared with the hashes of what was made.
  await rm(made, { recursive: true })
  await mendova.call(['draft', 'submit', id], { officer: 'j.okoro' })
  await mendova.call(['draft', 'approve', id], { officer: 'r.silva' })
  return { draft: id, exhibits }
}

/** Sends the draft; its receiver is killed in the middle of the largest file, comes back, and undertakes meanwhile. */
export async function sendFiles(mendova: Actor, almada: Actor, { draft, exhibits }: Filed): Promise<string> {
  const { attachments } = await mendova.look('draftShow', { params: { draft } })
  const sealed = exhibits.every((one) => attachments.some(({ sha256 }) => sha256 === one.sha256))
  say(exhibits.map(({ name, bytes }) => `${megabytes(bytes).padStart(9)}  \u2068${name}\u2069`).join('\n'))
  prove('the node has sealed five files as they came in, and says the same SHA-256 of each', sealed)
  const { sent } = await mendova.ask<{ sent: { exchange: string }[] }>(['send', draft], {
    officer: 'r.silva',
  })
  const exchange = sent[0]?.exchange ?? ''

  let before: File | undefined
  const isInTheMiddle = async () => {
    const { items } = await almada.look('inbox', {})
    if (!items.some(({ id }) => id === exchange)) return false
    before = await largestAt(almada, exchange)
    return (before?.parts ?? 0) >= partsBefore
  }
  await until('the largest file has begun to arrive', isInTheMiddle)
  const addresses = almada.addresses().flatMap((address) => ['--listen', address])
  await almada.kill()
  const statement = (await messagesAt(mendova, exchange)).find(({ terms }) => terms.type === 'DISCLOSURE')
  say(
    `Al-Madar's node is killed (SIGKILL) with ${before?.parts ?? 0} of ${before?.ofParts ?? 0} parts of the largest`,
  )
  prove('meanwhile it has signed for the statement (STORED)', statement?.delivery === 'delivered')
  await almada.start(...addresses)
  const after = await largestAt(almada, exchange)
  say(`It comes back with ${after?.parts ?? 0}: what arrived until the end was safe, and the rest goes on`)
  prove('nothing that was there is gone', (after?.parts ?? 0) >= (before?.parts ?? 0))

  await almada.call(['undertake', exchange, '--mutual'], { officer: 'l.haddad' })
  await until('the undertaking has arrived', async () =>
    (await messagesAt(mendova, exchange)).some(({ terms }) => terms.type === 'CONDITIONS_READ'),
  )
  const meanwhile = await largestAt(almada, exchange)
  say(
    `A statement waits for no file: l.haddad's undertaking is in Mendova when ${meanwhile?.parts ?? 0} of its parts are here`,
  )
  return exchange
}

/** Waits for all of the files, has them saved, and compares each with what was made. */
export async function takeFilesOut(
  mendova: Actor,
  almada: Actor,
  exchange: string,
  folder: string,
  { exhibits }: Filed,
): Promise<void> {
  await until(
    'all of all files is at the receiver',
    async () => {
      const files = (await Promise.all([almada, mendova].map((one) => filesAt(one, exchange)))).flat()
      return files.every(({ state }) => state === 'complete')
    },
    lookMs,
  )
  const shown = (await mendova.call(['show', exchange])).stdout
  say(
    shown
      .split('\n')
      .filter((line) => /^ +file /.test(line))
      .join('\n'),
  )
  say('Mendova has the receipt for all parts of all of them (COMPLETE)')
  const again = (await mendova.log()).filter(
    ({ event, way, code }) => event === 'part-postponed' && way === 'direct' && code !== 'LINK_UNREACHABLE',
  ).length
  prove(
    `of all that it sent, it sent ${again} parts again, those that were on the line at the kill`,
    again <= againAtMost,
  )

  const out = join(folder, 'taken out')
  const save = ['open', exchange, '--save', out, '--attachment', 'all', '--text-file', '-']
  const as = { officer: 'l.haddad', input: 'For the investigation ACC-INT-2026-1188' }
  await almada.call(save, { ...as, expect: 77 })
  say(
    'To take them out of the node is a decision of the head of the desk: without --decide CONF:CONTENT, exit 77',
  )
  await almada.call([...save, '--decide', 'CONF:CONTENT'], as)
  for (const { name, sha256 } of exhibits) {
    const saved = name === trickyName ? harmlessName : name
    prove(
      `saved as \u2068${saved}\u2069, SHA-256 ${sha256.slice(0, 16)}… as made`,
      (await sha256Of(join(out, saved))) === sha256,
    )
  }
  prove('nothing else was written, but the text', (await readdir(out)).length === exhibits.length + 1)
  await rm(out, { recursive: true })
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function messagesAt(actor: Actor, exchange: string): Promise<readonly Message[]> {
  return (await actor.look('show', { params: { exchange } })).messages
}

async function filesAt(actor: Actor, exchange: string): Promise<readonly File[]> {
  return (await messagesAt(actor, exchange)).flatMap(({ attachments = [] }) => attachments)
}

/** Of its files, the one that takes longest. */
async function largestAt(actor: Actor, exchange: string): Promise<File | undefined> {
  return (await filesAt(actor, exchange)).toSorted((a, b) => b.ofParts - a.ofParts)[0]
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
