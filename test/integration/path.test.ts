import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { osRandom, utf8 } from '../../crypto/index.ts'
import {
  certify,
  conditionsShape,
  contexts,
  directoryKinds,
  institutionIdOf,
  officerCertificateTbsShape,
  identityKeyHash,
  certificateHash,
  statementTypes,
  termsShapes,
} from '../../protocol/index.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { admit } from '../../node/networks/admit.ts'
import { applyToNetwork } from '../../node/networks/apply.ts'
import { foundNetwork } from '../../node/networks/found.ts'
import { joinNetwork } from '../../node/networks/join.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { speak } from '../../node/exchanges/speak.ts'

const cost = { memoryKiB: 64 * 1024, passes: 1, lanes: 1 }
const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function makeNode(name: string, role: 'member' | 'secretariat' | 'relay'): Promise<RunningNode> {
  const dataDir = await mkdtemp(join(tmpdir(), `sponte-${role}-`))
  folders.push(dataDir)
  const passphrase = `${name} correct horse battery`
  await initialiseNode(
    {
      dataDir,
      role,
      name,
      country: 'XA',
      kind: 'ARO',
      languages: ['en'],
      passphrase,
      identityPassphrase: passphrase,
    },
    { cost },
  )
  return startNode({
    dataDir,
    passphrase,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    cost,
    log: () => undefined,
  })
}
const pass = (name: string) => `${name} correct horse battery`

async function addOfficer(node: RunningNode, name: string) {
  const id = osRandom(16)
  const key = await node.exchange.keyring.createOfficer(id, pass('officer'))
  const now = Date.now()
  const tbs = officerCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    institutionId: institutionIdOf(node.exchange.keyring.identityPublicKey),
    iikHash: identityKeyHash(node.exchange.keyring.identityPublicKey),
    officerId: id,
    key,
    statementTypes: Object.values(statementTypes),
    ceiling: 1,
    notBeforeMs: now,
    notAfterMs: now + 86_400_000,
  })
  const object = await node.exchange.keyring.withIdentity(pass(name), (iik) =>
    certify(tbs, contexts.officer, iik.sign),
  )
  await node.keeper.take([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }])
  return { id, certHash: certificateHash('OFFICER_CERTIFICATE', tbs), passphrase: pass('officer') }
}

test('a disclosure reaches the other institution directly and is receipted', async () => {
  await using secretariat = await makeNode('Secretariat', 'secretariat')
  await using relay = await makeNode('Relay', 'relay')
  await using alpha = await makeNode('Alpha', 'member')
  await using beta = await makeNode('Beta', 'member')
  const networkId = await foundNetwork(secretariat.network, {
    name: 'Test network',
    logOrigin: undefined,
    witnessesRequired: 0,
    credentialDays: 45,
    identityPassphrase: pass('Secretariat'),
  })
  for (const [node, name] of [
    [relay, 'Relay'],
    [alpha, 'Alpha'],
    [beta, 'Beta'],
  ] as const) {
    const application = await applyToNetwork(node.network, pass(name))
    const admission = await admit(secretariat.network, application, pass('Secretariat'))
    await joinNetwork(node.network, admission.membership, {
      expectedNetwork: networkId,
      identityPassphrase: pass(name),
    })
  }
  const officer = await addOfficer(alpha, 'Alpha')
  const betaId = institutionIdOf(beta.exchange.keyring.identityPublicKey)
  const betaAtAlpha = async () => {
    for (let tries = 0; tries < 200; tries += 1) {
      const member = alpha.keeper.directory.member(networkId, betaId)
      if (member?.bundle !== undefined) return member
      for (const network of alpha.keeper.directory.networks.values()) {
        for (const one of network.relays.values())
          await alpha.sync.with(one, network, AbortSignal.timeout(5000)).catch(() => undefined)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('beta never appeared')
  }
  const to = await betaAtAlpha()
  const said = await speak(alpha.exchange, {
    exchangeId: undefined,
    to,
    type: 'DISCLOSURE',
    terms: termsShapes.DISCLOSURE.encode({ items: [] }),
    conditions: conditionsShape.encode({
      vocabulary: 1,
      tags: [
        { code: 'ACT:PASSIVE', args: [], scope: 0 },
        { code: 'AUD:DESK', args: [], scope: 0 },
        { code: 'BIND:BY-LAW', args: [], scope: 0 },
        { code: 'CLS:NONE', args: [], scope: 0 },
        { code: 'CONF:CONTENT', args: [], scope: 0 },
        { code: 'EV:LEAD', args: [], scope: 0 },
        { code: 'ONW:CONSENT', args: [], scope: 0 },
        { code: 'PUR:CRIM-INV', args: [], scope: 0 },
        { code: 'REL:ANY-SEALED', args: [], scope: 0 },
        { code: 'RET:REVIEW', args: ['2029-11-21'], scope: 0 },
        { code: 'URG:NORMAL', args: [], scope: 0 },
      ],
    }),
    refs: [],
    body: utf8('{"x":1}'),
    officer,
  })
  let there
  for (let tries = 0; tries < 100 && there === undefined; tries += 1) {
    there = await beta.exchange.registry.find(beta.store, said.exchangeId)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(there?.state.id).toBe(Buffer.from(said.exchangeId).toString('hex'))
})
