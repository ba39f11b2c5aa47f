import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exits } from '../../cli/exit-codes.ts'
import { openDesk, type Desk } from './node.ts'
import { sponte } from './terminal.ts'

const page = await readFile('docs/cli.md', 'utf8')
const examples = [...page.matchAll(/^sponte (.+)$/gm)].map((found) => found[1] ?? '')

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  for (const name of new Set(page.match(/[\w-]+\.(?:txt|sponte|pdf|zip)\b/g))) await desk.file(name, 'x\nx\n')
  const written = [...page.matchAll(/```json\n([^]*?)```/g)].map((found) => found[1] ?? '')
  for (const [name, field] of [
    ['harbour.json', '"disclosure"'],
    ['profile.json', '"leastBinding"'],
    ['binding.json', '"countries"'],
  ] as const)
    await desk.file(name, written.find((text) => text.includes(field)) ?? '')
})
afterAll(() => desk[Symbol.asyncDispose]())

/** As a shell splits it, with every file in the folder of the desk. */
function words(example: string): string[] {
  const quoted = example.match(/"[^"]*"|\S+/g) ?? []
  return quoted.map((word) =>
    word.replaceAll('"', '').replace(/^(?=[\w-]+\.(?:txt|sponte|json|pdf|zip)$|case-17$)/, `${desk.folder}/`),
  )
}

test.each(examples.filter((example) => !/^(init|run|network (apply|admit)) /.test(example)))(
  'sponte %s: is a command as it stands in its page',
  async (example) => {
    // The scripted node never delivers: a second of waiting says as much as a minute.
    const { exit, stderr } = await desk.runWords(words(example.replace('--wait 60', '--wait 1')))
    expect({ exit, stderr }).not.toMatchObject({ exit: exits.usage })
    expect(exit).not.toBe(exits.noInput)
  },
)

test.each(examples)('sponte %s: every option of it exists', async (example) => {
  const known = await sponte([
    ...words(example)
      .filter((word) => /^[a-z]+(-[a-z]+)*$/.test(word))
      .slice(0, 2),
    '--help',
  ])
  for (const option of example.match(/--[a-z-]+/g) ?? [])
    expect(known.stdout + (await sponte(['--help'])).stdout).toContain(option)
})

test('every command stands in its page', async () => {
  const commandsOf = async (group: readonly string[]): Promise<string[]> => {
    const { stdout } = await sponte([...group, '--help'])
    const listed = /\nCommands:\n([^]*)$/.exec(stdout)?.[1] ?? ''
    return [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map((found) => found[1] ?? '')
  }
  const verbs = (await commandsOf([])).filter((verb) => verb !== 'help')
  for (const verb of verbs) {
    const inner = (await commandsOf([verb])).filter((name) => name !== 'help')
    for (const command of inner.length === 0 ? [verb] : inner.map((name) => `${verb} ${name}`))
      expect(page).toMatch(new RegExp(`^sponte ${command}\\b`, 'm'))
  }
})

test('verifying the ledger promises no more than it does: it asks no other institution', async () => {
  const { stdout } = await desk.run('ledger verify')
  expect(stdout).toContain('unbroken')
  expect(stdout).not.toMatch(/seen by|witness|checkpoint/i)
  expect(page).not.toMatch(/other institutions were shown/)
})

test('every exit code stands in its page', () => {
  for (const exit of Object.values(exits)) expect(page).toMatch(new RegExp(`^\\| ${exit} `, 'm'))
})
