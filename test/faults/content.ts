import { createHash } from 'node:crypto'
import { partBytes } from '../../protocol/index.ts'
import { changed, story } from '../messages/drafts.ts'

/** One officer of each institution; the drafting one and the head of Alpha approve together. */
export const officers = {
  alpha: { officer: 'r.silva', passphrase: 'the heron stands in the reeds' },
  beta: { officer: 'l.haddad', passphrase: 'a lamp in the harbour mist' },
} as const
export const drafter = { officer: 'j.okoro', passphrase: 'nine boats behind the breakwater' }

/** By law, and for lead purposes. */
export const conditions: readonly string[] = [
  ...['AUD:DESK', 'BIND:BY-LAW', 'URG:URGENT', 'EV:LEAD', 'ONW:CONSENT', 'ACT:PASSIVE', 'REL:ANY-SEALED'],
  ...['CONF:CONTENT', 'RET:REVIEW(3y)', 'PUR:CRIM-INV', 'PUR:TRACE', 'CLS:NONE'],
]

/** The demo's story under the nth number of its writer, so that no two drafts are the same. */
export function disclosureOf(nth: number): Readonly<Record<string, unknown>> {
  return changed(story, { '/reference': `OAT-2026-${1000 + nth}/SD-3` })
}

/** A file that comes along with the nth, in three parts of which the last is short. */
export function fileOf(nth: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(2 * 786_432 + 50_000).fill(1 + (nth % 255))
}

/** The same, but nothing of it leaves before it is undertaken. */
export const offerConditions = conditions.map((tag) => (tag === 'BIND:BY-LAW' ? 'BIND:OFFER' : tag))

/** In bytes: of five parts, of three, a little more than one, and a short one. */
const offeredLengths = [4 * partBytes + 100_000, 2 * partBytes + 50_000, partBytes + 1, 12_345]

/** A file that comes along with a draft. */
export interface ExhibitFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The files that come along with the nth offer: no part of them is like another. */
export function offeredFiles(nth: number): readonly ExhibitFile[] {
  return offeredLengths.map((outputLength, place) => {
    const stream = createHash('shake256', { outputLength }).update(`offer ${nth}, file ${place}`)
    return { name: `exhibit ${nth}-${place}.bin`, bytes: new Uint8Array(stream.digest()) }
  })
}

/** Which `disclosureOf` the nth offer is: none of those that are sent by law. */
export const offerNumber = (nth: number): number => 500 + nth

/** A text of its own for the nth statement, in three scripts. */
export function textOf(nth: number): string {
  return `Question of substance ${1000 + nth}: من هو المالك المستفيد؟ 受益所有人是谁?`
}

/** A file number of its own for the nth statement. */
export const referenceOf = (nth: number): string => `ACC-INT-2026-${1000 + nth}`

/** The unit that acknowledges, as the story has it. */
export const unit = 'Anti-Corruption Commission (invented), team 4'

/** Everything that must stand on no relay's disk, besides what was said. */
export const names: readonly string[] = [officers.alpha.officer, officers.beta.officer, drafter.officer, unit]
