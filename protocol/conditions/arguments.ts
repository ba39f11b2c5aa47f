import { instantOf } from './dates.ts'
import type { InstitutionKind } from '../names.ts'
import { compareText } from './tag-text.ts'

/** How kinds of authority are written in `AUD:DOM`. */
export const authorities: Readonly<Record<string, InstitutionKind>> = {
  'anti-corruption': 'ANTI_CORRUPTION',
  aro: 'ARO',
  'central-authority': 'CENTRAL_AUTHORITY',
  court: 'JUDICIAL',
  fiu: 'FIU',
  police: 'POLICE',
  prosecutor: 'PROSECUTOR',
}

/** Every kind of argument with the pattern it must match whole; docs/protocol/conditions.md §3 explains each. */
export const argumentKinds = {
  officer: '[0-9a-f]{32}',
  authority: Object.keys(authorities).join('|'),
  network: '[0-9a-f]{64}',
  party: '[A-Z]{2}|[0-9a-f]{32}|[0-9a-f]{64}|org:[a-z0-9-]{1,64}',
  offence: 'offence=(?:UNCAC-(?:1[5-9]|2[0-5])|(?!UNCAC-)[A-Z]{2,16}-[0-9A-Za-z.()-]{1,32})',
  case: 'case=[^\\n]{1,256}',
  date: '\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}Z)?',
  event: 'event:[a-z0-9-]{1,64}',
  gateway: '[0-9a-f]{32}',
  storage: 'ttl=[1-9]\\d{0,3}h',
  holdReason: 'legal-claim|accuracy-contested|data-subject',
  evaluation: '[ABCX][1-4]',
  transferBasis: 'adequacy|assessed-safeguards|derogation|instrument',
  reference: '[0-9A-Za-z][0-9A-Za-z./_-]{0,63}',
  text: '[^]{1,1024}',
} as const
export type ArgumentKind = keyof typeof argumentKinds

/** How many arguments of which kinds a tag takes. */
export interface ArgumentRow {
  readonly kinds: readonly ArgumentKind[]
  readonly min: number
  readonly max: number
}

const patterns = new Map(
  Object.entries(argumentKinds).map(([kind, pattern]) => [kind, new RegExp(`^(?:${pattern})$`, 'u')]),
)

function isOfKind(kind: ArgumentKind, argument: string): boolean {
  if (patterns.get(kind)?.test(argument) !== true) return false
  return kind !== 'date' || instantOf(argument) !== undefined
}

/** Whether every argument belongs to a row, and every row has as many as it wants. */
export function argumentsFit(rows: readonly ArgumentRow[], args: readonly string[]): boolean {
  const counts = rows.map(() => 0)
  for (const argument of args) {
    const index = rows.findIndex((row) => row.kinds.some((kind) => isOfKind(kind, argument)))
    if (index < 0) return false
    counts[index] = (counts[index] ?? 0) + 1
  }
  return rows.every((row, index) => (counts[index] ?? 0) >= row.min && (counts[index] ?? 0) <= row.max)
}

/** Whether the arguments stand in their one order: ascending, none twice. */
export function argumentsAscend(args: readonly string[]): boolean {
  return args.every((argument, index) => index === 0 || compareText(args[index - 1] ?? '', argument) < 0)
}
