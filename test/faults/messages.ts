import type { UseCases } from '../../node/api/contract.ts'
import type { Point } from './points.ts'

/** At which passing of a fault point, counted from when it is told, a process kills itself. */
export interface Deadly {
  readonly point: Point
  readonly nth: number
  /** It goes on for so many milliseconds, and is killed from outside wherever it is then; at the point itself where absent. */
  readonly laterMs?: number
}

/** Where and how a process starts its node. */
export interface Berth {
  readonly dataDir: string
  readonly passphrase: string
  readonly listen: readonly string[]
  /** The world's clock against this machine's, in milliseconds. */
  readonly aheadMs: number
  readonly deadly: Deadly | undefined
  readonly patience: Patience
}

/** How long a node waits for others, in milliseconds. */
export interface Patience {
  /** For parts, before it asks for them. */
  readonly askAfterMs: number
  /** For what a relay has, before it sends it again or asks whether it is there. */
  readonly relayRestMs: number
  /** For the answer to a statement; a part has twice as long. A second where absent. */
  readonly requestMs?: number
}

/** Where the processes of one node note each part that they have sent, or written: beside its data directory, and a byte each. */
export const notesOf = (dataDir: string): string => `${dataDir}.sent`

/** What one leaf of a ledger says, as far as the proof needs it. */
export interface LedgerLine {
  readonly type: string
  /** In hexadecimal. */
  readonly item: string | undefined
  readonly codes: readonly string[]
}

/** A file that an officer takes out of the node. */
export interface Saving {
  readonly exchange: string
  readonly attachment: string
  readonly as: { readonly officer: string; readonly passphrase: string }
  /** What the head of the desk decides herewith. */
  readonly decides: readonly string[]
  readonly path: string
}

/** A file of this machine that goes into a draft, piece by piece. */
export interface Attaching {
  readonly draft: string
  readonly path: string
  readonly name: string
  /** In bytes. */
  readonly length: number
}

/** What a process is asked, by name: what it takes and what it answers. */
export interface Orders {
  readonly start: { readonly takes: Berth; readonly gives: null }
  /** A use case of the node, as its API would ask for it; parts left out are empty. */
  readonly ask: {
    readonly takes: { readonly name: keyof UseCases; readonly parts: object }
    readonly gives: unknown
  }
  /** Answers whether it has passed its point before, and is dying. */
  readonly arm: { readonly takes: Deadly | undefined; readonly gives: boolean }
  readonly advance: { readonly takes: number; readonly gives: null }
  /** Answered as soon as nothing waits here: an empty outbox, files complete in both directions, empty mailboxes. */
  readonly quiet: { readonly takes: null; readonly gives: null }
  /** Answered as soon as something waits here. */
  readonly holding: { readonly takes: null; readonly gives: null }
  /** Answered as soon as everything that waits in the outbox is at a relay. */
  readonly deposited: { readonly takes: null; readonly gives: null }
  /** Answered as soon as all parts of its files are at a relay, too. */
  readonly handed: { readonly takes: null; readonly gives: null }
  /** Answered as soon as an exchange has a statement of this type here. */
  readonly holds: {
    readonly takes: { readonly exchange: string; readonly type: string }
    readonly gives: null
  }
  /** Answered as soon as all files of the other side are here, or some had to be asked for: whether they are here. */
  readonly complete: { readonly takes: null; readonly gives: boolean }
  /** Seals a file into a draft. */
  readonly attach: { readonly takes: Attaching; readonly gives: null }
  /** Takes a file of the other side out, under its conditions. */
  readonly save: { readonly takes: Saving; readonly gives: null }
  /** How many files of the other side are here; each is read whole, and fits what was signed. */
  readonly files: { readonly takes: null; readonly gives: number }
  readonly ledger: { readonly takes: null; readonly gives: readonly LedgerLine[] }
  /** Stops in order; the process ends. */
  readonly stop: { readonly takes: null; readonly gives: null }
}

export type OrderName = keyof Orders
export type Order = {
  readonly [Name in OrderName]: {
    readonly id: number
    readonly name: Name
    readonly takes: Orders[Name]['takes']
  }
}[OrderName]

export interface Reply {
  readonly id: number
  readonly gives?: unknown
  /** The code of what was thrown, and its words: tests may show them. */
  readonly error?: { readonly code: string; readonly message: string }
}
