import type { Terminal } from './terminal.ts'

/** Version of the JSON shapes on stdout; it changes when a field is renamed or goes away. */
const schemaVersion = 1

/**
 * Where a command says what it found: results on stdout, for people or as JSON; everything else on stderr.
 *
 * A command calls `result` once, or `item` any number of times.
 */
export interface Output {
  readonly json: boolean
  /** One JSON object, or what `people` makes of it. */
  readonly result: (value: object, people: () => string) => void
  /** One line of a stream (NDJSON), or what `people` makes of it. */
  readonly item: (value: object, people: () => string) => void
  /** Bytes as they are: a file that was asked for on stdout. */
  readonly raw: (content: Uint8Array | string) => void
  /** For people only; silent with `--quiet` and with `--json`. */
  readonly message: (text: string) => void
  /**
   * How far something is: one line, written over by the next and cleared by an empty one. For people at a terminal only;
   * silent with `--quiet` and with `--json`.
   */
  readonly progress: (line: string) => void
  /** What ended the command: never silent, JSON with `--json`. */
  readonly error: (value: object, people: () => string) => void
}

/** No colours anywhere: nothing depends on them, and `NO_COLOR` has nothing to switch off. */
export function createOutput(
  terminal: Terminal,
  options: { readonly json?: boolean; readonly quiet?: boolean },
): Output {
  const json = options.json === true
  const write = (stream: NodeJS.WritableStream, text: string) => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  const say = (stream: NodeJS.WritableStream, value: object, people: () => string) => {
    write(stream, json ? JSON.stringify({ schemaVersion, ...value }) : people())
  }
  /** Columns of the line that stands there. */
  let shown = 0
  return {
    json,
    result: (value, people) => say(terminal.stdout, value, people),
    item: (value, people) => say(terminal.stdout, value, people),
    raw: (content) => terminal.stdout.write(content),
    message: (text) => {
      if (!json && options.quiet !== true) write(terminal.stderr, text)
    },
    progress: (line) => {
      if (!terminal.isWatched || json || options.quiet === true || (line === '' && shown === 0)) return
      // Spaces over what the line before had more, so that no terminal needs to know how to clear.
      const over = ' '.repeat(Math.max(0, shown - line.length))
      terminal.stderr.write(`\r${line}${over}${line === '' ? '\r' : ''}`)
      shown = line.length
    },
    error: (value, people) => say(terminal.stderr, value, people),
  }
}
