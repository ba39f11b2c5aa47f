import { utf8 } from '../../../crypto/index.ts'
import { maxItems, maxTermsBytes } from '../../limits.ts'
import { itemLists } from '../disclosure/disclosure.ts'
import { pointerOf } from '../problem.ts'
import { at, fieldsOf, itemsIn, select, textAt, textsOf, type Place, type Rule } from './draft.ts'

// What software relies on when it follows a reference or asks for an item: it must hold for every reader, so a
// received body that breaks one of these rules is malformed, as one of the wrong shape is.

/** No list of codes, references or numbers says the same twice. */
export const entriesDiffer: Rule = function* (draft) {
  for (const { path, value } of fieldsOf(draft)) {
    if (!Array.isArray(value)) continue
    const seen = new Set<unknown>()
    for (const [index, entry] of value.slice(0, maxItems).entries()) {
      if (typeof entry !== 'string' && typeof entry !== 'number') continue
      if (seen.has(entry)) yield at('DUPLICATE', [...path, index])
      seen.add(entry)
    }
  }
}

const idsDiffer: Rule = function* (draft) {
  const first = new Map<string, string>()
  for (const list of [...itemLists, 'attachments', 'requests'])
    for (const place of select(draft, `/${list}/*`)) {
      const id = textAt(place, 'id')
      if (id === undefined) continue
      const pointer = pointerOf([...place.path, 'id'])
      const earlier = first.get(id)
      if (earlier === undefined) first.set(id, pointer)
      else yield { code: 'DUPLICATE', pointer, params: { first: earlier } }
    }
}

/** What kind of item each field points to. */
const references = {
  '/assets/*': { holder: 'subject', beneficialOwner: 'subject', attorney: 'subject' },
  '/transactions/*': {
    payer: 'subject',
    beneficiary: 'subject',
    payerAccount: 'account',
    beneficiaryAccount: 'account',
  },
  '/links/*': {
    owner: 'subject',
    asset: 'property',
    director: 'subject',
    organization: 'subject',
    employee: 'subject',
    employer: 'subject',
    agent: 'subject',
    client: 'subject',
    person: 'subject',
    relative: 'subject',
    associate: 'subject',
    subject: 'item',
    object: 'item',
  },
  '/events/*': { involved: 'item' },
  '/requests/*': { items: 'item' },
} as const
type Target = 'subject' | 'account' | 'property' | 'item'

const referencesResolve: Rule = function* (draft) {
  const targets = targetsOf(draft)
  for (const [list, fields] of Object.entries(references))
    for (const place of select(draft, list))
      for (const [field, expected] of Object.entries(fields) as [string, Target][])
        for (const { path, text } of textsOf(place.value[field], [...place.path, field]))
          if (!targets[expected].has(text)) yield at('REFERENCE_UNKNOWN', path, { expected })
}

function targetsOf(draft: unknown): Record<Target, Set<string>> {
  const idsOf = (places: readonly Place[]) => new Set(places.flatMap((place) => textAt(place, 'id') ?? []))
  const subjects = select(draft, '/subjects/*')
  const assets = select(draft, '/assets/*')
  return {
    subject: idsOf(subjects),
    account: idsOf(assets.filter((asset) => isAccount(textAt(asset, 'schema')))),
    // One can own a company as one owns a house.
    property: idsOf([...assets, ...subjects]),
    item: idsOf(itemsIn(draft)),
  }
}

function isAccount(schema: string | undefined): boolean {
  return schema === 'BankAccount' || schema === 'CryptoWallet'
}

/** Items travel in the terms too, with their tags: they must fit there. */
const itemsFitTerms: Rule = function* (draft) {
  const items = itemsIn(draft)
  if (items.length > maxItems) yield at('TOO_MANY', [], { max: maxItems, count: items.length })
  // Id and framing of an item, and of a tag, with room for the tags that flags and secrecy become.
  const itemOverhead = 128
  const tagOverhead = 16
  let size = 0
  for (const item of items) {
    size += itemOverhead
    for (const { text } of textsOf(item.value['tags'], [])) size += utf8(text).length + tagOverhead
  }
  if (size > maxTermsBytes) yield at('ITEM_TAGS_TOO_LARGE', [], { max: maxTermsBytes, size })
}

/** Rules every disclosure keeps, received ones included. */
export const structureRules: readonly Rule[] = [entriesDiffer, idsDiffer, referencesResolve, itemsFitTerms]
