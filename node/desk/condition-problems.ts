import {
  formatTag,
  parseTag,
  tagScopes,
  type ConditionsProblem,
  type TaggedItem,
} from '../../protocol/index.ts'
import { openFamilies, signedConditions, standIns } from './conditions.ts'
import type { Document } from './draft.ts'
import type { DraftProblem } from './problems.ts'
import { writtenItems } from './written-items.ts'

/** Everything about the conditions of a document, each at its tag or its item. */
export function conditionsProblems(
  document: Document,
  items: readonly TaggedItem[],
  nowMs: number,
): readonly DraftProblem[] {
  const result = signedConditions(document, items, standIns(document), nowMs)
  const left = openFamilies(document).map((family): DraftProblem => ({
    ...{ pointer: '/conditions', code: 'MISSING', severity: 'warning', params: { tag: family } },
    detail: family === 'BIND' ? 'Name the binding mode here or when it is sent.' : 'It will be URG:NORMAL.',
  }))
  if (result.kind === 'conditions') {
    const some = result.conditions.tags.filter(({ scope }) => scope === tagScopes.SOME)
    const added = some.map((tag): DraftProblem => {
      const detail = formatTag(tag)
      return {
        pointer: '/conditions/-',
        code: 'TAG_ADDED',
        severity: 'warning',
        detail,
        params: { tag: tag.code },
      }
    })
    return [...left, ...added]
  }
  const found = result.problems
    // Two items of one id, and a tag of an item that is none, are faults of the content, and are reported there.
    .filter(({ code, item }) => item === undefined || (code !== 'ITEM_REPEATED' && code !== 'UNREADABLE'))
    .map((problem) => placed(document, problem))
  return [...left, ...found]
}

function placed(document: Document, problem: ConditionsProblem): DraftProblem {
  const tag = codesIn(problem.tag).join(' ')
  return {
    pointer: problem.item === undefined ? pointerOfTag(document, problem) : pointerOfItem(document, problem),
    code: problem.code,
    severity: 'error',
    detail: problem.remedy,
    // Codes only: an argument can be free text.
    ...(tag === '' ? {} : { params: { tag } }),
  }
}

/** The last tag that is meant: of two that contradict each other, that which was written after. */
function pointerOfTag({ conditions }: Document, { tag }: ConditionsProblem): string {
  const exact = conditions.findLastIndex((text) => normal(text) === tag)
  const meant = codesIn(tag)
  const index = exact >= 0 ? exact : conditions.findLastIndex((text) => meant.includes(codeOf(text)))
  return index < 0 ? '/conditions' : `/conditions/${index}`
}

function pointerOfItem({ disclosure }: Document, { tag, item }: ConditionsProblem): string {
  const place = writtenItems(disclosure).find(({ itemId }) => itemId === item)
  if (place === undefined) return '/disclosure'
  const exact = place.tags.findIndex((text) => normal(text) === tag)
  const index = exact >= 0 ? exact : place.tags.findIndex((text) => codesIn(tag).includes(codeOf(text)))
  return `/disclosure${place.pointer}${index < 0 ? '' : `/tags/${index}`}`
}

function normal(text: string): string {
  const tag = parseTag(text)
  return tag === undefined ? text : formatTag(tag)
}

function codeOf(text: string): string {
  return parseTag(text)?.code ?? ''
}

/** The codes in what a problem names: one tag, several with blanks between, or a family. */
function codesIn(tag: string): readonly string[] {
  const codes = codeOf(tag) === '' ? (tag.match(/(?<=^|\s)[A-Z]{2,16}:[A-Z0-9-]+/g) ?? []) : [codeOf(tag)]
  return [...new Set(codes)]
}
