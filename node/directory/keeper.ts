import {
  createDirectory,
  credentialShape,
  credentialTbsShape,
  directoryKindOf,
  directoryKinds,
  ProtocolError,
  type Added,
  type Directory,
  type DirectoryKind,
  type DirectoryObject,
  type Member,
  type Pin,
} from '../../protocol/index.ts'
import { concat, fromHex, sha256, toHex } from '../../crypto/index.ts'
import type { Log } from '../deps.ts'
import { layout, type FinishingTurn, type Store } from '../store/index.ts'

/** The directory of this node: in memory to be asked, in the store to last. */
export interface DirectoryKeeper {
  readonly directory: Directory
  /**
   * Takes objects in, each checked against those before it, and keeps what was new.
   *
   * Objects that cannot be believed are left out and logged by their code; the others are kept.
   * @returns how many were new
   */
  readonly take: (objects: readonly DirectoryObject[], joining?: Joining) => Promise<number>
  /** The same inside a commit that has other work: what `accept` gave is written with that commit. */
  readonly accept: (objects: readonly DirectoryObject[]) => readonly DirectoryObject[]
  readonly write: (turn: FinishingTurn, objects: readonly DirectoryObject[]) => void
  /** Tells of objects that such a commit has kept. */
  readonly announce: (objects: readonly DirectoryObject[]) => void
  /** An officer compared the digits of the pinned key by another channel. */
  readonly confirmPin: (member: Member, officerId: Uint8Array) => Promise<void>
  /** Everything taken in since a position, in order: what a relay hands to its members. */
  readonly since: (
    position: number,
    max: number,
  ) => { readonly until: number; readonly objects: readonly DirectoryObject[]; readonly more: boolean }
  /** Called after new objects are kept; for gates, couriers and long polls. */
  readonly onChange: (listener: () => void) => void
}

/** Given only where a network is founded or joined: its charter is taken in, of the id it must have where one is known. */
export interface Joining {
  readonly expectedNetwork: Uint8Array | undefined
}

/** Issuers before what they issue: the order in which stored objects are read again at start. */
const order: readonly DirectoryKind[] = [
  'CHARTER',
  'RELAY_CERTIFICATE',
  'CREDENTIAL',
  'NODE_CERTIFICATE',
  'OFFICER_CERTIFICATE',
  'STATUS',
  'PREKEY_BUNDLE',
]

/** @throws StoreError when stored objects cannot be read; one that no longer verifies is left out and logged */
export async function openDirectory(deps: {
  readonly store: Store
  readonly log: Log
}): Promise<DirectoryKeeper> {
  const { store, log } = deps
  const pins = new Map<string, Pin>()
  for await (const row of store.range(layout.pins.all())) pins.set(toHex(row.key), decodePin(row.value))
  const directory = createDirectory((networkId, institutionId) => pins.get(`${networkId}${institutionId}`))
  const listeners: (() => void)[] = []
  // Positions are of this process: a member that comes back after a restart asks from 0 again when they do not fit.
  const taken: DirectoryObject[] = []

  const addOne = (
    object: DirectoryObject,
    expectedNetwork?: Uint8Array,
    mayAdmitNetwork?: boolean,
  ): Added | undefined => {
    const kind = directoryKindOf(object.kind)
    if (kind === undefined) return undefined
    // A network is joined by its officers, never because a peer says that there is one.
    if (kind === 'CHARTER' && mayAdmitNetwork !== true) return undefined
    try {
      return directory.add(kind, object.object, expectedNetwork)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      log('directory-object-refused', { kind, code: error.code })
      return undefined
    }
  }

  const keyOf = (object: DirectoryObject): Uint8Array =>
    concat(Uint8Array.of(object.kind), sha256(object.object).slice(0, 16))

  const accept = (objects: readonly DirectoryObject[]): readonly DirectoryObject[] =>
    objects.filter((object) => {
      const added = addOne(object)
      return added === 'added' || added === 'held'
    })

  const pinKey = (member: Member) =>
    layout.pins.at(concat(fromHex(member.networkId), fromHex(member.institutionId)))

  const write = (turn: FinishingTurn, objects: readonly DirectoryObject[]): void => {
    for (const object of objects) turn.put(layout.directory.at(keyOf(object)), object.object)
    // With the credential its pin: after a restart the order of credentials must not decide whom we believe.
    for (const object of objects.filter(({ kind }) => kind === directoryKinds.CREDENTIAL)) {
      const { networkId, institutionId } = credentialTbsShape.decode(
        credentialShape.decode(object.object).tbs,
      )
      const member = directory.member(networkId, institutionId)
      if (member !== undefined) turn.put(pinKey(member), encodePin(member.pin))
    }
  }

  const announce = (objects: readonly DirectoryObject[]): void => {
    if (objects.length === 0) return
    taken.push(...objects)
    for (const listener of listeners) listener()
  }

  const keep = async (objects: readonly DirectoryObject[]): Promise<void> => {
    if (objects.length === 0) return
    await store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [{ type: 'directory-change', codes: [`OBJECTS:${objects.length}`] }],
      finish: (turn) => {
        write(turn, objects)
        return undefined
      },
    }))
    announce(objects)
  }

  const stored: DirectoryObject[] = []
  for await (const row of store.range(layout.directory.all())) {
    stored.push({ kind: row.key[0] ?? 0, object: row.value })
  }
  stored.sort((a, b) => rank(a) - rank(b))
  const again: DirectoryObject[] = []
  for (const object of stored) {
    const added = addOne(object, undefined, true)
    if (added === 'held') again.push(object)
    else if (added !== undefined) taken.push(object)
  }
  // A credential that is not of the pinned key may stand before the one that is.
  for (const object of again) addOne(object)
  return {
    directory,
    accept,
    write,
    announce,
    take: async (objects, joining) => {
      const fresh = objects.filter((object) => {
        const added = addOne(object, joining?.expectedNetwork, joining !== undefined)
        return added === 'added' || added === 'held'
      })
      await keep(fresh)
      return fresh.length
    },
    confirmPin: async (member, officerId) => {
      const pin: Pin = { ...member.pin, confirmed: true }
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'pin-change', officer: officerId, item: pin.iikHash, codes: ['CONFIRMED'] }],
        finish: (turn) => {
          turn.put(pinKey(member), encodePin(pin))
          return undefined
        },
      }))
      directory.setPin(member, pin)
    },
    since: (position, max) => {
      const from = position <= taken.length ? position : 0
      const objects = taken.slice(from, from + max)
      return { until: from + objects.length, objects, more: from + objects.length < taken.length }
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}

function rank(object: DirectoryObject): number {
  return order.findIndex((kind) => directoryKinds[kind] === object.kind)
}

function encodePin(pin: Pin): Uint8Array {
  return concat(Uint8Array.of(pin.confirmed ? 1 : 0), pin.iikHash, pin.held ?? new Uint8Array(0))
}

function decodePin(bytes: Uint8Array): Pin {
  return {
    confirmed: bytes[0] === 1,
    iikHash: bytes.slice(1, 33),
    held: bytes.length > 33 ? bytes.slice(33) : undefined,
  }
}
