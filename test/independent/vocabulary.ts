// docs/protocol/conditions.md, "Arguments" and "Vocabulary", line by line; effects are not the decoder's business.

/** Each kind of argument, as the page writes it. */
const patterns = {
  officer: /^[0-9a-f]{32}$/,
  authority: /^(anti-corruption|aro|central-authority|court|fiu|police|prosecutor)$/,
  network: /^[0-9a-f]{64}$/,
  party: /^([A-Z]{2}|[0-9a-f]{32}|[0-9a-f]{64}|org:[a-z0-9-]{1,64})$/,
  offence: /^offence=(UNCAC-(1[5-9]|2[0-5])|(?!UNCAC-)[A-Z]{2,16}-[0-9A-Za-z.()-]{1,32})$/,
  case: /^case=[^\n]{1,256}$/u,
  date: /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\dZ)?$/,
  event: /^event:[a-z0-9-]{1,64}$/,
  gateway: /^[0-9a-f]{32}$/,
  storage: /^ttl=[1-9]\d{0,3}h$/,
  hold: /^(accuracy-contested|data-subject|legal-claim)$/,
  evaluation: /^[ABCX][1-4]$/,
  basis: /^(adequacy|assessed-safeguards|derogation|instrument)$/,
  reference: /^[0-9A-Za-z][0-9A-Za-z./_-]{0,63}$/,
  text: /^[^]{1,1024}$/u,
} as const
type ArgumentKind = keyof typeof patterns

/** So many arguments of these kinds. */
type Arguments = readonly [kinds: readonly ArgumentKind[], min: number, max: number]
const one = (...kinds: readonly ArgumentKind[]): readonly Arguments[] => [[kinds, 1, 1]]
const upTo32 = (kind: ArgumentKind): readonly Arguments[] => [[[kind], 1, 32]]
const none: readonly Arguments[] = []
const purpose: readonly Arguments[] = [
  [['offence'], 0, 31],
  [['case'], 0, 1],
]

/** Members that are counted, and how many there may be; those that stand beside them; what else is said of it. */
interface FamilyTable {
  readonly min: number
  readonly max: number
  readonly members: Readonly<Record<string, readonly Arguments[]>>
  readonly beside?: Readonly<Record<string, readonly Arguments[]>>
  readonly wholeOnly?: true
  readonly listedOnly?: true
}

const any = 64
export const families: Readonly<Record<string, FamilyTable>> = {
  AUD: {
    min: 1,
    max: 1,
    members: {
      NAMED: upTo32('officer'),
      DESK: none,
      ORG: none,
      DOM: upTo32('authority'),
      NET: one('network'),
      PUBLIC: none,
    },
  },
  PUR: {
    min: 1,
    max: 12,
    members: {
      'CRIM-INV': purpose,
      'CRIM-PROS': purpose,
      'CRIM-TRIAL': purpose,
      TRACE: purpose,
      FREEZE: purpose,
      CONFISC: purpose,
      'MLA-PREP': purpose,
      'FIU-ANALYSIS': purpose,
      CIVIL: purpose,
      ADMIN: purpose,
      TAX: purpose,
      THREAT: purpose,
    },
  },
  EV: { min: 1, max: 1, members: { 'MLA-ONLY': none, LEAD: none, 'COERCE-OK': none, OK: none } },
  ONW: { min: 1, max: 1, members: { NO: none, CONSENT: none, LIST: upTo32('party') } },
  CONF: {
    min: 1,
    max: 1,
    members: { CONTENT: none },
    beside: { EXISTENCE: none, SOURCE: none, UNTIL: one('date', 'event') },
  },
  ACT: {
    min: 1,
    max: 1,
    members: { NONE: none, 'ASK-FIRST': none, PASSIVE: none, ACTIVE: none },
    beside: { 'NO-TIPOFF': none, 'NO-FREEZE-YET': none },
  },
  REL: {
    min: 1,
    max: 1,
    wholeOnly: true,
    members: {
      DIRECT: none,
      SEALED: [
        [['gateway'], 1, 31],
        [['storage'], 0, 1],
      ],
      'ANY-SEALED': none,
    },
  },
  RET: { min: 1, max: 2, members: { DELETE: one('date'), REVIEW: one('date'), HOLD: one('hold') } },
  EVAL: { min: 0, max: 1, members: { '': one('evaluation') } },
  DP: {
    min: 0,
    max: any,
    members: {
      SPECIAL: none,
      VICTIM: none,
      WITNESS: none,
      MINOR: none,
      BASIS: one('basis'),
      'NO-AUTO': none,
    },
  },
  SEC: { min: 0, max: any, members: { BANK: none, TAX: none, FIU: none, PRIVILEGE: none, INFORMANT: none } },
  CLS: { min: 0, max: 1, listedOnly: true, members: { NONE: none, RESTRICTED: one('text') } },
  BIND: {
    min: 1,
    max: 1,
    wholeOnly: true,
    listedOnly: true,
    members: { 'BY-LAW': none, 'PRIOR-NOTICE': none, OFFER: none, MOU: one('reference') },
  },
  URG: {
    min: 1,
    max: 1,
    wholeOnly: true,
    listedOnly: true,
    members: { NORMAL: none, URGENT: none, IMMEDIATE: none },
  },
  OTHER: { min: 0, max: any, members: { '': one('text') } },
}

/** Whether so many arguments of these kinds are there, and no others. */
export function fits(rows: readonly Arguments[], args: readonly string[]): boolean {
  const belongs = ([kinds]: Arguments, argument: string) => kinds.some((kind) => isOf(kind, argument))
  return (
    args.every((argument) => rows.some((row) => belongs(row, argument))) &&
    rows.every((row) => {
      const count = args.filter((argument) => belongs(row, argument)).length
      return count >= row[1] && count <= row[2]
    })
  )
}

function isOf(kind: ArgumentKind, argument: string): boolean {
  if (!patterns[kind].test(argument)) return false
  if (kind !== 'date') return true
  const day = argument.slice(0, 10)
  const instant = new Date(`${day}T00:00:00Z`)
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day)
  return exists && !argument.endsWith('T00:00Z')
}
