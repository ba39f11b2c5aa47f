import { utf8 } from '../../crypto/index.ts'
import { maxBodyBytes } from '../limits.ts'
import { itemFields } from './fields/item.ts'
import { problemsOf } from './issue.ts'
import { pointerOf, type Problem } from './problem.ts'
import { z } from './schema.ts'

/** What a schema says of an input: the value in the schema's own order of fields, or everything that is wrong. */
export type Shaped<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] }

const anyItem = z.looseObject(itemFields)

/** Holds an input against a schema; nothing is changed, filled in or converted. */
export function shaped<T>(schema: z.ZodType<T>, input: unknown): Shaped<T> {
  const result = schema.safeParse(input, { reportInput: true })
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) => [...problemsOf(issue), ...behind(issue)])
    return { ok: false, problems }
  }
  const size = utf8(JSON.stringify(result.data)).length
  if (size <= maxBodyBytes) return { ok: true, value: result.data }
  const params = { max: maxBodyBytes, size }
  return { ok: false, problems: [{ code: 'BODY_TOO_LARGE', pointer: '', params }] }
}

// Zod stops at an item whose schema is not known; what every item must carry can be asked all the same.
function behind(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code !== 'invalid_union' || issue.path.at(-1) !== 'schema') return []
  const item = anyItem.safeParse(issue.input, { reportInput: true })
  if (item.success) return []
  const base = pointerOf(issue.path.slice(0, -1))
  return item.error.issues
    .flatMap((inner) => problemsOf(inner))
    .map((problem) => ({ ...problem, pointer: base + problem.pointer }))
}
