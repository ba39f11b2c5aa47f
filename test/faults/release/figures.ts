/** What is hit: of what follows an undertaking, the release and the parts are steps of their own. */
export const steps = ['notice', 'undertaking', 'release', 'parts', 'saving'] as const
export type Step = (typeof steps)[number]

/** How many parts went over the lines. */
export interface Sent {
  /** Of all files. */
  readonly parts: number
  /** Sent more than once: those of a sender that died before it had noted them, and those that were wanted again. */
  readonly again: number
  /** Those that the receiver asked for, or that the sender sent to ask whether it has all. */
  readonly wanted: number
}

/** How much came of some offers. */
export interface Figures extends Sent {
  readonly offers: number
  /** Of them, those whose files were all there although the two institutions had never been there at once. */
  readonly apart: number
  /** Kills that happened, by what they were to hit. */
  readonly kills: Readonly<Record<Step, number>>
  /** Of them, those at any moment after a point, and not at it. */
  readonly moments: number
  /** Kills that were planned where nobody passed. */
  readonly missed: number
}

export const noFigures: Figures = {
  ...{ offers: 0, apart: 0, moments: 0, missed: 0, parts: 0, again: 0, wanted: 0 },
  kills: { notice: 0, undertaking: 0, release: 0, parts: 0, saving: 0 },
}

export function addFigures(one: Figures, other: Figures): Figures {
  const kills = (step: Step) => one.kills[step] + other.kills[step]
  return {
    offers: one.offers + other.offers,
    apart: one.apart + other.apart,
    kills: {
      ...{ notice: kills('notice'), undertaking: kills('undertaking'), release: kills('release') },
      ...{ parts: kills('parts'), saving: kills('saving') },
    },
    moments: one.moments + other.moments,
    missed: one.missed + other.missed,
    parts: one.parts + other.parts,
    again: one.again + other.again,
    wanted: one.wanted + other.wanted,
  }
}

export const killsIn = ({ kills }: Figures): number => steps.reduce((sum, step) => sum + kills[step], 0)

/** A table as docs/reliability.md has it. */
export function tableOf(figures: Figures): readonly string[] {
  const { kills, moments, missed, offers, apart, parts, again, wanted } = figures
  const rows: readonly (readonly [string, number])[] = [
    ['kills', killsIn(figures)],
    ...steps.map((step) => [`of them at the ${step}`, kills[step]] as const),
    ['of them at any moment after a named point', moments],
    ['planned, and nobody passed there', missed],
    ['offers released, each once', offers],
    ['of them with all files there before the two ever met', apart],
    ['parts of their files', parts],
    ['parts sent more than once', again],
    ['parts asked for again, or sent as a question', wanted],
  ]
  return ['| what | how many |', '| --- | --- |', ...rows.map(([what, many]) => `| ${what} | ${many} |`)]
}
