import type { Tag } from '../../codec/exchange.ts'
import { formatTag } from '../tag-text.ts'
import { handlingCodes } from './labels.ts'
import { plain, propose, refuse, type LabelProposal } from './proposal.ts'

// "Only for preventing and combating crime": every purpose that is one of criminal proceedings.
const againstCrime = ['CRIM-INV', 'CRIM-PROS', 'CRIM-TRIAL', 'TRACE', 'FREEZE', 'CONFISC', 'MLA-PREP']

/**
 * The tags for Europol handling codes.
 *
 * What the codes do not say is not permitted: without `H0`, or beside `H1`, no use in court; never onward without consent.
 *
 * @param otherText - what `H3` stands for, in words
 */
export function tagsFromHandling(codes: readonly string[], otherText = ''): LabelProposal {
  const known = codes.map(plain)
  const unknown = known.findIndex((code) => !handlingCodes.some((one) => one === code))
  if (known.length === 0 || unknown >= 0) return refuse('UNKNOWN_LABEL', codes[unknown] ?? '')
  if (known.includes('H3') && otherText.trim() === '') return refuse('TEXT_NEEDED', 'H3')
  const evidence = known.includes('H0') && !known.includes('H1') ? 'EV:OK' : 'EV:LEAD'
  const other = known.includes('H3') ? [formatTag({ code: 'OTHER', args: [otherText.trim()] })] : []
  return propose([...againstCrime.map((purpose) => `PUR:${purpose}`), evidence, 'ONW:CONSENT', ...other])
}

/** How reliable source and information are, in Europol's four by four (Regulation (EU) 2016/794 article 29). */
export interface Evaluation {
  readonly source: 'A' | 'B' | 'C' | 'X'
  readonly information: '1' | '2' | '3' | '4'
}

const unmarked: Evaluation = { source: 'X', information: '4' }

/** The evaluation that these tags give; one that nobody gave is `X4`, and of several the worst counts. */
export function evaluationOf(tags: readonly Tag[]): Evaluation {
  const given = tags.flatMap(({ code, args }) => (code === 'EVAL' ? args : []))
  return {
    source:
      (['X', 'C', 'B', 'A'] as const).find((source) => given.some((text) => text[0] === source)) ??
      unmarked.source,
    information:
      (['4', '3', '2', '1'] as const).find((information) => given.some((text) => text[1] === information)) ??
      unmarked.information,
  }
}

/** The tag for an evaluation of the four by four, such as `B2`. */
export function tagsFromEvaluation(label: string): LabelProposal {
  return /^[ABCX][1-4]$/u.test(plain(label))
    ? propose([`EVAL(${plain(label)})`])
    : refuse('UNKNOWN_LABEL', label)
}

// Two scales that ask different questions: where they differ, the worse is proposed.
const sourceOf: Readonly<Record<string, string>> = { A: 'A', B: 'B', C: 'C', D: 'C', E: 'C', F: 'X' }
const informationOf: Readonly<Record<string, string>> = { 1: '1', 2: '3', 3: '4', 4: '4', 5: '4', 6: '4' }

/** What the Admiralty scale (A to F, 1 to 6) comes to in the four by four: an offer, for a person to look at. */
export function tagsFromAdmiralty(label: string): LabelProposal {
  const [source = '', information = '', ...rest] = plain(label)
  const evaluation = `${sourceOf[source] ?? ''}${informationOf[information] ?? ''}`
  return rest.length > 0 || evaluation.length !== 2
    ? refuse('UNKNOWN_LABEL', label)
    : propose([`EVAL(${evaluation})`])
}
