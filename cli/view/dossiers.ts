import { compareDossiers, type DossierVerdict } from '../../protocol/index.ts'
import { fields } from '../table.ts'
import { faultJson, verdictJson } from './dossier-json.ts'
import { faultFields, verdictPage } from './dossier.ts'
import { counted } from './plain.ts'

/** Two verdicts, and what they say of each other. */
export interface Compared {
  readonly first: DossierVerdict
  readonly second: DossierVerdict
  /** `undefined` where one of the two proves nothing that could be compared. */
  readonly comparison: ReturnType<typeof compareDossiers> | undefined
  readonly isWell: boolean
}

export function compared(first: DossierVerdict, second: DossierVerdict): Compared {
  const comparison =
    'story' in first && 'story' in second ? compareDossiers(first.story, second.story) : undefined
  const isWell =
    first.result === 'VERIFIED' &&
    second.result === 'VERIFIED' &&
    comparison !== undefined &&
    comparison.fault === undefined
  return { first, second, comparison, isWell }
}

export function comparedJson({ first, second, comparison }: Compared): object {
  return {
    first: verdictJson(first),
    second: verdictJson(second),
    comparison: comparison && {
      fault: comparison.fault && faultJson(comparison.fault),
      onlyFirst: comparison.onlyFirst,
      onlySecond: comparison.onlySecond,
    },
  }
}

export function comparedPage({ first, second, comparison, isWell }: Compared): string {
  const onlyOne = (count: number, which: string) =>
    count === 0 ? undefined : `${counted(count, 'message')} that the ${which} has not`
  const head = fields([
    ['Both', isWell ? 'one history, as far as both go' : 'NOT ONE VERIFIED HISTORY'],
    ...(comparison?.fault === undefined ? [] : faultFields(comparison.fault)),
    ['First has', comparison && onlyOne(comparison.onlyFirst, 'second')],
    ['Second has', comparison && onlyOne(comparison.onlySecond, 'first')],
  ])
  return [head, verdictPage(first), verdictPage(second)].join('\n\n')
}
