import { itemLists, type Disclosure } from './disclosure/disclosure.ts'
import type { Flag, Secrecy } from './fields/item.ts'

/** An item of a disclosure and the tags it needs: for the terms, and for the Conditions scoped to "some items". */
export interface TaggedItem {
  /** 16 bytes in hexadecimal, as in the body. */
  readonly itemId: string
  /** Conditions tags as text (`DP:WITNESS`, `SEC:BANK`, `EV:MLA-ONLY`), sorted, none twice. */
  readonly tags: readonly string[]
}

const flagTags: Readonly<Record<Flag, string>> = {
  special: 'DP:SPECIAL',
  victim: 'DP:VICTIM',
  witness: 'DP:WITNESS',
  minor: 'DP:MINOR',
}

const secrecyTags: Readonly<Record<Secrecy, string>> = {
  bank: 'SEC:BANK',
  tax: 'SEC:TAX',
  fiu: 'SEC:FIU',
  privilege: 'SEC:PRIVILEGE',
  informant: 'SEC:INFORMANT',
}

/**
 * Lists the items of a disclosure in the order they stand, with the tags that follow from what is said of them.
 *
 * A role of victim or witness protects like the flag. A secrecy declared for the disclosure that no item names
 * stands on every item: where it is not known which part is secret, all of it is.
 */
export function itemsOf(disclosure: Disclosure): readonly TaggedItem[] {
  const items = [...itemLists.flatMap((list) => [...disclosure[list]]), ...(disclosure.attachments ?? [])]
  const placed = new Set(items.flatMap((item) => item.secrecy ?? []))
  const unplaced = disclosure.legal.secrecy.filter((secrecy) => !placed.has(secrecy))

  return items.map((item) => {
    const tags = [
      ...protectionsOf(item).map((flag) => flagTags[flag]),
      ...[...(item.secrecy ?? []), ...unplaced].map((secrecy) => secrecyTags[secrecy]),
      ...(item.tags ?? []),
    ]
    return { itemId: item.id, tags: [...new Set(tags)].sort() }
  })
}

function protectionsOf(item: { readonly flags?: readonly Flag[]; readonly role?: string }): readonly Flag[] {
  const flags = item.flags ?? []
  return item.role === 'victim' || item.role === 'witness' ? [...flags, item.role] : flags
}
