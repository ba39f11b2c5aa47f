import { apiErrors, type ApiErrorCode, type ProblemDocument, type Refusal } from './contract/problem.ts'

/** A refusal with a code of the contract: of the server's own checks, and at the client of what it was told. */
export class ApiError extends Error implements Refusal {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly reason: ProblemDocument['reason']
  readonly rule: string | undefined
  readonly errors: Refusal['errors']
  readonly because: Refusal['because']
  readonly retryAfterS: number | undefined

  constructor(
    code: ApiErrorCode,
    message: string = apiErrors[code].title,
    more: Partial<Pick<ApiError, 'reason' | 'rule' | 'errors' | 'because' | 'retryAfterS'>> = {},
  ) {
    super(message)
    this.code = code
    this.reason = more.reason
    this.rule = more.rule
    this.errors = more.errors
    this.because = more.because
    this.retryAfterS = more.retryAfterS
  }
}
