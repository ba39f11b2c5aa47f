import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { textOf, type VocabularyTexts } from '../../node/vocabulary/catalogue.ts'
import { publishedVocabulary } from '../../node/vocabulary/document.ts'
import { languages } from '../../node/vocabulary/languages.ts'
import {
  familyNames,
  familyRow,
  operations,
  statutoryExceptions,
  tagEffects,
  tagRow,
  useDutyCodes,
} from '../../protocol/index.ts'

const published = readFileSync('docs/protocol/vocabulary-1.json', 'utf8')

const codes: Readonly<Record<keyof VocabularyTexts, readonly string[]>> = {
  tags: familyNames.flatMap((family) => Object.keys(familyRow(family).tags)),
  operations,
  effects: tagEffects,
  duties: useDutyCodes,
  exceptions: statutoryExceptions,
}
const sections = Object.keys(codes) as (keyof VocabularyTexts)[]

test('what is published is what the software does: npm run vocabulary writes it anew', () => {
  expect(published === publishedVocabulary()).toBe(true)
})

test('the languages are those of the United Nations, and Portuguese', () => {
  expect(Object.keys(languages).sort()).toEqual(['ar', 'en', 'es', 'fr', 'pt', 'ru', 'zh'])
})

describe.each(Object.entries(languages))('in %s', (language, texts) => {
  test.each(sections)('there is a text for each code of the %s, and for no other', (section) => {
    expect(Object.keys(texts[section]).sort()).toEqual([...codes[section]].sort())
  })
  test('every text is a name and one sentence, with a full stop', () => {
    const all = sections.flatMap((section) => Object.values(texts[section]))
    const wrong = all.filter((text) => {
      const { name, sentence } = textOf(text)
      return text !== `${name} | ${sentence}` || name.trim() === '' || !/^\S.*[.。]$/u.test(sentence)
    })
    expect(wrong).toEqual([])
  })
  test('no two codes of a list have the same text', () => {
    const repeated = sections.flatMap((section) => {
      const all: readonly string[] = Object.values(texts[section])
      return all.filter((text, index) => all.indexOf(text) < index)
    })
    expect(repeated).toEqual([])
  })
  test('no text was left in English', () => {
    const english = Object.values(languages['en']?.tags ?? {})
    expect(Object.values(texts.tags).filter((text) => language !== 'en' && english.includes(text))).toEqual(
      [],
    )
  })
})

const text = z.strictObject({ name: z.string(), sentence: z.string(), reviewed: z.literal(false) })
const coded = z.object({ code: z.string(), texts: z.record(z.string(), text) })
const document = z
  .object({
    vocabulary: z.literal(1),
    effects: z.array(coded),
    operations: z.array(coded),
    families: z.array(
      z.object({
        tags: z.array(coded.extend({ cells: z.unknown().optional(), duties: z.unknown().optional() })),
      }),
    ),
    duties: z.array(coded),
    exceptions: z.array(coded),
  })
  .parse(JSON.parse(published))

test('every text that is published says that nobody has reviewed it, and none is missing', () => {
  const tags = document.families.flatMap((family) => family.tags)
  const all = [
    ...tags,
    ...document.effects,
    ...document.operations,
    ...document.duties,
    ...document.exceptions,
  ]
  expect(all.length).toBe(sections.reduce((sum, section) => sum + codes[section].length, 0))
  const short = all.filter(({ texts }) => Object.values(texts).filter(({ name }) => name !== '').length !== 7)
  expect(short).toEqual([])
})

test('the cells that are published are those that decide', () => {
  for (const { code, cells, duties } of document.families.flatMap((family) => family.tags)) {
    expect(cells).toEqual(tagRow(code)?.cells)
    expect(duties).toEqual(tagRow(code)?.duties)
  }
})
