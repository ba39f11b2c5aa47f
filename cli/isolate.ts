/** Whatever could move the cursor, colour, or reorder what a reader sees. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Sets somebody's text apart from ours: isolated in its own direction (U+2068 … U+2069, UAX #9 §2.4), with every
 * control character shown as U+FFFD, so that a name can neither turn a line around nor drive the terminal.
 */
export function isolate(text: string): string {
  return `\u2068${text.replaceAll(unsafe, '\ufffd')}\u2069`
}

/** The same for a cell of a table: on one line. */
export function isolateLine(text: string): string {
  return isolate(text.replaceAll(/\s+/g, ' '))
}
