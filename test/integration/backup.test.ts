// A node whose folder is lost: backed up while its process runs, restored by the command line, told by its peer what it
// had said since, and silent until then.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import type { Answer } from '../../node/api/contract.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { sponte, type Ran } from '../cli/terminal.ts'
import { officers } from '../faults/content.ts'
import { makeNetwork, withListeners, type MadeNetwork } from '../faults/network.ts'
import { callUseCase } from '../faults/use-case.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let network: MadeNetwork
let betaProcess: ChildProcess | undefined
beforeAll(async () => {
  folder = await temporaryFolder()
  const made = await makeNetwork(join(folder.path, 'made'), { disclosures: 1, offers: 0 })
  network = await withListeners(made, join(folder.path, 'network'))
  for (const [name, text] of Object.entries({ identity: passphrase, key: 'the lantern under the stairs' }))
    await writeFile(inFolder(name), text)
  await writeFile(inFolder('officer'), officers.beta.passphrase)
}, 60_000)
afterAll(async () => {
  betaProcess?.kill('SIGKILL')
  await folder[Symbol.asyncDispose]()
})

const inFolder = (name: string) => join(folder.path, name)
const dataOf = (name: 'alpha' | 'beta') => join(network.folder, name)

/** A command at beta's node; words of the form `@name` are files of the test. */
async function atBeta(line: string): Promise<Ran & { readonly said: Record<string, unknown> }> {
  const words = line.split(' ').map((word) => word.replace(/^@/, `${folder.path}/`))
  const ran = await sponte(['--data', dataOf('beta'), '--json', '--no-input', ...words])
  return { ...ran, said: ran.exit === 0 ? (JSON.parse(ran.stdout) as Record<string, unknown>) : {} }
}

async function startBeta(): Promise<void> {
  const listen = network.listen.beta.flatMap((address) => ['--listen', address])
  const args = [
    '--data',
    dataOf('beta'),
    '--passphrase-file',
    inFolder('identity'),
    'run',
    '--small-machine',
    ...listen,
  ]
  const child = spawn(process.execPath, ['cli/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  betaProcess = child
  let said = ''
  for await (const chunk of child.stderr as AsyncIterable<Buffer>) {
    said += chunk.toString()
    if (said.includes('Running (')) break
  }
  child.stdout.resume()
  expect(said).toContain('Running (')
}

async function killBeta(): Promise<void> {
  const ended = betaProcess && once(betaProcess, 'exit')
  betaProcess?.kill('SIGKILL')
  await ended
}

const startAlpha = () => startHere('alpha')
const startHere = (name: 'alpha' | 'beta'): Promise<RunningNode> =>
  startNode({
    ...{ dataDir: dataOf(name), passphrase, listen: network.listen[name], cost: floorCost },
    log: () => undefined,
  })

/** What alpha has of the exchange: the types said, in their order, and the hash of its state. */
async function heard(alpha: RunningNode, exchange: string) {
  const shown = (await callUseCase(useCasesOf(alpha), 'show', { params: { exchange } })) as {
    readonly messages: readonly { readonly terms: { readonly type: string } }[]
    readonly stateHash: string
  }
  return { types: shown.messages.map(({ terms }) => terms.type), stateHash: shown.stateHash }
}

/** Asks again until it is so; what is waited for comes over real sockets. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await setTimeout(20)
}

test('a node restored from its backup says nothing before its peer has told it what it said, and then goes on', async () => {
  let [exchange, alphaId] = ['', '']
  {
    await using alpha = await startAlpha()
    alphaId = toHex(alpha.self.institutionId)
    await startBeta()
    const draft = network.drafts[0] ?? ''
    const { sent } = (await callUseCase(useCasesOf(alpha), 'send', {
      ...{ params: { draft }, body: { as: officers.alpha } },
    })) as { readonly sent: readonly { readonly exchange: string }[] }
    exchange = sent[0]?.exchange ?? ''
    await until(async () => (await atBeta(`show ${exchange}`)).exit === 0)

    expect((await atBeta('backup create --to @early')).stderr).toContain('BACKUP_KEY_NEEDED')
    const secrets = '--new-passphrase-file @key --passphrase-file @identity'
    expect(await atBeta(`backup key --out @custodian ${secrets}`)).toMatchObject({
      exit: 0,
      said: { keys: 1 },
    })
    const made = await atBeta('backup create --to @night')
    expect(made).toMatchObject({ exit: 0 })
    expect(existsSync(inFolder('early'))).toBe(false)
    expect(await atBeta('backup create --to @night')).toMatchObject({ exit: 73 })
    const rehearsed = await atBeta('backup rehearse @night --key @custodian --key-passphrase-file @key')
    const { sha256 } = made.said
    expect(rehearsed).toMatchObject({
      exit: 0,
      said: { sha256, damagedFiles: 0, newer: expect.any(Number) as number },
    })
    expect((await atBeta('status')).said).toMatchObject({
      backups: { keys: 1, madeAt: made.said['madeAt'], rehearsedAt: rehearsed.said['at'] },
    })

    const undertaken = await atBeta(
      `undertake ${exchange} --as ${officers.beta.officer} --passphrase-file @officer`,
    )
    expect(undertaken).toMatchObject({ exit: 0 })
    await until(async () => (await heard(alpha, exchange)).types.includes('CONDITIONS_READ'))
    await killBeta()
  }
  const erased = join(dataOf('beta'), 'keys', 'erased')
  const journal = existsSync(erased) ? '--erasures @erased' : '--without-erasures'
  if (existsSync(erased)) await cp(erased, inFolder('erased'))
  const restore = `backup restore @night --small-machine --key @custodian --key-passphrase-file @key --passphrase-file @identity`
  expect(await atBeta(`${restore} ${journal}`)).toMatchObject({ exit: 73 })
  await rm(dataOf('beta'), { recursive: true })
  expect(await atBeta(restore)).toMatchObject({ exit: 64 })
  expect(await atBeta(`${restore} ${journal}`)).toMatchObject({ exit: 0, said: { waitingFor: 2 } })

  let secretariat = ''
  {
    await using alone = await startHere('beta')
    const useCases = useCasesOf(alone)
    const question = { params: { exchange }, body: { as: officers.beta } }
    await expect(callUseCase(useCases, 'undertake', question)).rejects.toMatchObject({ code: 'RECOVERING' })
    const { recovery } = (await callUseCase(useCases, 'status', {})) as Answer<'status'>
    expect(recovery).toMatchObject({ phase: 'reconciling', told: 0 })
    const others = recovery?.waitingFor.map(({ id }) => id) ?? []
    expect(others).toContain(alphaId)
    secretariat = others.find((id) => id !== alphaId) ?? ''
    const doctor = (await callUseCase(useCases, 'doctor', {})) as Answer<'doctor'>
    expect(doctor.checks).toContainEqual(expect.objectContaining({ check: 'RECOVERY', state: 'warning' }))
  }
  // Nobody runs that node: a person says to go on without it.
  const without = `recover --without ${secretariat} --passphrase-file @identity`
  expect(await atBeta(without)).toMatchObject({ exit: 0, said: { waitingFor: 1 } })

  await using alpha = await startAlpha()
  const before = await heard(alpha, exchange)
  await startBeta()
  await until(async () => (await atBeta('status')).said['recovery'] === undefined)
  expect((await atBeta(`show ${exchange}`)).said).toMatchObject({ stateHash: before.stateHash })
  expect(await heard(alpha, exchange)).toEqual(before)
  expect(await atBeta('ledger verify')).toMatchObject({ exit: 0 })
  const acknowledged = await atBeta(
    `ack ${exchange} --as ${officers.beta.officer} --passphrase-file @officer`,
  )
  expect(acknowledged).toMatchObject({ exit: 0 })
  await until(async () => (await heard(alpha, exchange)).types.includes('ACK'))
  await killBeta()
}, 60_000)
