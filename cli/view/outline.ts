import { isolate } from '../isolate.ts'

const step = '  '

/**
 * A body as people read it: its fields by name, one below the other, lists numbered; every text set apart.
 *
 * Knows no family: what a newer version adds is shown too.
 */
export function outline(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.map((entry, index) => labelled(`${index + 1}.`, entry, indent)).join('\n')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, entry]) => labelled(`${words(key)}:`, entry, indent))
      .join('\n')
  return indent + text(value)
}

function labelled(label: string, value: unknown, indent: string): string {
  const isBranch = typeof value === 'object' && value !== null
  if (isBranch) return `${indent}${label}\n${outline(value, indent + step)}`
  const below = `\n${indent}${step}`
  const shown = text(value)
  return shown.includes('\n')
    ? indent + label + below + shown.replaceAll('\n', below)
    : `${indent}${label} ${shown}`
}

// A direction ends with its line, so each is set apart by itself.
function text(value: unknown): string {
  return typeof value === 'string' ? value.split('\n').map(isolate).join('\n') : String(value)
}

/** `caseNumber` reads `case number`. */
function words(key: string): string {
  return isolate(key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())
}
