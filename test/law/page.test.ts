// docs/law.md has every requirement and names every test here, and no other.
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const page = readFileSync('docs/law.md', 'utf8')
const numbers = Array.from({ length: 25 }, (_, index) => `R${index + 1}`)

/** The rows of the table: number, articles, how far it is carried. */
const rows = page
  .split('\n')
  .filter((line) => /^\| R\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number = '', law = '', state = '']) => ({ number, articles: law.split('; '), state }))

/** What stands under the heading of a requirement. */
function sectionOf(number: string): string {
  const sections = page.split(/^## /m).filter((section) => section.startsWith(`${number} `))
  expect(sections).toHaveLength(1)
  return sections[0] ?? ''
}

const namedIn = (text: string) => [...text.matchAll(/^- `(.+)`$/gm)].map(([, title = '']) => title)

const titles = globSync('test/law/*.test.ts')
  .filter((file) => !file.endsWith('page.test.ts'))
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\btest\(\s*'([^']+)'/g)])
  .map(([, title = '']) => title)

test('the table has every requirement once, in order, with its articles and how far it is carried', () => {
  expect(rows.map(({ number }) => number)).toEqual(numbers)
  for (const { articles, state } of rows) {
    expect(articles.every((article) => /\d/.test(article))).toBe(true)
    expect(state).toMatch(/^(carried|in part)/)
  }
})

describe.each(rows)('$number', ({ number, articles, state }) => {
  const section = sectionOf(number)

  test('says what the article asks, how it is carried, what it cannot do, and which tests show it', () => {
    for (const part of ['Asks', 'Carried', 'Cannot', 'Tests']) expect(section).toContain(`**${part}.**`)
    expect(namedIn(section).length).toBeGreaterThan(0)
    // What is carried in part says what is missing.
    if (state.startsWith('in part')) expect(section).toMatch(/_not there yet_|not enforced/)
  })

  test('has tests under its own articles, and at least one under each', () => {
    const named = namedIn(section).map((title) => title.slice(0, title.indexOf(': ')))
    expect([...new Set(named)].sort()).toEqual([...articles].sort())
  })
})

test('every test of the law is named in the page once, and every test that it names is there', () => {
  expect(titles.length).toBeGreaterThan(numbers.length)
  expect(namedIn(page).sort()).toEqual([...titles].sort())
})
