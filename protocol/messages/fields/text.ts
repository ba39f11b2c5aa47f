import { faults, type Fault } from '../problem.ts'
import { z } from '../schema.ts'

// The embeddings, overrides, isolates and marks that make text read in another order than it is stored.
const bidiControl = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
// Line and paragraph separators too: what looks like two lines must be two lines to every tool.
const controlOrBreak = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u
const controlInProse = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/u
// Characters without a picture, and tag characters; the joiners U+200C and U+200D belong to Persian and Indic spelling.
const invisible = /[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

/** Characters (code points) of a name, a number, a place: what stands on one line of a form. */
export const maxLine = 200
/** Characters of an explanation. */
export const maxProse = 2000
/** Characters of the facts, and of the analysis (E3). */
export const maxFacts = 4000

/** Text on one line, 1 to `max` characters, in Unicode NFC. */
export function line(max: number = maxLine): z.ZodString {
  return text(max, controlOrBreak)
}

/** Text of one or more lines, 1 to `max` characters, in Unicode NFC. */
export function prose(max: number = maxProse): z.ZodString {
  return text(max, controlInProse)
}

/**
 * The name of a file, 1 to `maxLine` characters on one line: no path, so that nobody's disk is addressed.
 *
 * What it is saved under is another question (`safeNames`): systems differ in what they can bear.
 */
export const fileName = line().check(
  faults(function* (value) {
    if (/[/\\]/u.test(value)) yield { code: 'INVALID', params: { expected: 'file-name' } }
  }),
)

/** Text in a closed form, such as a code; `expected` is the form's name in the problem. */
export function coded(expected: string, form: RegExp): z.ZodString {
  return z.string().check(
    faults(function* (value) {
      if (value === '') yield { code: 'REQUIRED' }
      else if (!form.test(value)) yield { code: 'INVALID', params: { expected } }
    }),
  )
}

function text(max: number, control: RegExp): z.ZodString {
  return z.string().check(faults((value) => textFaults(value, max, control)))
}

function* textFaults(value: string, max: number, control: RegExp): Generator<Fault> {
  if (value.trim() === '') {
    yield { code: 'REQUIRED' }
    return
  }
  const length = charactersIn(value)
  if (length > max) yield { code: 'TOO_LONG', params: { max, length } }
  if (!value.isWellFormed()) yield { code: 'INVALID', params: { expected: 'unicode' } }
  else if (value.normalize('NFC') !== value) yield { code: 'NOT_NFC' }
  yield* character('BIDI_CONTROL', bidiControl.exec(value))
  yield* character('CONTROL_CHARACTER', control.exec(value))
  yield* character('INVISIBLE_CHARACTER', invisible.exec(value))
}

function* character(
  code: 'BIDI_CONTROL' | 'CONTROL_CHARACTER' | 'INVISIBLE_CHARACTER',
  match: RegExpExecArray | null,
): Generator<Fault> {
  const point = match?.[0].codePointAt(0)
  if (point === undefined) return
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  yield { code, params: { character: name, position: match?.index ?? 0 } }
}

/** @returns the number of code points: what a person counts, near enough, and the same in every language */
export function charactersIn(value: string): number {
  let count = 0
  for (const _ of value) count++
  return count
}
