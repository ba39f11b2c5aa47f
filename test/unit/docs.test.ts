import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { protocolErrorCodes } from '../../protocol/errors.ts'
import { contexts, domains } from '../../protocol/names.ts'
import { messages } from '../support/wire-proto.ts'

/** Pages that may describe their messages in another form than a table of fields. */
const pagesOfOtherForm = ['docs/protocol/3-exchange.md', 'docs/protocol/4-messages.md']

/** How a table names the type of a field; the bounds behind it are for people to compare. */
const kindOfType: Readonly<Record<string, RegExp>> = {
  bytes: /^bytes /,
  string: /^text /,
  uint32: /^uint /,
  uint64: /^(uint |time$)/,
  bool: /^bool$/,
}

const pages = globSync('docs/protocol/*.md').map((file) => readFileSync(file, 'utf8'))
const tables = pages.flatMap((page) => page.split(/^#+ /m)).filter((section) => section.startsWith('`'))

/** The rows `| no. | field | kind | …` under the heading of a message; `undefined` where no page has one. */
function rowsOf(message: string) {
  const section = tables.find((text) => text.startsWith(`\`${message}\``))
  const table = section?.split('\n\n').find((block) => block.startsWith('| no.'))
  const rows = table?.matchAll(/^\| (\d+) +\| `(\w+)` +\| (list \S+ of )?(.+?) +\|/gm)
  return rows && [...rows].map(([, number, name, list, kind = '']) => ({ number, name, list, kind }))
}

test.each(messages)(
  'docs/protocol gives the fields of $name as wire.proto has them',
  ({ name, page, fields }) => {
    const rows = rowsOf(name)
    if (rows === undefined && pagesOfOtherForm.includes(page)) return
    expect(rows?.map((row) => `${row.number} ${row.name}`)).toEqual(
      fields.map((f) => `${f.number} ${f.name}`),
    )
    for (const [at, { type, isList }] of fields.entries()) {
      expect(rows?.[at]?.list !== undefined).toBe(isList)
      expect(rows?.[at]?.kind).toMatch(kindOfType[type] ?? `\`${type}`)
    }
  },
)

test.each([...Object.values(domains), ...Object.values(contexts)])('docs/protocol lists %j', (name) => {
  const written = name.endsWith('\0') ? `"${name.slice(0, -1)}\\0"` : name
  expect(readFileSync('docs/protocol/1-conventions.md', 'utf8')).toContain(`\`${written}\``)
})

test.each(protocolErrorCodes)('docs/protocol says what to do on %s', (code) => {
  expect(readFileSync('docs/protocol/1-conventions.md', 'utf8')).toMatch(
    new RegExp(`^\\| \`${code}\` +\\|`, 'm'),
  )
})

test('every link between our pages leads to a page and a heading that are there', () => {
  const files = [...globSync('*.md'), ...globSync('docs/**/*.md')]
  const broken = files.flatMap((file) => linksOf(file).filter((link) => isBroken(link)))
  expect(files.length).toBeGreaterThan(10)
  expect(broken).toEqual([])
})

function isBroken({ path, anchor }: { readonly path: string; readonly anchor: string }): boolean {
  if (!existsSync(path)) return true
  return anchor !== '' && !anchorsOf(path).has(anchor)
}

function linksOf(file: string) {
  const links = readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)\)/g)
  return [...links].map(([, target = '', anchor = '']) => ({
    ...{ file, anchor },
    path: target === '' ? file : join(dirname(file), target),
  }))
}

/** The anchors that a Markdown page gets from its headings, as forges make them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
