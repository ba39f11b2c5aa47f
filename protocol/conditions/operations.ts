/** Everything that can be done with an item; docs/protocol/conditions.md §2 says what each means. */
export const operations = [
  'READ',
  'CHECK',
  'INT',
  'DOM',
  'ONW',
  'RELAY',
  'LEAD',
  'MLA',
  'EVID',
  'COERCE',
  'TIPOFF',
  'NONCRIM',
  'EXPORT',
  'AUTO',
  'RETAIN',
  'EXCULP',
  'STAT',
] as const
export type Operation = (typeof operations)[number]

/** Operations that need the content: none of them before an officer has undertaken the Conditions. */
export const contentOperations = [
  'READ',
  'CHECK',
  'INT',
  'DOM',
  'ONW',
  'LEAD',
  'MLA',
  'EVID',
  'COERCE',
  'TIPOFF',
  'NONCRIM',
  'EXPORT',
  'AUTO',
] as const satisfies readonly Operation[]

/** Operations that put the content to a use: each needs a purpose. */
export const purposeOperations: ReadonlySet<Operation> = new Set([
  'DOM',
  'ONW',
  'LEAD',
  'MLA',
  'EVID',
  'COERCE',
  'TIPOFF',
  'NONCRIM',
])

/** Operations that cannot be taken back: fetch what is waiting, then decide, then write the ledger, then act. */
export const irreversibleOperations: ReadonlySet<Operation> = new Set(['ONW', 'EVID', 'COERCE', 'TIPOFF'])

/** How long a fetch counts as "just before" an irreversible act, in milliseconds: the time to press a button twice. */
export const fetchFreshMs = 5 * 60 * 1000
