import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sponte } from '../cli/terminal.ts'
import { disclosureOf, fileOf, officers } from '../faults/content.ts'
import { makeNetwork, withListeners, type MadeNetwork } from '../faults/network.ts'
import { temporaryFolder } from '../store/support.ts'
import { isOutboxEmpty, openDesk, type Desk } from './desk.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let network: MadeNetwork
let alpha: Desk
let beta: Desk
beforeAll(async () => {
  folder = await temporaryFolder()
  const made = await makeNetwork(join(folder.path, 'made'), { disclosures: 2, offers: 0 })
  network = await withListeners(made, join(folder.path, 'network'))
  alpha = await openDesk(join(network.folder, 'alpha'), network.listen.alpha)
  beta = await openDesk(join(network.folder, 'beta'), network.listen.beta)
}, 60_000)
afterAll(async () => {
  await alpha[Symbol.asyncDispose]()
  await beta[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test('where no relay runs, a disclosure reaches the other institution directly, is stored once, receipted, and opened only when its conditions are undertaken', async () => {
  const params = { draft: network.drafts[0] ?? '' }
  const { sent } = await alpha.ask('send', { params, body: { as: officers.alpha } })
  const exchange = { exchange: sent[0]?.exchange ?? '' }
  await alpha.once(() => isOutboxEmpty(alpha))

  const ours = await alpha.ask('show', { params: exchange })
  const theirs = await beta.ask('show', { params: exchange })
  expect(ours.messages.map(({ terms, side, delivery }) => [terms.type, side, delivery])).toEqual([
    ['DISCLOSURE', 'ours', 'delivered'],
  ])
  expect(theirs.messages.map(({ placement }) => placement)).toEqual(
    ours.messages.map(({ placement }) => placement),
  )
  expect(theirs.stateHash).toBe(ours.stateHash)

  const opening = { params: exchange, body: { as: officers.beta } }
  await expect(beta.ask('open', opening)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  await beta.ask('undertake', { params: exchange, body: { as: officers.beta } })
  const { attachments, ...said } = (await beta.ask('open', opening)).body
  expect(said).toEqual(disclosureOf(0))
  expect(attachments).toMatchObject([{ name: 'ledger 0.bin', length: fileOf(0).length }])

  await beta.once(() => isOutboxEmpty(beta))
  for (const desk of [alpha, beta])
    await desk.once(async () => {
      const { messages } = await desk.ask('show', { params: exchange })
      return messages.flatMap((one) => one.attachments ?? []).every(({ state }) => state === 'complete')
    })
  const { items } = await alpha.ask('outbox', { query: exchange })
  expect(items.map(({ state, files }) => [state, files])).toEqual([
    ['delivered', { files: 1, complete: true, parts: 3, sent: 3 }],
  ])
  expect(await alpha.ask('status')).toMatchObject({ filesGoing: 0 })
  expect(await beta.ask('status')).toMatchObject({ filesComing: 0, filesWithoutRoom: 0 })
  const undertaken = await beta.ask('show', { params: exchange })
  expect(undertaken.messages.map(({ terms, delivery }) => [terms.type, delivery])).toEqual([
    ['DISCLOSURE', undefined],
    ['CONDITIONS_READ', 'delivered'],
  ])
  expect((await alpha.ask('show', { params: exchange })).stateHash).toBe(undertaken.stateHash)
})

test('an exchange is exported by both sides, and anyone verifies both files without a node: one history, complete as far as it is signed', async () => {
  const params = { draft: network.drafts[1] ?? '' }
  const { sent } = await alpha.ask('send', { params, body: { as: officers.alpha } })
  const exchange = { exchange: sent[0]?.exchange ?? '' }
  await alpha.once(() => isOutboxEmpty(alpha))
  await beta.ask('undertake', { params: exchange, body: { as: officers.beta } })
  await beta.once(() => isOutboxEmpty(beta))

  const files: string[] = []
  for (const [desk, as, decides] of [
    [alpha, officers.alpha, []],
    [beta, officers.beta, ['CONF:CONTENT']],
  ] as const) {
    const { dossier } = await desk.ask('exportDossier', { params: exchange, body: { as, decides } })
    const file = join(folder.path, `${as.officer}.sponte`)
    await writeFile(file, Buffer.from(dossier, 'base64'))
    files.push(file)
  }
  const [known] = (await alpha.ask('networkList')).items
  const { fingerprint } = await beta.ask('id')
  const verify = (...args: readonly string[]) => sponte(['verify', ...args], { node: noNode })

  for (const file of files) {
    expect(await verify(file, '--trust', known?.fingerprint ?? '')).toMatchObject({ exit: 0, stderr: '' })
    const page = await verify(file, '--trust', fingerprint)
    expect(page).toMatchObject({ exit: 0, stderr: '' })
    expect(page.stdout).toMatch(/^Result +VERIFIED: /)
    expect(page.stdout).toContain('later messages cannot be excluded')
    expect(page.stdout).not.toMatch(/undefined|\[object/)
    const unknown = await verify(file)
    expect(unknown.exit).toBe(65)
    expect(unknown.stdout).toMatch(/^Result +CONSISTENT, TRUST NOT ESTABLISHED\n/)
    const wrong = await verify(file, '--json', '--trust', '7'.repeat(60))
    expect(wrong.exit).toBe(65)
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      result: 'CONSISTENT',
      fault: { code: 'TRUST_MISMATCH' },
    })
  }

  const both = await verify(...files, '--trust', fingerprint, '--json')
  const shown = await beta.ask('show', { params: exchange })
  const messages = shown.messages.map(({ id, placement, at, terms }) => ({ id, placement, at, terms }))
  expect(both.exit).toBe(0)
  expect(JSON.parse(both.stdout)).toMatchObject({
    first: { result: 'VERIFIED', exportedBy: 'originator', stateHash: shown.stateHash, messages },
    second: { result: 'VERIFIED', exportedBy: 'receiver', stateHash: shown.stateHash, messages },
    comparison: { onlyFirst: 0, onlySecond: 0 },
  })
})

function noNode(): never {
  throw new Error('nothing is verified by a node')
}
