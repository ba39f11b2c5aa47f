import { ApiError, apiErrors, type FieldProblem } from '../../node/api/client.ts'
import { exitOf, type EndCode, type ExitCode } from '../exit-codes.ts'
import { isolateLine } from '../isolate.ts'
import { errorTexts } from '../texts/errors.ts'
import { fieldTexts } from '../texts/fields.ts'
import { problemTexts } from '../texts/problems.ts'
import { ruleTexts } from '../texts/rules.ts'
import { protocolTexts } from '../texts/protocol.ts'
import { consentCommandOf } from './consent-needed.ts'

/** How a command ended that did not succeed. */
export interface Ending {
  readonly exit: ExitCode
  readonly json: object
  readonly people: () => string
}

/**
 * Finds the code, the exit code and the sentence for whatever ended a command.
 *
 * An error without a code of ours is a fault of the program: its message may hold anything, and is not shown.
 */
export function endingOf(error: unknown): Ending {
  const code = codeOf(error)
  const detail = detailOf(error)
  const { reason, rule, errors, because, retryAfterS } = error instanceof ApiError ? error : {}
  return {
    exit: exitOf[code],
    json: { error: { code, exit: exitOf[code], detail, reason, rule, errors, because, retryAfterS } },
    people: () =>
      [
        `sponte: ${errorTexts[code]}`,
        ...(detail === undefined ? [] : [`  ${isolateLine(detail)}`]),
        ...(reason === undefined ? [] : [`  ${reasonLine(reason, rule)}`]),
        ...(because === undefined ? [] : [`  Because of: ${because.map(({ tag }) => tag).join(', ')}`]),
        ...(errors ?? []).map((problem) => `  ${problemLine(problem)}`),
        ...(retryAfterS === undefined ? [] : [`  In ${retryAfterS} s.`]),
      ].join('\n'),
  }
}

/** The rule that does not hold says more than the protocol's code. */
function reasonLine(reason: keyof typeof protocolTexts, rule: string | undefined): string {
  const text = rule === undefined ? undefined : ruleTexts[rule]
  return text ?? `The reason: ${protocolTexts[reason]}.`
}

/** `/disclosure/summary/facts is missing`, `/conditions/2 (AUD:NAMED) contradict each other …` */
export function problemLine(problem: FieldProblem): string {
  const { pointer, code, params, detail } = problem
  if (code === 'CONSENT_NEEDED') return `Ask for consent: ${consentCommandOf(problem)}`
  const place = isolateLine(pointer === '' ? '(the whole)' : pointer)
  const tag = params?.['tag']
  const named = typeof tag === 'string' ? ` (${isolateLine(tag)})` : ''
  return `${place}${named} ${texts[code] ?? isolateLine(detail ?? code)}`
}

// A newer node may find what this command line has no sentence for: then its own words are shown.
const texts: Readonly<Record<string, string>> = { ...problemTexts, ...fieldTexts }

function codeOf(error: unknown): EndCode {
  if (error instanceof Error && error.name === 'AbortError') return 'INTERRUPTED'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return isEndCode(code) ? code : 'INTERNAL'
}

function isEndCode(code: unknown): code is EndCode {
  return typeof code === 'string' && Object.hasOwn(exitOf, code)
}

/** What the error says beyond its code, where the code is one of ours. */
function detailOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !isEndCode(error.code)) return undefined
  const isTitle = error instanceof ApiError && error.message === apiErrors[error.code].title
  return isTitle || error.message === '' ? undefined : error.message
}
