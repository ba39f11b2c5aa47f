import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { FastifySchemaValidationError } from 'fastify'
import { protocolErrorCodes, type ProtocolErrorCode } from '../../protocol/index.ts'
import {
  apiErrors,
  type ApiErrorCode,
  type FieldCode,
  type FieldProblem,
  type ProblemDocument,
  type Refusal,
} from './contract/problem.ts'

/** Faults that the HTTP layer itself finds, by its codes (fastify.dev, Errors). */
const httpFaults: Readonly<Record<string, ApiErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_TYPE: 'MEDIA_TYPE',
}

/** Words of the schema library for what is wrong with one field (zod.dev, issue codes). */
const fieldCodeOf: Readonly<Record<string, FieldCode>> = {
  invalid_type: 'WRONG_TYPE',
  invalid_format: 'WRONG_FORMAT',
  invalid_value: 'NOT_IN_LIST',
  invalid_union: 'WRONG_FORMAT',
  unrecognized_keys: 'UNKNOWN_FIELD',
  too_small: 'TOO_SMALL',
  too_big: 'TOO_LARGE',
}

/** Where a part of the request stands in the pointers of `errors`; the body is the document itself. */
const partPrefix: Readonly<Record<string, string>> = {
  body: '',
  params: '/params',
  querystring: '/query',
  headers: '/headers',
}

/**
 * Turns whatever was thrown into the problem document that is answered.
 *
 * Only errors with a code of the contract speak for themselves: anything else may carry what must not leave, and
 * becomes `INTERNAL` without detail.
 */
export function problemOf(error: unknown): ProblemDocument {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const prefix = partPrefix[error.validationContext ?? 'body'] ?? ''
    return document('REQUEST_INVALID', {
      errors: error.validation.flatMap((issue) => fieldProblems(issue, prefix)),
    })
  }
  if (isRefusal(error)) {
    const { reason, rule, errors, because, retryAfterS } = error
    return document(error.code, {
      detail: error.message === apiErrors[error.code].title ? undefined : error.message,
      reason,
      rule,
      errors,
      because,
      retryAfterS,
    })
  }
  const code = codeOf(error)
  const httpFault = code === undefined ? undefined : httpFaults[code]
  if (httpFault !== undefined) return document(httpFault, {})
  if (isBadRequest(error))
    return document('REQUEST_INVALID', { errors: [{ pointer: '', code: 'NOT_JSON' satisfies FieldCode }] })
  return document('INTERNAL', { reason: isProtocolCode(code) ? code : undefined })
}

function document(
  code: ApiErrorCode,
  more: Pick<Partial<ProblemDocument>, 'detail' | 'reason' | 'rule' | 'errors' | 'because' | 'retryAfterS'>,
): ProblemDocument {
  const { status, title } = apiErrors[code]
  return { type: `urn:sponte:problem:${code}`, title, status, code, ...more }
}

function fieldProblems(issue: FastifySchemaValidationError, prefix: string): FieldProblem[] {
  const code = /received undefined$/.test(issue.message ?? '')
    ? 'MISSING'
    : (fieldCodeOf[issue.keyword] ?? 'WRONG_FORMAT')
  const at = prefix + (issue.instancePath === '/' ? '' : issue.instancePath)
  const unknown = issue.params['keys']
  if (Array.isArray(unknown)) return unknown.map((key) => ({ pointer: `${at}/${escapePointer(key)}`, code }))
  return [{ pointer: at, code, detail: issue.message }]
}

// RFC 6901 §3.
function escapePointer(key: unknown): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Any Error whose code is one of the contract's: use cases know no doors, so they throw errors of their own. */
function isRefusal(error: unknown): error is Error & Refusal {
  const code = codeOf(error)
  return code !== undefined && Object.hasOwn(apiErrors, code)
}

function isProtocolCode(code: string | undefined): code is ProtocolErrorCode {
  return protocolErrorCodes.some((known) => known === code)
}

function isBadRequest(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 400
}
