import { describe, expect, test } from 'vitest'
import {
  compositeSigner,
  fingerprintDigits,
  merkleRoot,
  officerSigner,
  toHex,
  verifyLog,
} from '../../crypto/index.ts'
import {
  applicationRoles,
  applicationTbsShape,
  certificateHash,
  certify,
  contexts,
  createDirectory,
  credentialShape,
  directoryKindOf,
  directoryKinds,
  identityKeyHash,
  institutionIdOf,
  institutionKinds,
  memberFault,
  membershipShape,
  officerCertificateTbsShape,
  statusTbsShape,
  verifyLedgerCheckpoint,
  type Credential,
} from '../../protocol/index.ts'
import { answerNetworks } from '../../node/answers/networks.ts'
import { openDirectory } from '../../node/directory/keeper.ts'
import { networkObjects } from '../../node/directory/sync.ts'
import type { Profile } from '../../node/directory/profile.ts'
import { createSelf } from '../../node/directory/self.ts'
import { admit } from '../../node/networks/admit.ts'
import type { NetworkDeps } from '../../node/networks/deps.ts'
import { foundNetwork } from '../../node/networks/found.ts'
import { revoke } from '../../node/networks/revoke.ts'
import { renewStatus } from '../../node/networks/status.ts'
import { withIssuer } from '../../node/networks/secretariat.ts'
import { createInTurn } from '../../node/networks/in-turn.ts'
import { layout } from '../../node/store/layout.ts'
import type { FaultHook } from '../../node/store/fault-points.ts'
import type { Keyring } from '../../node/keyring/index.ts'
import {
  floorCost,
  identityPassphrase,
  newKeys,
  openTestStore,
  seededRandom,
  startMs,
  temporaryFolder,
} from '../store/support.ts'

const profile: Profile = {
  role: 'secretariat',
  name: 'Secretariat',
  country: 'XA',
  kind: 'ARO',
  languages: ['en'],
  createdMs: startMs,
  pairEpoch: '00',
}

/** Opens a secretariat over what is in a folder, as at a start of the process. */
async function openSecretariat(path: string, keyring: Keyring, random = seededRandom('s'), hook?: FaultHook) {
  const store = await openTestStore({ path, keyring, random, ...(hook && { hook }) })
  const keeper = await openDirectory({ store, log: () => undefined, clock: () => startMs })
  const deps: NetworkDeps = {
    ...{ path, cost: floorCost, store, keyring, keeper, random },
    self: createSelf({ profile, keeper, keyring }),
    clock: () => startMs,
    log: () => undefined,
    peerKey: keyring.peerPublicKey,
    addresses: () => [],
    publish: () => undefined,
    inTurn: createInTurn(),
  }
  return { deps, [Symbol.asyncDispose]: () => store.close() }
}

async function found(deps: NetworkDeps): Promise<void> {
  await foundNetwork(deps, {
    ...{ name: 'Test', logOrigin: undefined, witnessesRequired: 0, credentialDays: 45, identityPassphrase },
  })
}

function application(name: string): Promise<Uint8Array> {
  const key = compositeSigner(seededRandom(name)(64))
  const tbs = applicationTbsShape.encode({
    ...{ version: 1, role: applicationRoles.MEMBER, name, country: 'XA', kind: institutionKinds.ARO },
    ...{ languages: ['en'], key: key.publicKey, peerKey: seededRandom(`${name} peer`)(32) },
    ...{ addresses: [], createdMs: startMs },
  })
  return certify(tbs, contexts.application, key.sign)
}

const idOf = (name: string) => institutionIdOf(compositeSigner(seededRandom(name)(64)).publicKey)

/** The credential of a member as the directory has it. */
function credentialOf({ keeper }: NetworkDeps, id: Uint8Array): Credential | undefined {
  const [network] = keeper.directory.networks.values()
  const member = network?.members.get(toHex(id))
  return member && credentialShape.decode(member.credential.bytes)
}

async function leavesOf({ store }: NetworkDeps): Promise<readonly Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for await (const row of store.range(layout.networkLog.all())) leaves.push(row.value)
  return leaves
}

test('institutions admitted at the same time have each their own place, and every checkpoint is of one and the same log', async () => {
  await using folder = await temporaryFolder()
  await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
  const { deps } = secretariat
  await found(deps)
  const names = ['Alpha', 'Beta', 'Gamma']
  const files = await Promise.all(names.map(application))
  const admissions = await Promise.all(files.map((file) => admit(deps, file, identityPassphrase)))

  const leaves = await leavesOf(deps)
  expect(leaves).toHaveLength(1 + names.length)
  const [network] = deps.keeper.directory.networks.values()
  const logs = names.map((name) => credentialOf(deps, idOf(name))?.log)
  expect(logs.map((log) => log?.leafIndex)).toEqual([1, 2, 3])
  for (const log of logs) {
    const { logOrigin, logKey } = network?.charter ?? { logOrigin: '', logKey: new Uint8Array(0) }
    const expected = { origin: logOrigin, logPublicKey: logKey }
    const tree = verifyLedgerCheckpoint(log?.checkpoint ?? '', expected, verifyLog)
    expect(tree?.root).toEqual(merkleRoot(leaves.slice(0, tree?.size)))
  }
  for (const { membership } of admissions) {
    const { objects } = membershipShape.decode(membership)
    expect(objects.some(({ kind }) => kind === directoryKinds.CHARTER)).toBe(true)
  }
})

test('an admission that fails holds up no other', async () => {
  await using folder = await temporaryFolder()
  await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
  const { deps } = secretariat
  await found(deps)
  const [alpha, beta] = [await application('Alpha'), await application('Beta')]
  const wrong = admit(deps, alpha, 'not the passphrase at all')
  const right = admit(deps, beta, identityPassphrase)
  await expect(wrong).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
  expect((await right).id).toEqual(idOf('Beta'))
  expect(await leavesOf(deps)).toHaveLength(2)
})

test.each([
  ['the same application again', 'Alpha', 2],
  ['the next admission', 'Beta', 3],
])('a crash between the leaf and its checkpoint: %s completes it', async (_what, applicant, leaves) => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  {
    let isArmed = false
    await using secretariat = await openSecretariat(folder.path, keyring, seededRandom('s'), (point) => {
      // The first commit of an admission is the one of the leaf: it is on disk, and nobody is told.
      if (point === 'turn-kept' && isArmed) throw new Error('crashed')
    })
    await found(secretariat.deps)
    isArmed = true
    const admitted = admit(secretariat.deps, await application('Alpha'), identityPassphrase)
    await expect(admitted).rejects.toThrow('crashed')
    expect(credentialOf(secretariat.deps, idOf('Alpha'))).toBeUndefined()
    expect(await leavesOf(secretariat.deps)).toHaveLength(2)
  }
  await using secretariat = await openSecretariat(folder.path, keyring, seededRandom('again'))
  const { deps } = secretariat
  await admit(deps, await application(applicant), identityPassphrase)
  expect(await leavesOf(deps)).toHaveLength(leaves)
  expect(credentialOf(deps, idOf('Alpha'))?.log?.leafIndex).toBe(1)
  for await (const row of deps.store.range(layout.issuedCredentials.all())) expect(row).toBeUndefined()
})

test('a crash before the credential is in the directory: the same application again completes it', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  {
    let left = Infinity
    await using secretariat = await openSecretariat(folder.path, keyring, seededRandom('s'), (point) => {
      // The second commit of an admission: the checkpoint is signed, and nothing of the commit is on disk.
      if (point === 'batch-sealed' && --left === 0) throw new Error('crashed')
    })
    await found(secretariat.deps)
    left = 2
    const admitted = admit(secretariat.deps, await application('Alpha'), identityPassphrase)
    await expect(admitted).rejects.toThrow('crashed')
  }
  await using secretariat = await openSecretariat(folder.path, keyring, seededRandom('again'))
  await admit(secretariat.deps, await application('Alpha'), identityPassphrase)
  expect(credentialOf(secretariat.deps, idOf('Alpha'))?.log?.leafIndex).toBe(1)
  expect(await leavesOf(secretariat.deps)).toHaveLength(2)
})

test('an application of another key than the one that was told on the telephone is not admitted', async () => {
  await using folder = await temporaryFolder()
  await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
  const { deps } = secretariat
  await found(deps)
  const [alpha, beta] = ['Alpha', 'Beta'].map((name) => compositeSigner(seededRandom(name)(64)).publicKey)
  if (alpha === undefined || beta === undefined) throw new Error('two keys')
  const file = Buffer.from(await application('Alpha')).toString('base64')
  const { networkAdmit } = answerNetworks({ network: deps })
  const admitAs = (fingerprint: string) =>
    networkAdmit(
      { params: {}, query: {}, body: { application: file, fingerprint, identityPassphrase } },
      { signal: new AbortController().signal },
    )
  await expect(admitAs(fingerprintDigits(beta))).rejects.toMatchObject({ code: 'FINGERPRINT_MISMATCH' })
  expect(await leavesOf(deps)).toHaveLength(1)
  expect(credentialOf(deps, idOf('Alpha'))).toBeUndefined()
  expect((await admitAs(fingerprintDigits(alpha))).admitted.id).toBe(toHex(idOf('Alpha')))
})

test('the secretariat says anew who is revoked: later, counted on, and with everything that was listed', async () => {
  await using folder = await temporaryFolder()
  await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
  const { deps } = secretariat
  await expect(renewStatus(deps, identityPassphrase)).rejects.toMatchObject({ code: 'NOT_MEMBER' })
  await found(deps)
  const status = () => [...deps.keeper.directory.networks.values()][0]?.status?.tbs
  const first = status()
  if (first === undefined) throw new Error('a network is founded with a status')
  const revoked = [{ serial: new Uint8Array(16).fill(7), invalidFromMs: startMs, listedMs: startMs }]
  const listing = statusTbsShape.encode({ ...first, sequence: 2, revoked })
  const object = await withIssuer(deps, identityPassphrase, (issuer) =>
    certify(listing, contexts.status, issuer.sign),
  )
  await deps.keeper.take([{ kind: directoryKinds.STATUS, object }])
  let published = 0
  const clock = () => startMs + 8 * 24 * 60 * 60 * 1000
  const later: NetworkDeps = { ...deps, clock, publish: () => (published += 1) }
  await expect(renewStatus(later, 'not the passphrase at all')).rejects.toMatchObject({
    code: 'KEYRING_PASSPHRASE',
  })
  expect(published).toBe(0)
  await renewStatus(later, identityPassphrase)
  expect(status()).toMatchObject({ sequence: 3, timeMs: clock(), revoked })
  expect(published).toBe(1)
})

describe('a revocation by the secretariat', () => {
  const revocation = (
    what: 'INSTITUTION' | 'NODE' | 'OFFICER' | 'RELAY',
    id: Uint8Array,
    invalidFromMs?: number,
  ) => ({
    ...{ what, id: toHex(id).slice(0, 12), invalidFromMs },
  })

  test('is listed at once under the next number, for whoever has the new status; what was listed stays', async () => {
    await using folder = await temporaryFolder()
    await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
    const { deps } = secretariat
    await found(deps)
    for (const name of ['Alpha', 'Beta']) await admit(deps, await application(name), identityPassphrase)
    const [network] = deps.keeper.directory.networks.values()
    const serialOf = (name: string) => network?.members.get(toHex(idOf(name)))?.credential.tbs.serial
    const member = network?.members.get(toHex(idOf('Alpha')))
    if (network === undefined || member === undefined) throw new Error('alpha was admitted')
    expect(memberFault(network, member, {}, startMs)).toBeUndefined()

    await revoke(deps, revocation('INSTITUTION', idOf('Alpha'), startMs - 5_000), identityPassphrase)
    expect(memberFault(network, member, {}, startMs)).toMatchObject({ code: 'REVOKED' })
    await revoke(deps, revocation('INSTITUTION', idOf('Beta')), identityPassphrase)
    // A later date does not make it better, an earlier one counts.
    await revoke(deps, revocation('INSTITUTION', idOf('Alpha')), identityPassphrase)
    await revoke(deps, revocation('INSTITUTION', idOf('Beta'), startMs - 9_000), identityPassphrase)
    await renewStatus(deps, identityPassphrase)
    expect(network.status?.tbs).toMatchObject({ sequence: 6, timeMs: startMs })
    expect(network.status?.tbs.revoked).toEqual([
      { serial: serialOf('Alpha'), invalidFromMs: startMs - 5_000, listedMs: startMs },
      { serial: serialOf('Beta'), invalidFromMs: startMs - 9_000, listedMs: startMs },
    ])

    // It comes back with another credential, admitted again.
    await admit({ ...deps, clock: () => startMs + 1_000 }, await application('Beta'), identityPassphrase)
    const beta = network.members.get(toHex(idOf('Beta')))
    expect(beta && memberFault(network, beta, {}, startMs + 1_000)).toBeUndefined()

    // Another member believes it for its signature.
    const other = createDirectory()
    for (const { kind, object } of networkObjects(network)) {
      const name = directoryKindOf(kind)
      if (name !== undefined) other.add(name, object)
    }
    const seen = other.networks.get(network.id)
    const alpha = seen?.members.get(toHex(idOf('Alpha')))
    expect(seen && alpha && memberFault(seen, alpha, {}, startMs)).toMatchObject({ code: 'REVOKED' })
  })

  test('of an officer whose id another institution gave to one of its own too names the institution', async () => {
    await using folder = await temporaryFolder()
    await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
    const { deps } = secretariat
    await found(deps)
    for (const name of ['Alpha', 'Beta']) await admit(deps, await application(name), identityPassphrase)
    const officerId = Buffer.alloc(16, 7)
    const hashes: Uint8Array[] = []
    // Alpha has certified its officer twice.
    for (const [name, notAfterMs] of [
      ['Alpha', startMs + 1_000],
      ['Alpha', startMs + 2_000],
      ['Beta', startMs + 1_000],
    ] as const) {
      const key = compositeSigner(seededRandom(name)(64))
      const tbs = officerCertificateTbsShape.encode({
        ...{ version: 1, suite: 1, institutionId: idOf(name), iikHash: identityKeyHash(key.publicKey) },
        ...{ officerId, key: officerSigner(seededRandom(name)(32)).publicKey, statementTypes: [1] },
        ...{ ceiling: 1, notBeforeMs: startMs, notAfterMs },
      })
      hashes.push(certificateHash('OFFICER_CERTIFICATE', tbs))
      const object = await certify(tbs, contexts.officer, key.sign)
      expect(await deps.keeper.take([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }])).toBe(1)
    }
    const whole = { what: 'OFFICER', id: toHex(officerId), invalidFromMs: undefined } as const
    await expect(revoke(deps, whole, identityPassphrase)).rejects.toMatchObject({ code: 'AMBIGUOUS_ID' })
    const of = (name: string, id: string) => ({ ...whole, id: `${toHex(idOf(name)).slice(0, 12)}/${id}` })
    for (const [name, id] of [
      ['Nobody', whole.id],
      ['Alpha', 'ffffff'],
    ] as const)
      await expect(revoke(deps, of(name, id), identityPassphrase)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    await revoke(deps, of('Alpha', whole.id.slice(0, 8)), identityPassphrase)
    const [network] = deps.keeper.directory.networks.values()
    expect(network?.status?.tbs.revoked.map(({ serial }) => toHex(serial)).sort()).toEqual(
      hashes.slice(0, 2).map(toHex).sort(),
    )
  })

  test('outlives the process, and is a fact of the ledger', async () => {
    await using folder = await temporaryFolder()
    const keyring = await newKeys(folder.path)
    {
      await using secretariat = await openSecretariat(folder.path, keyring)
      await found(secretariat.deps)
      await admit(secretariat.deps, await application('Alpha'), identityPassphrase)
      const before = secretariat.deps.store.ledger.frontier.size
      await revoke(secretariat.deps, revocation('INSTITUTION', idOf('Alpha')), identityPassphrase)
      expect(secretariat.deps.store.ledger.frontier.size).toBe(before + 1)
    }
    await using again = await openSecretariat(folder.path, keyring, seededRandom('again'))
    const [network] = again.deps.keeper.directory.networks.values()
    expect(network?.status?.tbs).toMatchObject({ sequence: 2, revoked: [{ listedMs: startMs }] })
  })

  test.each([
    ['of somebody who is not there', revocation('INSTITUTION', idOf('Nobody')), 'NOT_FOUND'],
    ['of a relay that is none', revocation('RELAY', idOf('Alpha')), 'NOT_FOUND'],
    ['of an officer that is none', revocation('OFFICER', idOf('Alpha')), 'NOT_FOUND'],
    ['from a day to come', revocation('INSTITUTION', idOf('Alpha'), startMs + 1), 'REQUEST_INVALID'],
  ])('%s is refused, and nothing new is said', async (_what, asked, code) => {
    await using folder = await temporaryFolder()
    await using secretariat = await openSecretariat(folder.path, await newKeys(folder.path))
    const { deps } = secretariat
    await found(deps)
    await admit(deps, await application('Alpha'), identityPassphrase)
    await expect(revoke(deps, asked, identityPassphrase)).rejects.toMatchObject({ code })
    const own = revocation('INSTITUTION', deps.self.institutionId)
    await expect(revoke(deps, own, identityPassphrase)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    const [network] = deps.keeper.directory.networks.values()
    expect(network?.status?.tbs).toMatchObject({ sequence: 1, revoked: [] })
  })
})
