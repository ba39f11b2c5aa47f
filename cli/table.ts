import stringWidth from 'string-width'

/** Between two columns. */
const gap = '  '

/**
 * Lines up cells in columns by what a terminal shows: Chinese is two columns wide, a direction mark none.
 *
 * @param rows - of equal length; the first is the head
 */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = columnWidths(rows)
  return rows.map((row) => line(row, widths)).join('\n')
}

/** One thing: a label and a value on each line; what is `undefined` is left out. */
export function fields(pairs: readonly (readonly [string, string | undefined])[]): string {
  const present = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)
  const width = Math.max(0, ...present.map(([label]) => stringWidth(label)))
  const indent = ' '.repeat(width + gap.length)
  return present
    .map(([label, value]) => pad(label, width) + gap + value.replaceAll('\n', `\n${indent}`))
    .join('\n')
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, stringWidth(cell))
  return widths
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, index) => pad(cell, widths[index] ?? 0))
    .join(gap)
    .trimEnd()
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - stringWidth(cell)))
}
