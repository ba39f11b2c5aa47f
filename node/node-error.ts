import type { ProtocolErrorCode } from '../protocol/index.ts'

/** What goes with a code: which protocol rule, which tags, which fields. Never content. */
export interface ErrorDetail {
  /** The protocol's own word for it, where the protocol refused. */
  readonly reason?: ProtocolErrorCode
  /** The rule of the exchange that does not hold (docs/protocol/3-exchange.md §3). */
  readonly rule?: string
  /** Faults by field, as JSON pointers. */
  readonly errors?: readonly {
    readonly pointer: string
    readonly code: string
    readonly detail?: string
    readonly params?: Readonly<Record<string, string | number | readonly string[]>>
  }[]
  /** Tags behind a decision, in their text form. */
  readonly because?: readonly { readonly tag: string }[]
}

/** Why the node did not do what it was asked: a code of the API's contract, and what goes with it. */
export class NodeError extends Error implements ErrorDetail {
  override readonly name = 'NodeError'
  readonly code: string
  readonly reason?: ProtocolErrorCode
  readonly rule?: string
  readonly errors?: ErrorDetail['errors'] & {}
  readonly because?: ErrorDetail['because'] & {}

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message)
    this.code = code
    if (detail.reason !== undefined) this.reason = detail.reason
    if (detail.rule !== undefined) this.rule = detail.rule
    if (detail.errors !== undefined) this.errors = detail.errors
    if (detail.because !== undefined) this.because = detail.because
  }
}
