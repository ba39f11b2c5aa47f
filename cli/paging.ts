import { Option, type Command } from 'commander'
import { wholeNumber } from './arguments.ts'
import type { Session } from './session.ts'

/** What the lists of the API have in common. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}

export interface PagingOptions {
  readonly limit?: number
  readonly cursor?: string
  readonly all?: boolean
}

/** Adds `--limit`, `--cursor` and `--all` to a list command. */
export function withPaging(command: Command): Command {
  return command
    .addOption(new Option('--limit <number>', 'lines at most').argParser(wholeNumber(1, 200)))
    .addOption(new Option('--cursor <cursor>', 'where the page before ended'))
    .addOption(new Option('--all', 'everything, as a stream (with --json: one object a line)'))
}

/**
 * Says a list: one page as one object, or with `--all` everything, an object a line.
 *
 * @param fetch - one page of the API's list
 * @param people - several items as people read them
 * @param nothing - what people are told where there are none
 */
export async function sayList<Item extends object>(
  { output }: Session,
  { limit, cursor, all }: PagingOptions,
  fetch: (query: { readonly limit?: number; readonly cursor?: string }) => Promise<Page<Item>>,
  people: (items: readonly Item[]) => string,
  nothing: string,
): Promise<undefined> {
  const size = limit === undefined ? {} : { limit }
  const first = await fetch(cursor === undefined ? size : { ...size, cursor })
  if (first.items.length === 0) output.message(nothing)
  if (all !== true) {
    if (output.json || first.items.length > 0) output.result(first, () => people(first.items))
    if (first.next !== undefined) output.message(`More: --cursor ${first.next}, or --all`)
    return
  }
  for (let page = first; ; page = await fetch({ ...size, cursor: page.next })) {
    if (output.json) for (const item of page.items) output.item(item, () => '')
    else if (page.items.length > 0) output.item(page, () => people(page.items))
    if (page.next === undefined) return
  }
}
