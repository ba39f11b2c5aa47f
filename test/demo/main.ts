// The story of one disclosure, told by running it: every institution, secretariat and relay is a process of its own,
// and everything is done through the command line, as its users would.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tellConditions } from './conditions.ts'
import { proveAll } from './proof.ts'
import { createStage, type Actor, type Stage } from './stage.ts'
import { tell } from './story.ts'
import { chapter, say } from './telling.ts'

/** Of the largest file that comes along, in mebibytes. */
const largestMib = 300

const usage = `usage: npm run demo [-- conditions] [--keep]

Plays three disclosures from end to end, one of them with five files, and proves what it told.

  conditions  plays one disclosure under its conditions, in three institutions:
              a counter-offer, a denied export, a consent for one court, what
              exculpates, a freeze, tightening, passing on, recall, deletion
  --keep      leaves the nodes running until Ctrl-C, and their folders for good
  --help      says this`

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage)
  process.exit(0)
}
const unknown = args.find((arg) => arg !== '--keep' && arg !== 'conditions')
if (unknown !== undefined) {
  console.error(`The demonstration does not know ${JSON.stringify(unknown)}.\n${usage}`)
  process.exit(64)
}
const playOne = args.includes('conditions') ? playConditions : playDisclosures
const keep = args.includes('--keep')

/** Told to end, or nobody listens any more. */
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort())
process.stdout.on('error', () => ended.abort())
const end = once(ended.signal, 'abort')

const folder = await mkdtemp(join(tmpdir(), 'sponte-demo-'))
let isTold = false
let isKept = false
try {
  await using stage = createStage(folder)
  const story = playOne(stage)
  // What it still asks for after the end fails, and nobody is left to hear of it.
  story.catch(() => undefined)
  const told = await Promise.race([story, end.then(() => undefined)])
  isTold = told !== undefined
  if (told !== undefined && keep) {
    isKept = true
    await leaveRunning(told)
    await end
  }
} finally {
  if (!isKept) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(isTold ? 0 : 130)

/** What was played: everybody, and who is stopped by now. */
interface Played {
  readonly all: readonly Actor[]
  readonly stopped: readonly Actor[]
}

async function playDisclosures(stage: Stage): Promise<Played> {
  const told = await tell(stage, folder, largestMib)
  await proveAll(told)
  return { all: told.all, stopped: [...told.relays, told.mendova, told.almada] }
}

async function playConditions(stage: Stage): Promise<Played> {
  return { all: await tellConditions(stage, folder), stopped: [] }
}

/** Starts again what the proof has stopped, at the addresses that the others know, and says where everything is. */
async function leaveRunning({ all, stopped }: Played): Promise<void> {
  await Promise.all(
    stopped.map((one) => one.start(...one.addresses().flatMap((address) => ['--listen', address]))),
  )
  chapter('The nodes go on running. Ctrl-C stops them; their folders stay.')
  for (const { name, addresses, dataDir, passphraseFile } of all)
    say(
      [name, ...addresses(), `--data ${quoted(dataDir)}`, `--passphrase-file ${quoted(passphraseFile)}`].join(
        '\n  ',
      ),
    )
  say(`Passphrases of the officers: ${join(folder, 'passphrases')}`)
}

function quoted(path: string): string {
  return `'${path}'`
}
