import type { TagText } from './tag-text.ts'
import { purposeOperations } from './operations.ts'
import type { UseRequest } from './use.ts'

/** What information may be used for (UNCAC 46(19), 56; ETS 182 26(1); CETS 198 46(7)). */
export const purposes = [
  'CRIM-INV',
  'CRIM-PROS',
  'CRIM-TRIAL',
  'TRACE',
  'FREEZE',
  'CONFISC',
  'MLA-PREP',
  'FIU-ANALYSIS',
  'CIVIL',
  'ADMIN',
  'TAX',
  'THREAT',
] as const
export type Purpose = (typeof purposes)[number]

/** The purposes that are not criminal ones: what `NONCRIM` can be for. */
export const civilPurposes: ReadonlySet<string> = new Set<Purpose>(['CIVIL', 'ADMIN', 'TAX'])

/** One permitted purpose, with the offences and the case it is bound to; empty where it is bound to none. */
export interface PurposeScope {
  readonly purpose: string
  readonly offences: readonly string[]
  readonly cases: readonly string[]
}

/** Reads a `PUR` tag. */
export function purposeScope({ code, args }: TagText): PurposeScope {
  const named = (name: string) =>
    args.filter((argument) => argument.startsWith(name)).map((argument) => argument.slice(name.length))
  return { purpose: code.slice('PUR:'.length), offences: named('offence='), cases: named('case=') }
}

// The purpose an operation has by its nature where the request names none.
const natural: Readonly<Partial<Record<UseRequest['operation'], Purpose>>> = {
  LEAD: 'CRIM-INV',
  EVID: 'CRIM-TRIAL',
}

/**
 * The purposes that all have to be permitted for a request.
 *
 * A formal request always needs `MLA-PREP`. `undefined`: the operation needs a purpose, and the request names none
 * that fits; it is then outside every set.
 */
function purposesAsked({ operation, purpose }: UseRequest): readonly Purpose[] | undefined {
  if (operation === 'MLA') return purpose === undefined ? ['MLA-PREP'] : ['MLA-PREP', purpose]
  if (operation === 'NONCRIM' && purpose !== undefined && !civilPurposes.has(purpose)) return undefined
  const asked = purpose ?? natural[operation]
  if (asked !== undefined) return [asked]
  return purposeOperations.has(operation) ? undefined : []
}

/** The one purpose that a consent to this request has to name; `undefined` where the request has none. */
export function purposeWanted({ operation, purpose }: UseRequest): Purpose | undefined {
  return purpose ?? (operation === 'MLA' ? 'MLA-PREP' : natural[operation])
}

/** Whether a request stays inside a set of permitted purposes. */
export function isInside(scopes: readonly PurposeScope[], request: UseRequest): boolean {
  const asked = purposesAsked(request)
  if (asked === undefined) return false
  return asked.every((purpose) => scopes.some((scope) => scope.purpose === purpose && admits(scope, request)))
}

function admits({ offences, cases }: PurposeScope, { offence, proceeding }: UseRequest): boolean {
  return isAmong(offences, offence) && isAmong(cases, proceeding)
}

// Speciality: a purpose bound to offences or to a case serves no other, and none that is not named.
function isAmong(list: readonly string[], value: string | undefined): boolean {
  return list.length === 0 || (value !== undefined && list.includes(value))
}
