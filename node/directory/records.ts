import {
  credentialShape,
  credentialTbsShape,
  directoryKinds,
  identityKeyHash,
  type CredentialTbs,
  type DirectoryKind,
  type DirectoryObject,
  type Pin,
} from '../../protocol/index.ts'
import { concat, fromHex, sha256, toHex } from '../../crypto/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'

/** Issuers before what they issue: the order in which stored objects are read again at start. */
const order: readonly DirectoryKind[] = [
  'CHARTER',
  'RELAY_CERTIFICATE',
  'CREDENTIAL',
  'NODE_CERTIFICATE',
  'OFFICER_CERTIFICATE',
  'STATUS',
  'NETWORK_PROFILE',
  'PREKEY_BUNDLE',
]

/** What an object is stored under, in hexadecimal: its kind and half of its hash. */
export function nameOf(object: DirectoryObject): string {
  return toHex(concat(Uint8Array.of(object.kind), sha256(object.object).slice(0, 16)))
}

export function writeObject(turn: FinishingTurn, object: DirectoryObject): void {
  turn.put(layout.directory.at(fromHex(nameOf(object))), object.object)
}

export function eraseObject(turn: FinishingTurn, name: string): void {
  turn.delete(layout.directory.at(fromHex(name)))
}

/** What a stored or believed credential says. */
export function credentialOf({ object }: DirectoryObject): CredentialTbs {
  return credentialTbsShape.decode(credentialShape.decode(object).tbs)
}

/** Everything stored, issuers first; of credentials those of the pinned key, since a held one stands on it. */
export async function readObjects(
  reader: Reader,
  pins: ReadonlyMap<string, Pin>,
): Promise<readonly DirectoryObject[]> {
  const ranked: { readonly rank: number; readonly object: DirectoryObject }[] = []
  for await (const row of reader.range(layout.directory.all())) {
    const object = { kind: row.key[0] ?? 0, object: row.value }
    ranked.push({ rank: rankOf(object, pins), object })
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ object }) => object)
}

function rankOf(object: DirectoryObject, pins: ReadonlyMap<string, Pin>): number {
  const rank = order.findIndex((kind) => directoryKinds[kind] === object.kind)
  if (object.kind !== directoryKinds.CREDENTIAL) return rank
  const { networkId, institutionId, iik } = credentialOf(object)
  const pin = pins.get(pinName(toHex(networkId), toHex(institutionId)))
  const isPinned = pin === undefined || toHex(pin.iikHash) === toHex(identityKeyHash(iik))
  return isPinned ? rank : rank + 0.5
}

/** A member's pin is found by its network and its institution. */
export function pinName(networkId: string, institutionId: string): string {
  return `${networkId}${institutionId}`
}

/** Every pin, by its name. */
export async function readPins(reader: Reader): Promise<ReadonlyMap<string, Pin>> {
  const pins = new Map<string, Pin>()
  for await (const row of reader.range(layout.pins.all())) pins.set(toHex(row.key), decodePin(row.value))
  return pins
}

interface Pinned {
  readonly networkId: string
  readonly institutionId: string
  readonly pin: Pin
}

export function writePin(turn: FinishingTurn, { networkId, institutionId, pin }: Pinned): void {
  const confirmed = Uint8Array.of(pin.confirmed ? 1 : 0)
  turn.put(
    layout.pins.at(fromHex(pinName(networkId, institutionId))),
    concat(confirmed, pin.iikHash, pin.held ?? new Uint8Array(0)),
  )
}

function decodePin(bytes: Uint8Array): Pin {
  return {
    confirmed: bytes[0] === 1,
    iikHash: bytes.slice(1, 33),
    held: bytes.length > 33 ? bytes.slice(33) : undefined,
  }
}
