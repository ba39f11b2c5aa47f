import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  argumentKinds,
  type Cell,
  conditionsHash,
  conditionsShape,
  familyNames,
  familyRow,
  formatTag,
  operations,
  tagRow,
  useDutyCodes,
} from '../../protocol/index.ts'
import { contentOperations } from '../../protocol/conditions/operations.ts'
import { circumstances } from '../../protocol/conditions/vocabulary.ts'
import { parsedDraft } from './facts.ts'

const page = readFileSync('docs/protocol/conditions.md', 'utf8')

/** Rows of the tables whose first column is a tag, by its code: what stands in each other column. */
const rows = new Map(
  page
    .split('\n\n')
    .filter((block) => block.startsWith('| tag '))
    .flatMap((block) => {
      const [header = [], , ...body] = block.split('\n').map(cellsOf)
      return body.map(([code = '', ...cells]) => {
        const named = cells.map((cell, index) => [header[index + 1] ?? '', cell] as const)
        return [code.replaceAll('`', ''), new Map(named)] as const
      })
    }),
)

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function words(cell: Cell): string {
  return typeof cell === 'string' ? cell : `${cell.then} if \`${cell.when}\`, else ${cell.otherwise}`
}

const tags = familyNames.flatMap((family) => Object.keys(familyRow(family).tags))

test('the page has a row for every tag, and for no other', () => {
  expect([...rows.keys()].sort()).toEqual([...tags].sort())
})

test.each(tags)('the page gives the effects of %s as they are', (code) => {
  const written = rows.get(code)
  const onPage = operations.map((operation) => {
    const isContent = contentOperations.some((content) => content === operation)
    return written?.get(operation) ?? (isContent ? written?.get('content') : undefined) ?? 'A'
  })
  expect(onPage).toEqual(operations.map((operation) => words(tagRow(code)?.cells?.[operation] ?? 'A')))
})

test.each(tags)('the page gives the arguments of %s as they are', (code) => {
  const spaced = (kind: string) => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const args = (tagRow(code)?.args ?? []).map(
    ({ kinds, min, max }) => `${kinds.map(spaced).join(' or ')} ${min}..${max}`,
  )
  expect(rows.get(code)?.get('arguments') ?? '').toBe(args.join(', '))
})

test.each([...Object.keys(argumentKinds), ...circumstances, ...useDutyCodes, ...operations])(
  'the page explains %s',
  (name) => {
    const spaced = /^[a-z]+[A-Z][a-z]+$/.test(name)
      ? name.replace(/[A-Z]/, (c) => ` ${c.toLowerCase()}`)
      : name
    expect(page).toMatch(new RegExp(`^\\| \`?${spaced}\`? +\\|`, 'm'))
  },
)

test('the example of the page is what the software makes', () => {
  const items = [{ itemId: new Uint8Array(16), tags: ['DP:VICTIM'] }]
  const { conditions } = parsedDraft(['AUD:DOM(prosecutor,court)', 'PUR:CRIM-INV'], items)
  const bytes = conditionsShape.encode({ vocabulary: 1, tags: conditions.tags })
  const hex = Buffer.from(bytes).toString('hex')
  const dump = page
    .split('```')
    .find((block) => block.includes('vocabulary = 1'))
    ?.split('\n')
    .map((line) => /^((?:[0-9a-f]{2,} +)*[0-9a-f]{2,})(?: {3,}|$)/.exec(line)?.[1]?.replaceAll(' ', '') ?? '')
  expect(dump?.join('')).toBe(hex)
  expect(page).toContain(`${bytes.length} bytes`)
  expect(page).toContain(Buffer.from(conditionsHash(bytes)).toString('hex'))
  for (const text of conditions.tags.map(formatTag)) expect(page).toContain(text)
})
