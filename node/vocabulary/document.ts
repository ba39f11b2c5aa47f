import {
  argumentKinds,
  contentOperations,
  exceptionRows,
  familyNames,
  familyRow,
  irreversibleOperations,
  operations,
  purposeOperations,
  statutoryExceptions,
  tagEffects,
  useDutyCodes,
  vocabularyVersion,
} from '../../protocol/index.ts'
import { textOf, type VocabularyTexts } from './catalogue.ts'
import { languages, reviewed } from './languages.ts'

type Section = keyof VocabularyTexts

/** The texts of a code in every language, each with whether a person has reviewed it. */
function textsOf(section: Section, code: string) {
  const texts = Object.entries(languages).map(([language, catalogue]) => {
    const text = new Map(Object.entries(catalogue[section])).get(code) ?? ''
    return [language, { ...textOf(text), reviewed: reviewed.has(language) }] as const
  })
  return Object.fromEntries(texts)
}

/**
 * The vocabulary as one document, for whoever builds something else on it: codes, arguments, effects, duties,
 * exceptions of the law, how it is written on the wire, and texts.
 *
 * docs/protocol/vocabulary-1.json is this; a test keeps the two in step.
 */
export function vocabularyDocument() {
  return {
    about:
      'The vocabulary of conditions of the Sponte protocol; docs/protocol/conditions.md says what it means. Made from the tables of the software.',
    vocabulary: vocabularyVersion,
    wire: {
      Conditions: { vocabulary: 1, tags: 2 },
      Tag: { code: 1, args: 2, scope: 3 },
      Item: { item_id: 1, tags: 2 },
      hash: 'SHA-256("sponte/1 conditions\\0" followed by the encoded Conditions)',
    },
    combination: 'effects unite as sets of C, NB, NA and H; A is the empty set; D absorbs',
    effects: tagEffects.map((code) => ({ code, texts: textsOf('effects', code) })),
    operations: operations.map((code) => ({
      code,
      content: contentOperations.some((one) => one === code),
      use: purposeOperations.has(code),
      final: irreversibleOperations.has(code),
      texts: textsOf('operations', code),
    })),
    argumentKinds,
    families: familyNames.map((family) => {
      const { tags, ...row } = familyRow(family)
      return {
        family,
        ...row,
        tags: Object.entries(tags).map(([code, tag]) => ({ code, ...tag, texts: textsOf('tags', code) })),
      }
    }),
    duties: useDutyCodes.map((code) => ({ code, texts: textsOf('duties', code) })),
    exceptions: statutoryExceptions.map((code) => ({
      code,
      ...exceptionRows[code],
      texts: textsOf('exceptions', code),
    })),
  }
}

/** The document as it is published, to the byte. */
export function publishedVocabulary(): string {
  return `${JSON.stringify(vocabularyDocument(), undefined, 1)}\n`
}
