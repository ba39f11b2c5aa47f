// A node's desk over a real store, keyring and directory, in a network with other institutions; nothing is connected.
import { expect } from 'vitest'
import { toHex, type RandomSource } from '../../crypto/index.ts'
import { createArrivals } from '../../node/attachments/arrivals.ts'
import { createBlobs } from '../../node/attachments/blobs.ts'
import { withRefusals } from '../../node/answers/refusals.ts'
import { routes, type Answer, type Asked, type UseCases } from '../../node/api/contract.ts'
import { createDeskUseCases } from '../../node/desk/use-cases.ts'
import type { DeskDeps } from '../../node/desk/deps.ts'
import { openDirectory } from '../../node/directory/keeper.ts'
import { maintainPrekeys } from '../../node/directory/prekeys.ts'
import { readProfile, writeProfile, type Profile } from '../../node/directory/profile.ts'
import { createSelf } from '../../node/directory/self.ts'
import { createGivenPrekeys } from '../../node/exchanges/given-prekeys.ts'
import { createHearingVerifier } from '../../node/exchanges/hearing-verifier.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { createReplyPrekeys } from '../../node/exchanges/reply-prekeys.ts'
import { openKeyring, pathsOf } from '../../node/keyring/index.ts'
import { becomeMember } from '../../node/networks/join.ts'
import { createHearing } from '../../node/recovery/hear.ts'
import { openErasures } from '../../node/erasures/index.ts'
import { openRecovery } from '../../node/recovery/recovery.ts'
import { createShowPast } from '../../node/recovery/show-past.ts'
import {
  certify,
  contexts,
  directoryKinds,
  prekeyBundleTbsShape,
  weekMs,
  type PrekeyBundleTbs,
} from '../../protocol/index.ts'
import { story } from '../messages/drafts.ts'
import {
  floorCost,
  identityPassphrase,
  newKeys,
  openTestStore,
  passphrase,
  seededRandom,
  temporaryFolder,
} from '../store/support.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
  type TestNetwork,
} from '../support/network.ts'

export { identityPassphrase } from '../store/support.ts'

/** The desk of one node, with hands for a test. */
export interface TestDesk extends AsyncDisposable {
  readonly deps: DeskDeps
  readonly network: TestNetwork
  readonly uses: ReturnType<typeof createDeskUseCases>
  /** Stands still unless a test moves it. */
  readonly clock: { nowMs: number }
  /** What happens at a fault point; a test sets it. */
  readonly crash: { at: string | undefined }
  readonly published: { times: number }
  /** What the home relays do when this node fetches, and when one last answered. */
  readonly relays: { fetch: () => Promise<unknown>; fetchedMs: number | undefined }
  readonly path: string
  /** Ends the process, lets something happen to the data directory, and starts again; this desk is over then. */
  readonly restart: (between: () => Promise<void>) => Promise<TestDesk>
  readonly people: Readonly<Record<'ana' | 'bo', { readonly officer: string; readonly passphrase: string }>>
}

const context = { signal: new AbortController().signal }

/** What a desk has in place of the defaults: another desk's network, other keys, somebody to talk to. */
interface DeskOptions {
  readonly seed?: string
  readonly network?: TestNetwork
  readonly addresses?: readonly string[]
  readonly carrier?: Partial<DeskDeps['carrier']>
  readonly handOver?: DeskDeps['handOver']
}

/** Opens a desk with two officers, as a member of a new network unless one is named. */
export async function openDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const folder = await temporaryFolder()
  const random = seededRandom(options.seed ?? 'desk')
  const clock = { nowMs: testNow }
  await newKeys(folder.path, random)
  const network = options.network ?? (await createTestNetwork(random))
  const carried = { ...options, folder, random, clock, network }
  const desk = await startDesk(carried, async (deps) => {
    await deps.keeper.take(network.objects, { expectedNetwork: network.networkId })
    const own = await deps.keyring.withIdentity(identityPassphrase, (iik) => network.admit(iik))
    await deps.keeper.take([own])
    const networkDeps = {
      ...deps,
      path: folder.path,
      cost: floorCost,
      addresses: () => [],
      peerKey: deps.keyring.peerPublicKey,
    }
    await becomeMember(networkDeps, network.networkId, identityPassphrase)
    await maintainPrekeys(deps, options.addresses ?? [])
  })
  for (const person of Object.values(desk.people)) await appoint(desk, person)
  return desk
}

/** What stays of a desk when its process ends. */
interface Carried extends DeskOptions {
  readonly folder: AsyncDisposable & { readonly path: string }
  readonly random: RandomSource
  readonly clock: { nowMs: number }
  readonly network: TestNetwork
}

async function startDesk(
  carried: Carried,
  prepare: (deps: DeskDeps) => Promise<void> = () => Promise.resolve(),
): Promise<TestDesk> {
  const { folder, random, clock, network } = carried
  const keyring = await openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  const store = await openTestStore({
    path: folder.path,
    keyring,
    random,
    clock: () => clock.nowMs,
  })
  const keeper = await openDirectory({ store, log: () => undefined, clock: () => clock.nowMs })
  const profile = await readProfile(store).catch(() => newProfile(store, random))
  const self = createSelf({ profile, keeper, keyring })
  const crash = { at: undefined as string | undefined }
  const published = { times: 0 }
  const relays: TestDesk['relays'] = { fetch: () => Promise.resolve(), fetchedMs: undefined }
  const erasures = openErasures(pathsOf(folder.path).erased, keyring.journalMac, () => clock.nowMs)
  const base: Omit<DeskDeps, 'arrivals'> = {
    ...{ store, keyring, keeper, self, random },
    recovery: await openRecovery(store, () => clock.nowMs),
    hearing: {
      question: (asked, networkId) => createHearing(deps).question(asked, networkId),
      answer: (told, networkId) => createHearing(deps).answer(told, networkId),
    },
    showPast: (exchange) => {
      createShowPast(deps)(exchange)
    },
    handOver: carried.handOver ?? (() => Promise.resolve()),
    ...{ erasures, blobs: createBlobs({ path: folder.path, erasures }) },
    registry: createRegistry(store),
    replies: createReplyPrekeys(store),
    given: createGivenPrekeys({ store, keyring, clock: () => clock.nowMs, log: () => undefined }),
    batches: createHearingVerifier({ store, clock: () => clock.nowMs }),
    carrier: { post: unused, collect: unused, directory: unused, ...carried.carrier },
    clock: () => clock.nowMs,
    log: () => undefined,
    fault: (point) => {
      if (point === crash.at) throw new Error(`crashed at ${point}`)
    },
    wake: () => undefined,
    attend: () => undefined,
    publish: () => (published.times += 1),
    fetch: async () => {
      await relays.fetch()
    },
    fetchedMs: () => relays.fetchedMs,
  }
  const deps: DeskDeps = { ...base, arrivals: createArrivals(base, { wait: () => Promise.resolve() }) }
  await prepare(deps)
  const uses = withRefusals(createDeskUseCases(deps))
  const people = {
    ana: { officer: 'ana', passphrase: 'the heron stands in the reeds' },
    bo: { officer: 'bo', passphrase: 'a lamp in the harbour mist' },
  }
  return {
    ...{ deps, network, uses, clock, crash, published, relays, people, path: folder.path },
    restart: async (between) => {
      await store.close()
      await between()
      return startDesk(carried)
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function newProfile(store: DeskDeps['store'], random: RandomSource): Promise<Profile> {
  const profile: Profile = {
    role: 'member',
    name: 'Office for Asset Tracing',
    country: 'XA',
    kind: 'ARO',
    languages: ['en'],
    createdMs: testNow,
    pairEpoch: toHex(random(16)),
  }
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'node-created' }],
    finish: (turn) => {
      writeProfile(turn, profile)
      return undefined
    },
  }))
  return profile
}

const unused = () => Promise.reject(new Error('nothing is connected in these tests'))

type OfficerBody = Asked<'officerAdd'>['body']

export function appoint(
  desk: TestDesk,
  { officer, passphrase }: { readonly officer: string; readonly passphrase: string },
  more: Partial<OfficerBody> = {},
): Promise<Answer<'officerAdd'>> {
  const body: OfficerBody = {
    ...{ name: officer, power: 'DELEGATED', officerPassphrase: passphrase, identityPassphrase },
    ...more,
  }
  return ask(desk, 'officerAdd', { body })
}

/** Asks for a use case with the parts of a request that it has; what it answers has the form of the contract. */
export async function ask<Name extends keyof ReturnType<typeof createDeskUseCases>>(
  { uses }: TestDesk,
  name: Name,
  parts: Partial<Asked<Name>>,
): Promise<Answer<Name>> {
  // One function of the table and its own input: TypeScript cannot tie the two by their name.
  const use = uses[name] as unknown as UseCases[Name]
  const answer = await use({ params: {}, query: {}, body: {}, ...parts } as Asked<Name>, context)
  expect(routes[name].response.parse(answer)).toEqual(answer)
  return answer
}

/** Another institution of the network, with everything that writing to it takes. */
export async function neighbour(
  { deps, network }: TestDesk,
  seed: string,
  change: Parameters<typeof createTestInstitution>[2] = {},
): Promise<TestInstitution & { readonly id: string }> {
  const institution = await createTestInstitution(seededRandom(seed), network, change)
  await deps.keeper.take(institution.objects)
  return { ...institution, id: toHex(institution.party.institutionId) }
}

/** A newer bundle of an institution, other in some fields. */
export async function rebundle(
  { deps }: TestDesk,
  institution: TestInstitution,
  change: Partial<PrekeyBundleTbs>,
): Promise<void> {
  const tbs = prekeyBundleTbsShape.encode({
    ...{ version: 1, suites: [1], networkId: institution.party.networkId },
    institutionId: institution.party.institutionId,
    bundleSeq: 2,
    weekly: [{ week: Math.floor(testNow / weekMs), publicKey: institution.prekey }],
    ...{ burnt: [], nodeCertHash: institution.nodeCertHash, statusHash: undefined, addresses: [] },
    createdMs: testNow,
    ...change,
  })
  const object = await certify(tbs, contexts.prekeys, institution.nok.sign)
  await deps.keeper.take([{ kind: directoryKinds.PREKEY_BUNDLE, object }])
}

export const byLaw = [
  'AUD:DESK',
  'PUR:CRIM-INV',
  'EV:LEAD',
  'ONW:CONSENT',
  'CONF:CONTENT',
  'ACT:PASSIVE',
  'REL:ANY-SEALED',
  'RET:REVIEW(3y)',
  'BIND:BY-LAW',
  'URG:URGENT',
]

/** The conditions above with others in the place of some families. */
export function byLawBut(...tags: readonly string[]): readonly string[] {
  const families = tags.map((tag) => tag.slice(0, tag.indexOf(':')))
  return [...byLaw.filter((tag) => !families.includes(tag.slice(0, tag.indexOf(':')))), ...tags]
}

interface Written {
  readonly to: readonly string[]
  readonly conditions?: readonly string[]
  readonly disclosure?: Readonly<Record<string, unknown>>
}

/** Keeps a new draft of the demo's story. */
export function write(desk: TestDesk, { to, conditions = byLaw, disclosure = story }: Written) {
  return ask(desk, 'draftNew', { body: { document: { to, conditions, disclosure } } })
}

/** The same, submitted by Ana and approved by Bo. */
export async function writeApproved(desk: TestDesk, written: Written): Promise<Answer<'draftApprove'>> {
  const { id } = await write(desk, written)
  await ask(desk, 'draftSubmit', { params: { draft: id }, body: { as: desk.people.ana } })
  return ask(desk, 'draftApprove', { params: { draft: id }, body: { as: desk.people.bo } })
}

/** Sends a draft, as Ana unless another is named. */
export function send(desk: TestDesk, draft: string, more: Partial<Asked<'send'>['body']> = {}) {
  return ask(desk, 'send', { params: { draft }, body: { as: desk.people.ana, ...more } })
}

/** Every exchange of the node: to whom, and how many messages of ours it has. */
export async function exchangesOf({ deps }: TestDesk) {
  const found: { readonly id: string; readonly to: string }[] = []
  for await (const { state, id } of deps.registry.all())
    found.push({ id: toHex(id), to: toHex(state.parties.receiver.institutionId) })
  return found
}
