/** The values that every group of routes speaks of, as a tired officer and a script both want to read them. */
import { z } from 'zod'
import { institutionKinds, statementTypes } from '../../../protocol/index.ts'

/** One of the names of a table in `protocol/names.ts`, such as `NOT_COMPETENT`. */
export function nameIn<T extends Readonly<Record<string, number>>>(table: T) {
  // Object.keys widens to string[]; the keys of a constant table are exactly `keyof T`.
  return z.literal(Object.keys(table) as (keyof T & string)[])
}

/** An exact number of bytes as lower-case hexadecimal digits: how every id leaves the node. */
export function hex(bytes: number) {
  return z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))
}

/** 16 bytes: an institution, an officer, a draft, a relay, an item of a disclosure. */
export const shortId = hex(16)
/** 32 bytes: a network, a tree root, a message (the hash of its statement), an exchange (that of its first one). */
export const longId = hex(32)

/**
 * An id as it is asked for: whole, or its first six digits or more.
 *
 * Nothing that begins so: `NOT_FOUND`; more than one thing: `AMBIGUOUS_ID`.
 */
export const idReference = z.string().regex(/^[0-9a-f]{6,64}$/, 'at least six hexadecimal digits of an id')

/** An id, or of an officer INSTITUTION/OFFICER: institutions choose these ids themselves, and two may have the same. */
export const idWithinReference = z
  .string()
  .regex(/^[0-9a-f]{6,64}(\/[0-9a-f]{6,32})?$/, 'at least six hexadecimal digits of an id, or of two: A/B')

/** A local sign-in name: never on the wire, and never to be mistaken for an id. */
export const officerName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'_-]{0,63}$/u, 'letters and digits, at most 64')
  .refine((name) => !/^[0-9a-f]{6,}$/.test(name), 'must not look like an id')

/** An officer of this institution, by local name (which wins) or by id. */
export const officerReference = z.union([idReference, officerName])

/** RFC 3339 in UTC, to the millisecond at most: `2026-11-21T07:15:00Z`. */
export const time = z.iso.datetime()

/** ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1)')
/** BCP 47. */
export const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 language tag')
/** 60 digits to compare by another channel; spaces do not count. */
export const fingerprint = z.string().regex(/^(\d *){60}$/, '60 digits')

/** Passphrases travel only in request bodies; bounded, because each one costs a key derivation. */
export const passphrase = z.string().min(1).max(1024)

/** Who signs, unlocked for this one request. */
export const signer = z.object({ officer: officerReference, passphrase })

/** Free text of an officer that goes into a sealed body, in characters; however an editor wrote it, NFC and line feeds. */
export const freeText = z.string().min(1).max(20_000).overwrite(plainText)

/** The same text in the one form that bodies have: Unicode NFC, lines ended by a line feed. */
export function plainText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').normalize('NFC')
}

/** A file inside JSON. */
export const base64 = (maxBytes: number) => z.base64().max(Math.ceil(maxBytes / 3) * 4)

export const statementType = nameIn(statementTypes)
export const institutionKind = nameIn(institutionKinds)

/** An institution in one network; `name` and `country` come from its credential, never from a message. */
export const institution = z.object({
  id: shortId,
  name: z.string(),
  country,
  network: longId,
})
export type Institution = z.output<typeof institution>

/** An officer of this institution; the name stays in this node. */
export const officer = z.object({ id: shortId, name: z.string() })

/** Where a page of a list begins, as the page before gave it in `next`. */
export const paging = {
  cursor: z.string().min(1).max(512).optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(200).default(50),
}

/** One page of a list; `next` is absent on the last one. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() })
}

/** That an institution sent content which nobody here had undertaken to receive; nothing of it was kept. */
export const alarm = z.object({
  code: z.literal('CONTENT_PUSHED'),
  from: institution,
  /** That it named; there need be none of this name here. */
  exchange: longId,
  times: z.number().int(),
  lastAt: time,
})

/** What a node is for: secretariats and relays are nodes like any other. */
export const nodeRoles = ['member', 'secretariat', 'relay'] as const
export const nodeRole = z.literal(nodeRoles)
export type NodeRole = (typeof nodeRoles)[number]
