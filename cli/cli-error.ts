/** What the command line itself finds wrong, before or after it talks to a node. */
export const cliErrorCodes = [
  'USAGE',
  'LANGUAGE_UNKNOWN',
  'OFFICER_NEEDED',
  'PASSPHRASE_NEEDED',
  'PASSPHRASES_DIFFER',
  'FINGERPRINT_NEEDED',
  'FILE_NOT_READABLE',
  'FILE_TOO_LARGE',
  'FILE_NOT_JSON',
  'CANNOT_WRITE',
  'PATH_TOO_LONG',
  'NODE_NOT_RUNNING',
  'STILL_QUEUED',
  'NOT_CONFIRMED',
  'INTERRUPTED',
] as const
export type CliErrorCode = (typeof cliErrorCodes)[number]

/** Ends a command with a code; `detail` names the file or option, never what is in it. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode

  constructor(code: CliErrorCode, detail = '') {
    super(detail)
    this.code = code
  }
}
