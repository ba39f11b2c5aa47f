// Paper: marks and conditions on every page, who printed it, and which copy it is.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import stringWidth from 'string-width'
import type { Answer } from '../../node/api/client.ts'
import { paper } from '../../cli/view/paper.ts'
import { createFakeNode, ids, officerPassphrase } from '../api/fake-use-cases.ts'
import { openDesk } from './node.ts'

const exchange = ids.exchange.slice(0, 8)

async function printed(change: Partial<Answer<'print'>> = {}): Promise<Answer<'print'>> {
  const body = {
    as: { officer: 'amina', passphrase: officerPassphrase },
    decides: [],
    reason: 'for the court',
  }
  const asked = { params: { exchange: ids.exchange }, query: {}, body }
  const answer = await createFakeNode().useCases.print(asked, { signal: new AbortController().signal })
  return { ...answer, ...change }
}

const facts = Array.from({ length: 150 }, (_, line) => `line ${line} of what was found`).join('\n')
const pagesOf = (text: string) => text.split('\f')

test('every page has the marks, every condition, the copy number and who printed it when', async () => {
  const one = await printed({ body: { facts } })
  const pages = pagesOf(paper(one))
  expect(pages.length).toBeGreaterThan(2)
  for (const [at, page] of pages.entries()) {
    expect(page).toContain(one.conditions.labels.tlp)
    for (const { text } of one.conditions.tags) expect(page).toContain(text)
    expect(page).toContain('Copy 2, printed by \u2068amina\u2069, 2026-11-21 07:15 UTC')
    expect(page).toContain(`Page ${at + 1} of ${pages.length}.`)
    expect(page.split('\n')).toHaveLength(61)
  }
  for (const line of facts.split('\n')) expect(paper(one)).toContain(line)
})

test('a long line is broken to the width of the page, and what is set apart stays set apart on every line', async () => {
  const arabic = 'مبلغ كبير من المال '.repeat(20)
  const text = paper(await printed({ body: { facts: arabic, name: '反贪局'.repeat(40) } }))
  for (const line of text.split(/[\n\f]/)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(80)
    expect(line.split('\u2068')).toHaveLength(line.split('\u2069').length)
  }
})

test('more conditions than a page has room for: each page says that there are more, and the first has them all', async () => {
  const { conditions } = await printed()
  const [tag] = conditions.tags
  if (tag === undefined) throw new Error('there is a tag')
  const tags = Array.from({ length: 60 }, (_, at) => ({
    ...tag,
    text: `OTHER("words of a restriction, ${at}")`,
  }))
  const text = paper(await printed({ conditions: { ...conditions, tags }, body: { facts } }))
  for (const page of pagesOf(text)) expect(page).toContain('AND FURTHER CONDITIONS')
  for (const { text: one } of tags) expect(text).toContain(one)
})

test('print writes a new file that says which copy it is', async () => {
  await using desk = await openDesk()
  await desk.file('why', 'for the court\n')
  const command = `print ${exchange} --as amina --decide CONF:CONTENT --text-file @why`
  const ran = await desk.run(`${command} --out @paper.txt --json`)
  expect(JSON.parse(ran.stdout)).toMatchObject({ exchange: ids.exchange, copy: 2 })
  expect(await readFile(`${desk.folder}/paper.txt`, 'utf8')).toContain('BLUE HERON')
  expect(desk.asked.at(-1)?.input.body).toMatchObject({ reason: 'for the court', decides: ['CONF:CONTENT'] })
  // Never over what is there.
  expect((await desk.run(`${command} --out @paper.txt`)).exit).not.toBe(0)
  expect((await desk.run(command)).stdout).toMatch(/Page 1 of 1\. .*\n$/)
})
