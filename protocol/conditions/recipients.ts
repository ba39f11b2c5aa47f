import { authorities } from './arguments.ts'
import type { UseRecipient } from './use.ts'

/** Every name by which a list of parties can mean this recipient. */
export function partiesOf(recipient: UseRecipient | undefined): readonly string[] {
  if (recipient === undefined) return []
  const { country, institutionId, networks = [], organisation } = recipient
  const names = [country, institutionId, ...networks]
  if (organisation !== undefined) names.push(`org:${organisation}`)
  return names.filter((name) => name !== undefined)
}

/**
 * The word for the recipient's kind of authority as `AUD:DOM` writes it.
 *
 * @param country - our own State: a kind of authority means those of it and of no other
 * @returns `undefined` where the kind has no word, or is that of another State
 */
export function authorityOf(recipient: UseRecipient | undefined, country: string): string | undefined {
  if (recipient?.institutionKind === undefined) return undefined
  if (recipient.country !== undefined && recipient.country !== country) return undefined
  return Object.keys(authorities).find((word) => authorities[word] === recipient.institutionKind)
}

/** How a consent writes whom it is for: as narrowly as the request says it; empty where it says nothing. */
export function recipientText(recipient: UseRecipient | undefined, country: string): string {
  if (recipient === undefined) return ''
  const { institutionId, organisation, networks = [] } = recipient
  if (institutionId !== undefined) return institutionId
  if (organisation !== undefined) return `org:${organisation}`
  const [network] = networks
  return network ?? authorityOf(recipient, country) ?? recipient.country ?? ''
}

/** Whether a consent for `text` is one for this recipient; what either leaves open matches nothing. */
export function isNamedBy(text: string, recipient: UseRecipient | undefined, country: string): boolean {
  return text !== '' && (partiesOf(recipient).includes(text) || authorityOf(recipient, country) === text)
}
