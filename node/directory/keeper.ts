import {
  createDirectory,
  directoryKindOf,
  directoryKinds,
  ProtocolError,
  type Added,
  type Directory,
  type DirectoryObject,
  type Member,
} from '../../protocol/index.ts'
import type { Clock, Log } from '../deps.ts'
import type { FinishingTurn, Store } from '../store/index.ts'
import { memberObjects } from './member-objects.ts'
import {
  credentialOf,
  eraseObject,
  nameOf,
  pinName,
  readObjects,
  readPins,
  writeObject,
  writePin,
} from './records.ts'
import { createShared, type Shared } from './shared.ts'

/** The directory of this node: in memory to be asked, in the store to last. */
export interface DirectoryKeeper {
  readonly directory: Directory
  /**
   * Takes objects in, each checked against those before it, and keeps what was new, with whatever an earlier commit
   * has failed to keep.
   *
   * Objects that cannot be believed are left out and logged by their code; the others are kept.
   * @returns how many were new
   * @throws StoreError when they could not be kept: they count while the node runs, and the next call tries again
   */
  readonly take: (objects: readonly DirectoryObject[], joining?: Joining) => Promise<number>
  /**
   * The same inside a commit that has other work.
   *
   * @returns what is not on disk yet, to be given to `write` in that commit and to `announce` after it
   */
  readonly accept: (objects: readonly DirectoryObject[]) => readonly DirectoryObject[]
  readonly write: (turn: FinishingTurn, objects: readonly DirectoryObject[]) => void
  /** Tells of objects that such a commit has kept. */
  readonly announce: (objects: readonly DirectoryObject[]) => void
  /** Whether an object is on disk: nothing leaves the node that a crash could make it forget. */
  readonly isKept: (object: DirectoryObject) => boolean
  /** An officer compared the digits of the pinned key by another channel. */
  readonly confirmPin: (member: Member, officerId: Uint8Array) => Promise<void>
  /** Everything on disk that was taken in since a position, in order: what a relay hands to its members. */
  readonly since: Shared['since']
  /** Called after new objects are kept; for gates, couriers and long polls. */
  readonly onChange: (listener: () => void) => void
}

/** Given only where a network is founded or joined: its charter is taken in, of the id it must have where one is known. */
export interface Joining {
  readonly expectedNetwork: Uint8Array | undefined
}

/** How an object is taken in: whether a network may come with it, and for what time it must count. */
interface Believing extends Partial<Joining> {
  readonly mayAdmitNetwork: boolean
  /** Absent for what was taken in before. */
  readonly atMs?: number
}

/**
 * @param deps.clock - positions of {@link DirectoryKeeper.since} begin with the time at which it is opened
 * @throws StoreError when stored objects cannot be read; one that no longer verifies is left out and logged
 */
export async function openDirectory(deps: {
  readonly store: Store
  readonly log: Log
  readonly clock: Clock
}): Promise<DirectoryKeeper> {
  const { store, log, clock } = deps
  const pins = await readPins(store)
  const listeners: (() => void)[] = []
  /** What is on disk and counts. */
  const shared = createShared(clock())
  /** In memory and not on disk, by name: its commit has failed, or is under way. */
  const unsaved = new Map<string, DirectoryObject>()
  const saving = new Set<string>()
  /** On disk and replaced, by name: erased with the next commit; one that is read again at start is found older. */
  const obsolete = new Set<string>()

  const directory = createDirectory(
    (networkId, institutionId) => pins.get(pinName(networkId, institutionId)),
    ({ kind, bytes }) => {
      const name = nameOf({ kind: directoryKinds[kind], object: bytes })
      shared.remove(name)
      // One that is being written is obsolete once it is written.
      if (!unsaved.delete(name)) obsolete.add(name)
    },
  )

  const believe = (
    object: DirectoryObject,
    { mayAdmitNetwork, expectedNetwork, atMs }: Believing,
  ): Added | undefined => {
    const kind = directoryKindOf(object.kind)
    if (kind === undefined) return undefined
    // A network is joined by its officers, never because a peer says that there is one.
    if (kind === 'CHARTER' && !mayAdmitNetwork) return undefined
    try {
      return directory.add(kind, object.object, expectedNetwork, atMs)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      log('directory-object-refused', { kind, code: error.code })
      return undefined
    }
  }

  const takeIn = (objects: readonly DirectoryObject[], joining?: Joining): number => {
    const believing = { ...joining, mayAdmitNetwork: joining !== undefined, atMs: clock() }
    let fresh = 0
    for (const object of objects) {
      const added = believe(object, believing)
      if (added !== 'added' && added !== 'held') continue
      fresh += 1
      unsaved.set(nameOf(object), object)
      obsolete.delete(nameOf(object))
    }
    return fresh
  }

  const memberOf = (credential: DirectoryObject): Member | undefined => {
    const { networkId, institutionId } = credentialOf(credential)
    return directory.member(networkId, institutionId)
  }

  const write = (turn: FinishingTurn, objects: readonly DirectoryObject[]): void => {
    for (const object of objects) {
      writeObject(turn, object)
      // With the credential its pin: after a restart the order of credentials must not decide whom we believe.
      const member = object.kind === directoryKinds.CREDENTIAL ? memberOf(object) : undefined
      if (member !== undefined) writePin(turn, member)
    }
  }

  const share = (name: string, object: DirectoryObject): void => {
    shared.add(name, object)
    const member = object.kind === directoryKinds.CREDENTIAL ? memberOf(object) : undefined
    if (member === undefined) return
    // It has taken the place of another: who asks from the start must be given it before what stands on it.
    for (const one of memberObjects(member))
      if (one.kind !== directoryKinds.CREDENTIAL) shared.again(nameOf(one))
  }

  const announce = (objects: readonly DirectoryObject[]): void => {
    let isNew = false
    for (const object of objects) {
      const name = nameOf(object)
      if (shared.has(name)) continue
      isNew = true
      if (unsaved.delete(name)) share(name, object)
      // Replaced while it was being written.
      else obsolete.add(name)
    }
    if (isNew) for (const listener of listeners) listener()
  }

  /** Writes what is not on disk and nobody else is writing, and erases what was replaced. */
  const save = async (): Promise<void> => {
    const objects = [...unsaved].flatMap(([name, object]) => (saving.has(name) ? [] : [object]))
    if (objects.length === 0) return
    const names = objects.map(nameOf)
    const erased = [...obsolete]
    for (const name of names) saving.add(name)
    try {
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'directory-change', codes: [`OBJECTS:${objects.length}`] }],
        finish: (turn) => {
          for (const name of erased) eraseObject(turn, name)
          write(turn, objects)
          return undefined
        },
      }))
    } finally {
      for (const name of names) saving.delete(name)
    }
    for (const name of erased) obsolete.delete(name)
    announce(objects)
  }

  for (const object of await readObjects(store, pins)) {
    const added = believe(object, { mayAdmitNetwork: true })
    if (added === 'added' || added === 'held') shared.add(nameOf(object), object)
    else if (added !== undefined) obsolete.add(nameOf(object))
  }

  return {
    directory,
    write,
    announce,
    accept: (objects) => {
      takeIn(objects)
      return unsaved.size === 0 ? [] : objects.filter((object) => unsaved.has(nameOf(object)))
    },
    take: async (objects, joining) => {
      const fresh = takeIn(objects, joining)
      await save()
      return fresh
    },
    isKept: (object) => shared.has(nameOf(object)),
    confirmPin: async (member, officerId) => {
      const confirmed = () => ({ ...member.pin, confirmed: true })
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        facts: [{ type: 'pin-change', officer: officerId, item: member.pin.iikHash, codes: ['CONFIRMED'] }],
        finish: (turn) => {
          writePin(turn, { ...member, pin: confirmed() })
          return undefined
        },
      }))
      directory.setPin(member, confirmed())
    },
    since: shared.since,
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}
