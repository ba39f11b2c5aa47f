import { proveBothEnds } from './both-ends.ts'
import { isShort, searchDisk } from './disk.ts'
import { proveByDossier } from './dossier.ts'
import { searchRecords } from './relay-records.ts'
import { verifyKept } from './signatures.ts'
import { passphraseOf, type Actor } from './stage.ts'
import { chapter, prove, sameJson } from './telling.ts'

/** What was told: an exchange by law, one with files, and one that began with an offer. */
export interface Told {
  readonly all: readonly Actor[]
  readonly mendova: Actor
  readonly almada: Actor
  readonly relays: readonly Actor[]
  readonly exchange: string
  readonly withFiles: string
  readonly offered: string
  /** As it was drafted, and as the other side opened it. */
  readonly disclosure: unknown
  readonly opened: { readonly body: unknown }
  /** Texts with which institutions and relays were admitted: countries, kinds and languages. */
  readonly admitted: readonly string[]
  /** What must stand readable on no disk. */
  readonly needles: readonly string[]
}

/** Proves what was told; the two institutions and the relays are stopped afterwards. */
export async function proveAll(told: Told): Promise<void> {
  const { all, mendova, almada, relays, needles } = told
  const both = [mendova, almada]
  chapter('9. The proof')
  const ends = [mendova, almada] as const
  await proveBothEnds(all, [
    { what: 'the disclosure', exchange: told.exchange, ends },
    { what: 'the one with files', exchange: told.withFiles, ends },
    { what: 'the offer', exchange: told.offered, ends },
  ])
  prove('what was opened is what was drafted', sameJson(told.opened.body, told.disclosure))
  await proveByDossier(told)

  await Promise.all([...relays, ...both].map((one) => one.stop()))
  const verified = await Promise.all(
    both.map(async (one) => ({
      one,
      ...(await verifyKept(one.dataDir, passphraseOf(one.name))),
    })),
  )
  for (const { one, statements, officers, receipts } of verified)
    prove(
      `every signature over what ${one.name} keeps verifies again: ${statements} placements by nodes, ${officers} statements by officers, ${receipts} receipts`,
      officers > 0 && receipts === statements,
    )
  for (const relay of relays) await proveBlind(relay, needles, told.admitted)
  const own = await searchDisk(almada.dataDir, needles)
  prove(
    `the receiver's own disk holds none of the long ones in clear (${own.files} files)`,
    own.found.length === 0,
  )
  chapter('Told and proven.')
}

/**
 * Searches all that a stopped relay has: its disk as it lies, and its records as its own keys open them.
 *
 * @param admitted - texts with which the secretariat has admitted the members: everybody is told them
 */
export async function proveBlind(
  relay: Actor,
  strings: readonly string[],
  admitted: readonly string[],
): Promise<void> {
  const short = strings.filter(isShort)
  const long = strings.length - short.length
  const disk = await searchDisk(relay.dataDir, strings)
  const size = `${disk.files} files, ${Math.round(disk.bytes / 1024)} KiB`
  prove(
    `${relay.name}'s whole disk (${size}) holds none of ${long} strings of six bytes or more`,
    disk.found.length === 0,
  )
  const { records, found, texts, announced } = await searchRecords(
    relay.dataDir,
    passphraseOf(relay.name),
    strings,
  )
  prove(`nor does any of its ${records} records and their keys, opened with its own keys`, found.length === 0)
  prove(
    `none of the ${short.length} shorter strings is a text of any of them, the directory's left out`,
    texts.length === 0,
  )
  prove(
    `in the directory stand ${announced.join(', ')}, which members were admitted with, and no other of them`,
    announced.every((text) => admitted.includes(text)),
  )
}
