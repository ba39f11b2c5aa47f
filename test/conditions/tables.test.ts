import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  contentOperations,
  irreversibleOperations,
  purposeOperations,
} from '../../protocol/conditions/operations.ts'
import {
  decide,
  exceptionRows,
  type Operation,
  operations,
  statutoryExceptions,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, today } from './facts.ts'

/** The rows of the table in docs/protocol/conditions.md whose first heading is this one. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const blocks = readFileSync('docs/protocol/conditions.md', 'utf8').split('\n\n')
  const block = blocks.find((one) => one.startsWith(`| ${heading} `)) ?? ''
  return block
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}

describe('the page', () => {
  const rows = tableOf('operation')
  test.each<[string, Iterable<Operation>]>([
    ['content', contentOperations],
    ['use', purposeOperations],
    ['final', irreversibleOperations],
  ])('marks the operations that are %s, and no other', (word, marked) => {
    const onPage = rows.flatMap(([name = '', , words = '']) =>
      words.split(', ').includes(word) ? [name] : [],
    )
    expect(onPage).toEqual([...marked])
    expect(rows.map(([name]) => name)).toEqual([...operations])
  })

  test('says what each exception of the law reaches, when it is noticed, and whether the notice may follow', () => {
    const onPage = readFileSync('docs/protocol/conditions.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `X:'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    expect(onPage.map(([, code, , reached, notice, follows]) => [code, reached, notice, follows])).toEqual(
      statutoryExceptions.map((code) => {
        const { operations: reached, notice, mayFollow } = exceptionRows[code]
        return [code, reached.join(', '), notice.replace('-', ' '), mayFollow ? 'yes' : 'no']
      }),
    )
  })
})

describe('what the page marks', () => {
  // What names no purpose is inside of no limit, where it is a use.
  const drafted = (purpose: string) =>
    parsedDraft([purpose, 'EV:OK', 'AUD:PUBLIC', 'ONW:LIST(BE)', 'ACT:ACTIVE'])
  const asksPurpose = (operation: Operation) =>
    decide(received(drafted('PUR:TAX')), request(operation), today).because.some(
      ({ family }) => family === 'PUR',
    )

  test('as use asks for a purpose', () => {
    expect(operations.filter(asksPurpose)).toEqual([
      'DOM',
      'ONW',
      'LEAD',
      'MLA',
      'EVID',
      'COERCE',
      'TIPOFF',
      'NONCRIM',
    ])
  })

  test('as final is not done before what waits was fetched', () => {
    const isFetchedFirst = (operation: Operation) => {
      const stale = received({ ...drafted('PUR:CRIM-INV'), fetchedMs: undefined })
      const { needs } = decide(
        stale,
        request(operation, { purpose: 'CRIM-INV', recipient: { country: 'BE' } }),
        today,
      )
      return needs.includes('fetch')
    }
    // Giving to an authority of another State is ONW in whatever name.
    expect(operations.filter(isFetchedFirst)).toEqual(['DOM', 'ONW', 'EVID', 'COERCE', 'TIPOFF'])
  })
})
