import type { EffectCode, Operation, StatutoryException, UseDutyCode } from '../../protocol/index.ts'

/** What one language says of the vocabulary: for each code a short name, then ` | `, then one plain sentence. */
export interface VocabularyTexts {
  readonly tags: Readonly<Record<string, string>>
  readonly operations: Readonly<Record<Operation, string>>
  readonly effects: Readonly<Record<EffectCode, string>>
  readonly duties: Readonly<Record<UseDutyCode, string>>
  readonly exceptions: Readonly<Record<StatutoryException, string>>
}

/** A text taken apart. */
export interface VocabularyText {
  readonly name: string
  readonly sentence: string
}

/** Takes a text of the catalogue apart. */
export function textOf(text: string): VocabularyText {
  const [name = '', sentence = ''] = text.split(' | ')
  return { name, sentence }
}

/** The short names of a list of codes. */
export function namesOf<Code extends string>(
  texts: Readonly<Record<Code, string>>,
): Readonly<Record<Code, string>>
export function namesOf(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, textOf(text).name]))
}
