import Table from 'cli-table3'

/** One figure: measured, or not and why. */
export type Figure = MeasuredFigure | SkippedFigure

export interface MeasuredFigure {
  readonly name: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  /** Rounds. */
  readonly n: number
  /** Median over the rounds of this figure by its baseline in the same round; a rate is better above 1, a cost below. */
  readonly ratio?: number
  /** What the baseline is. */
  readonly of?: string
}

/** A figure that this machine cannot give. */
export interface SkippedFigure {
  readonly name: string
  readonly unit: string
  /** Why, and what to do about it where anything can be done. */
  readonly skipped: string
  readonly of?: string
}

/** A baseline measured in the same rounds. */
export interface Baseline {
  readonly of: string
  readonly samples: readonly number[]
}

/** Sums up the rounds of one figure, beside its baseline where it has one. */
export function figure(
  name: string,
  unit: string,
  samples: readonly number[],
  baseline?: Baseline,
): MeasuredFigure {
  const ratio = baseline && {
    ratio: median(samples.map((sample, round) => sample / (baseline.samples[round] ?? NaN))),
    of: baseline.of,
  }
  return {
    name,
    unit,
    median: median(samples),
    min: Math.min(...samples),
    max: Math.max(...samples),
    n: samples.length,
    ...ratio,
  }
}

/** The table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'median', 'min', 'max', 'unit', 'n', 'ratio', 'of'],
    style: { head: [] },
  })
  for (const one of figures) {
    if ('skipped' in one) {
      table.push([one.name, { content: `skipped: ${one.skipped}`, colSpan: 6 }, one.of ?? ''])
      continue
    }
    const numbers = [one.median, one.min, one.max].map(short)
    const ratio = one.ratio === undefined ? '' : short(one.ratio)
    table.push([one.name, ...numbers, one.unit, one.n, ratio, one.of ?? ''])
  }
  return table.toString()
}

function short(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value < 1000 ? 3 : 4 })
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2
}
