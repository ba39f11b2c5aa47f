import { z } from 'zod'
import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import type { JournalPosition } from '../erasures/index.ts'
import { encodeAnchor } from '../ledger/anchor.ts'
import type { LedgerState } from '../ledger/ledger.ts'
import { damaged } from './container.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)

const manifestShape = z.strictObject({
  version: z.literal(1),
  /** Of the institution, 32 digits. */
  institution: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string().min(1).max(1024),
  madeMs: count,
  /** The ledger's end: what is in the backup reaches it, and perhaps a little further. */
  ledger: z.strictObject({
    entries: count,
    root: hash,
    anchor: z
      .string()
      .regex(/^(?:[0-9a-f]{2})+$/)
      .max(4096),
  }),
  /** Up to where the journal of erasures had nothing to say about this backup. */
  erased: z.strictObject({ entries: count, chain: hash }),
})

/** What a backup says of itself, first of all. */
export type Manifest = z.output<typeof manifestShape>

const countsShape = z.strictObject({ records: count, blobs: count, blobBytes: count })

/** What was in it, last of all. */
export type Counts = z.output<typeof countsShape>

export function manifestOf(
  institution: { readonly id: Uint8Array; readonly name: string },
  {
    madeMs,
    ledger,
    erased,
  }: { readonly madeMs: number; readonly ledger: LedgerState; readonly erased: JournalPosition },
): Manifest {
  return {
    ...{ version: 1, institution: toHex(institution.id), name: institution.name, madeMs },
    ledger: {
      entries: ledger.frontier.size,
      root: toHex(ledger.frontier.root()),
      anchor: toHex(encodeAnchor(ledger)),
    },
    erased: { entries: erased.entries, chain: toHex(erased.chain) },
  }
}

/** Where the journal of erasures was when the backup was made. */
export const erasedAt = ({ erased }: Manifest): JournalPosition => ({
  entries: erased.entries,
  chain: fromHex(erased.chain),
})

export const encodeJson = (value: Manifest | Counts): Uint8Array => utf8(JSON.stringify(value))

/** @throws NodeError `BACKUP_INVALID` */
export const decodeManifest = (payload: Uint8Array): Manifest => parsed(manifestShape, payload)
/** @throws NodeError `BACKUP_INVALID` */
export const decodeCounts = (payload: Uint8Array): Counts => parsed(countsShape, payload)

function parsed<Shape extends z.ZodType>(shape: Shape, payload: Uint8Array): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(new TextDecoder().decode(payload)))
  } catch {
    throw damaged('what it says of itself has another form: it was made by another release')
  }
}
