import { plainText } from '../api/contract/values.ts'
import { NodeError } from '../node-error.ts'
import type { Document } from './draft.ts'

/** Deeper than any body; what is nested without end cannot be written down again. */
const maxDepth = 32

/**
 * The document as it is kept: every text in Unicode NFC and with plain line feeds, so that what was written on another
 * system, where nobody sees the difference, is not sent back to its writer.
 *
 * @throws NodeError `REQUEST_INVALID` for a document nested deeper than any body, or that lists attachments itself
 */
export function withPlainTexts(document: Document): Document {
  const { disclosure } = document
  if (Object.hasOwn(disclosure, 'attachments'))
    throw new NodeError('REQUEST_INVALID', 'files are attached to a draft, not written into it', {
      errors: [{ pointer: '/document/disclosure/attachments', code: 'UNKNOWN_FIELD' }],
    })
  return {
    ...document,
    disclosure: Object.fromEntries(
      Object.entries(disclosure).map(([key, value]) => [key, plain(value, '/document/disclosure', 0)]),
    ),
  }
}

function plain(value: unknown, pointer: string, depth: number): unknown {
  if (depth > maxDepth)
    throw new NodeError('REQUEST_INVALID', 'the document is nested deeper than any disclosure', {
      errors: [{ pointer, code: 'TOO_LARGE' }],
    })
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map((entry) => plain(entry, pointer, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, plain(entry, pointer, depth + 1)]),
  )
}
