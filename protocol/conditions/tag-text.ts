/** A tag without its scope: what its text form says. */
export interface TagText {
  readonly code: string
  readonly args: readonly string[]
}

/** `FAMILY` or `FAMILY:MEMBER`, in capitals. */
export const tagCode = /^[A-Z]{2,16}(?::[A-Z0-9]+(?:-[A-Z0-9]+)*)?$/

/** The family part of a code, whether known or not. */
export function familyPart(code: string): string {
  const colon = code.indexOf(':')
  return colon < 0 ? code : code.slice(0, colon)
}

/**
 * Writes a tag for people: `AUD:DESK`, `AUD:DOM(court,prosecutor)`, `OTHER("ask us first, then wait")`.
 *
 * An argument that holds a comma, parenthesis, quote, backslash or blank is quoted; inside quotes `\` stands before
 * `"` and `\`.
 */
export function formatTag({ code, args }: TagText): string {
  return args.length === 0 ? code : `${code}(${args.map(quoteWhereNeeded).join(',')})`
}

function quoteWhereNeeded(argument: string): string {
  return /[\s,()"\\]/.test(argument) ? `"${argument.replace(/["\\]/g, '\\$&')}"` : argument
}

// A plain argument, or a quoted one, with blanks around it and what ends it.
const argumentPattern = /\s*(?:"((?:[^"\\]|\\["\\])*)"|([^,()"\\]*[^\s,()"\\]))\s*([,)])/uy

/**
 * Reads the text form of a tag, with blanks around arguments allowed.
 *
 * @returns arguments in the order written; `undefined` where the text is no tag
 */
export function parseTag(text: string): TagText | undefined {
  const trimmed = text.trim()
  const open = trimmed.indexOf('(')
  const code = open < 0 ? trimmed : trimmed.slice(0, open)
  if (!tagCode.test(code)) return undefined
  if (open < 0) return { code, args: [] }
  const args = parseArguments(trimmed, open + 1)
  return args === undefined ? undefined : { code, args }
}

function parseArguments(text: string, start: number): readonly string[] | undefined {
  const args: string[] = []
  argumentPattern.lastIndex = start
  for (;;) {
    const found = argumentPattern.exec(text)
    if (found === null) return undefined
    const argument = found[1]?.replace(/\\(.)/gu, '$1') ?? found[2] ?? ''
    if (argument === '') return undefined
    args.push(argument)
    if (found[3] === ')') return argumentPattern.lastIndex === text.length ? args : undefined
  }
}

/** Order of texts by Unicode code points, which is the order of their UTF-8 bytes: below, above or equal to zero. */
export function compareText(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  for (let index = 0; index < shorter; index++) {
    const [left, right] = [one.charCodeAt(index), other.charCodeAt(index)]
    if (left === right) continue
    // Half of what lies beyond U+FFFF comes after everything that does not, though as a unit it stands before U+E000.
    return isHalf(left) === isHalf(right) ? left - right : isHalf(left) ? 1 : -1
  }
  return one.length - other.length
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

/** The one order of tags: by code, then argument by argument, the shorter list first. */
export function compareTags(one: TagText, other: TagText): number {
  const byCode = compareText(one.code, other.code)
  if (byCode !== 0) return byCode
  const shorter = Math.min(one.args.length, other.args.length)
  for (let index = 0; index < shorter; index++) {
    const difference = compareText(one.args[index] ?? '', other.args[index] ?? '')
    if (difference !== 0) return difference
  }
  return one.args.length - other.args.length
}
