import { maxDraftBytes, type Question } from '../node/api/client.ts'
import { readJsonObject } from './json-file.ts'
import type { Terminal } from './terminal.ts'

type DraftDocument = NonNullable<NonNullable<Question<'draftNew'>['body']>['document']>

/**
 * Reads a draft: `{ "to": [...], "conditions": [...], "disclosure": {...} }`, or the fields of the disclosure alone.
 *
 * The node says what is wrong with it; here it only has to be a JSON object.
 *
 * @throws {@link CliError} `FILE_NOT_JSON`, `FILE_NOT_READABLE`, `FILE_TOO_LARGE`
 */
export async function readDraft(terminal: Terminal, path: string): Promise<DraftDocument> {
  const value = await readJsonObject(terminal, path, maxDraftBytes)
  const isDraft = ['to', 'conditions', 'disclosure'].some((field) => Object.hasOwn(value, field))
  return isDraft ? value : { disclosure: { ...value } }
}
