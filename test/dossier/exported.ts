// A small exchange between two nodes over real stores, exported by both; and exporters who cheat.
import { fingerprintDigits } from '../../crypto/index.ts'
import { permitted, type Intention } from '../../node/answers/permitting.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { exportDossier } from '../../node/exchanges/dossier.ts'
import {
  dossierContentsShape,
  dossierSealShape,
  dossierShape,
  encodeDossier,
  encodeDossierSeal,
  offeredOf,
  signBatch,
  type DossierContents,
  type HumanDecision,
} from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { openPair, underWay, type Pair, type PairNode } from '../exchanges/pair.ts'

/** Bytes of the first line. */
export const lineBytes = 'sponte dossier 1\n'.length

export interface Exported extends AsyncDisposable {
  readonly pair: Pair
  readonly exchangeId: Uint8Array
  /** As alpha and as beta have exported it. */
  readonly alpha: Uint8Array
  readonly beta: Uint8Array
  /** 60 digits each. */
  readonly fingerprints: { readonly network: string; readonly alpha: string; readonly beta: string }
}

/** Alpha discloses, beta undertakes and acknowledges, alpha asks, beta's node confirms. */
export async function openExported(): Promise<Exported> {
  const pair = await openPair()
  const { alpha, beta } = pair
  const said = await underWay(pair)
  const there = await beta.open(said)
  await beta.say(say.ack(there.state), there)
  await beta.round()
  const here = await alpha.open(said)
  await alpha.say({ ...say.question(here.state), ...say.covered(here.state) }, here)
  await alpha.round()
  const { exchangeId } = said
  const networkId = pair.alpha.desk.network.networkId
  const keyOf = ({ desk }: PairNode) => fingerprintDigits(desk.deps.keyring.identityPublicKey)
  return {
    ...{ pair, exchangeId },
    alpha: await exportedBy(alpha, exchangeId),
    beta: await exportedBy(beta, exchangeId),
    fingerprints: { network: fingerprintDigits(networkId), alpha: keyOf(alpha), beta: keyOf(beta) },
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  }
}

/** As Ana, who is permitted what a head of the desk has decided. */
export async function exportedBy(node: PairNode, exchangeId: Uint8Array): Promise<Uint8Array> {
  const { deps } = node.desk
  const exchange = await deps.registry.open(exchangeId)
  const decision: HumanDecision = {
    ...{ tag: 'CONF:CONTENT', operation: 'EXPORT', item: undefined, officerId: '' },
    ...{ atMs: deps.clock(), untilMs: undefined, originatorTold: false },
  }
  const { entry } = offeredOf(exchange.state)
  return asAna(node, async (ana) => {
    const asked = { ...ana, operation: 'EXPORT', decisions: [decision] } as const
    const use = await permitted(answerDepsOf(node), exchange, entry, asked)
    return (await exportDossier(deps, exchangeId, () => Promise.resolve({ use, permit: undefined }))).file
  })
}

/** Unlocks Ana's keys for what she asks. */
export async function asAna<T>(
  { desk: { deps, people } }: PairNode,
  ask: (ana: Pick<Intention, 'officer' | 'unlocked'>) => Promise<T>,
): Promise<T> {
  const book = createOfficerBook(deps)
  const officer = await book.find(people.ana.officer)
  return book.unlock(officer, people.ana.passphrase, (unlocked) => ask({ officer, unlocked }))
}

export function contentsOf(file: Uint8Array): DossierContents {
  return dossierContentsShape.decode(dossierShape.decode(file.subarray(lineBytes)).contents)
}

/** The same file with other contents, sealed by the node that exported it: an exporter who cheats. */
export async function resealed(
  { desk }: PairNode,
  file: Uint8Array,
  contents: DossierContents | Uint8Array,
): Promise<Uint8Array> {
  const { seal } = dossierShape.decode(file.subarray(lineBytes))
  const { nodeCertHash } = dossierSealShape.decode(seal.item)
  const bytes = contents instanceof Uint8Array ? contents : dossierContentsShape.encode(contents)
  const item = encodeDossierSeal(bytes, nodeCertHash)
  const sign = (message: Uint8Array) => desk.deps.keyring.signBatch(message, 'sponte/1 batch')
  const { leaves, batch } = await signBatch([{ kind: 'dossier', item }], desk.clock.nowMs, sign)
  const [leaf] = leaves
  if (leaf === undefined) throw new Error('one leaf was signed')
  return encodeDossier(bytes, leaf, batch)
}
