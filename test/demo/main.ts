// The story of one disclosure, told by running it: every institution, secretariat and relay is a process of its own,
// and everything is done through the command line, as its users would.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proveAll, type Told } from './proof.ts'
import { createStage, type Stage } from './stage.ts'
import { tell } from './story.ts'
import { chapter, say } from './telling.ts'

/** Of the largest file that comes along, in mebibytes. */
const largestMib = 300

const usage = `usage: npm run demo [-- --keep]

Plays three disclosures from end to end, one of them with five files, and proves what it told.

  --keep   leaves the nodes running until Ctrl-C, and their folders for good
  --help   says this`

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage)
  process.exit(0)
}
const unknown = args.find((arg) => arg !== '--keep')
if (unknown !== undefined) {
  console.error(`The demonstration does not know ${JSON.stringify(unknown)}.\n${usage}`)
  process.exit(64)
}
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
  const story = play(stage)
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

async function play(stage: Stage): Promise<Told> {
  const told = await tell(stage, folder, largestMib)
  await proveAll(told)
  return told
}

/** Starts again what the proof has stopped, at the addresses that the others know, and says where everything is. */
async function leaveRunning({ all, mendova, almada, relays }: Told): Promise<void> {
  await Promise.all(
    [...relays, mendova, almada].map((one) =>
      one.start(...one.addresses().flatMap((address) => ['--listen', address])),
    ),
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
