import { argon2Default, osRandom, toHex } from '../../crypto/index.ts'
import {
  certifiedShape,
  charterShape,
  charterTbsShape,
  credentialShape,
  credentialTbsShape,
  decodeFact,
  directoryKinds,
  envelopeShape,
  mostFactBytes,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  outerHeaderShape,
  prekeyBundleTbsShape,
  readFields,
  relayCertificateTbsShape,
  signedBatchShape,
  networkProfileTbsShape,
  statusTbsShape,
} from '../../protocol/index.ts'
import { openKeyring } from '../../node/keyring/index.ts'
import { decodeCheckpoints } from '../../node/ledger/checkpoints.ts'
import { decodeFacts, decodePage } from '../../node/ledger/ledger.ts'
import { decodeLabel } from '../../node/relay/parcel.ts'
import { everyRecord, layout, openStore, type Row } from '../../node/store/index.ts'
import { isShort, needlesOf, stringsOf } from './disk.ts'
import { needlesIn } from './needles.ts'

/** What the records of a relay hold, opened with its own keys. */
export interface RecordsSearched {
  readonly records: number
  /** Strings of six bytes or more that stand anywhere in a record or its key. */
  readonly found: readonly string[]
  /** Shorter ones that are a text of a record. */
  readonly texts: readonly string[]
  /** Shorter ones that are a text of the directory or of the relay's own profile, which everybody is told. */
  readonly announced: readonly string[]
}

/**
 * Opens every record of a stopped relay with its own keys, and searches them all for strings.
 *
 * A string of fewer than six bytes stands in some ciphertext by chance. So each record is taken apart, strictly, into
 * the fields that its kind has: keys, hashes, signatures, ciphertext and numbers, and texts, which are compared.
 *
 * @throws Error for a record of a kind that no relay has, or that is not what its kind says
 */
export async function searchRecords(
  dataDir: string,
  passphrase: string,
  strings: readonly string[],
): Promise<RecordsSearched> {
  const keyring = await openKeyring({ random: osRandom }, { path: dataDir, passphrase, cost: argon2Default })
  await using store = await openStore({
    ...{ path: dataDir, keyring, random: osRandom, clock: () => Date.now() },
    ...{ log: () => undefined, origins: () => [] },
  })
  const needles = needlesOf(strings)
  const found = new Set<string>()
  const [told, announced] = [new Set<string>(), new Set<string>()]
  let records = 0
  for (const span of everyRecord()) {
    const { name } = span.space
    for await (const row of store.range(span)) {
      records += 1
      for (const part of [row.key, row.value])
        for (const text of needlesIn(Buffer.from(part), needles)) found.add(text)
      const texts = name === layout.directory.name || name === layout.meta.name ? announced : told
      for (const text of textsOf(name, row)) texts.add(text)
    }
  }
  const short = strings.filter(isShort)
  return {
    ...{ records, found: [...found] },
    texts: short.filter((text) => told.has(text)),
    announced: short.filter((text) => announced.has(text)),
  }
}

/** The texts of a record, by the name of its space. */
function textsOf(name: string, row: Row): readonly string[] {
  const read = readers[name]
  if (read === undefined) throw new Error(`a relay keeps no ${name}, and this one does`)
  return read(row)
}

const readers: Readonly<Record<string, (row: Row) => readonly string[]>> = {
  [layout.meta.name]: ({ key, value }) =>
    Buffer.from(key).toString() === 'profile' ? stringsOf(JSON.parse(Buffer.from(value).toString())) : [],
  [layout.ledgerPages.name]: (row) => stringsOf(decodePage(row)),
  [layout.ledgerFacts.name]: ({ key, value }) =>
    decodeFacts(readFields(key).u64(), value, mostFactBytes).flatMap(({ record }) =>
      stringsOf(decodeFact(record)),
    ),
  [layout.checkpoints.name]: ({ value }) =>
    decodeCheckpoints(value).notes.flatMap((note) => note.split(/[ \n]/)),
  [layout.batches.name]: ({ value }) => stringsOf(signedBatchShape.decode(value)),
  [layout.directory.name]: ({ key, value }) => stringsOf(directoryObjectOf(key[0] ?? 0, value)),
  // A byte and one or two hashes.
  [layout.pins.name]: ({ value }) => (value.length % 32 === 1 ? [] : [toHex(value)]),
  [layout.parcels.name]: ({ value }) => {
    const { outer, ...sealed } = envelopeShape.decode(value)
    return stringsOf([outerHeaderShape.decode(outer), sealed])
  },
  [layout.parcelLabels.name]: (row) => stringsOf(decodeLabel(row)),
}

const signed = {
  [directoryKinds.NODE_CERTIFICATE]: nodeCertificateTbsShape,
  [directoryKinds.OFFICER_CERTIFICATE]: officerCertificateTbsShape,
  [directoryKinds.RELAY_CERTIFICATE]: relayCertificateTbsShape,
  [directoryKinds.STATUS]: statusTbsShape,
  [directoryKinds.NETWORK_PROFILE]: networkProfileTbsShape,
  [directoryKinds.PREKEY_BUNDLE]: prekeyBundleTbsShape,
} as const

function directoryObjectOf(kind: number, bytes: Uint8Array): unknown {
  if (kind === directoryKinds.CHARTER) {
    const { tbs, ...rest } = charterShape.decode(bytes)
    return [charterTbsShape.decode(tbs), rest]
  }
  if (kind === directoryKinds.CREDENTIAL) {
    const { tbs, ...rest } = credentialShape.decode(bytes)
    return [credentialTbsShape.decode(tbs), rest]
  }
  const shape = Object.entries(signed).find(([name]) => Number(name) === kind)?.[1]
  if (shape === undefined) throw new Error(`no directory has an object of kind ${kind}`)
  return shape.decode(certifiedShape.decode(bytes).tbs)
}
