import stringWidth from 'string-width'
import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import { fields } from '../table.ts'
import { typeTexts } from '../texts/choices.ts'
import { tlpTexts } from '../texts/policy.ts'
import { labelLines, tagLines } from './conditions.ts'
import { termsText } from './exchange.ts'
import { outline } from './outline.ts'
import { institutionName, moment, shortId } from './plain.ts'

/** Columns and lines of a page of plain text on A4 and on Letter, as printers have them. */
const width = 80
const pageLines = 60
/** Lines of tags on every page; where there are more, each page says that the first one has the rest. */
const mostTagLines = 16

/**
 * A text for the printer: pages with the marks and the conditions at the head of each, and at its foot who printed it,
 * when, and which copy it is. A form feed ends a page.
 */
export function paper(printed: Answer<'print'>): string {
  const lines = sheet(printed).split('\n').flatMap(wrapped)
  const head = headOf(printed)
  const room = pageLines - head.length - 4
  const pages = Array.from({ length: Math.max(1, Math.ceil(lines.length / room)) }, (_, page) =>
    lines.slice(page * room, (page + 1) * room),
  )
  return pages
    .map((page, at) => {
      const blank = Array.from({ length: room - page.length }, () => '')
      const foot = footOf(printed, at + 1, pages.length)
      return [...head, rule, ...page, ...blank, rule, ...foot].join('\n') + '\n'
    })
    .join('\f')
}

const rule = '-'.repeat(width)

/** What stands on the pages: what it is, the conditions with their meaning, then the text. */
function sheet(printed: Answer<'print'>): string {
  const what = fields([
    ['From', institutionName(printed.from)],
    ['What', typeTexts[printed.terms.type]],
    ['', termsText(printed.terms)],
    ['Placed', moment(printed.at)],
    ['Marked', labelLines(printed.conditions)],
    ['Exchange', printed.exchange],
    ['Message', printed.message],
    ['Conditions', printed.conditions.hash],
    ['Set aside', printed.setAside?.map((tag) => isolateLine(tag)).join('\n')],
  ])
  return [what, tagLines(printed.conditions.tags), outline(printed.body)].join('\n\n')
}

function headOf({ conditions, exchange, message }: Answer<'print'>): readonly string[] {
  const { tlp, handling } = conditions.labels
  const tags = wrapped(conditions.tags.map(({ text }) => isolateLine(text)).join('  '))
  const shown =
    tags.length <= mostTagLines
      ? tags
      : [...tags.slice(0, mostTagLines - 1), 'AND FURTHER CONDITIONS: all of them stand on the first pages.']
  return [
    ...wrapped(`${[tlp, ...handling].join('  ')}  (${tlpTexts[tlp]})`),
    `Exchange ${shortId(exchange)}  message ${shortId(message)}`,
    ...shown,
  ]
}

function footOf({ by, printedAt, copy }: Answer<'print'>, page: number, pages: number): readonly string[] {
  return [
    ...wrapped(`Copy ${copy}, printed by ${isolateLine(by.name)}, ${moment(printedAt)}`).slice(0, 1),
    `Page ${page} of ${pages}. To be kept and passed on only as its conditions say.`,
  ]
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A line in lines of the page's width, broken between words where it can be; a text set apart stays so in each. */
function wrapped(line: string): readonly string[] {
  if (stringWidth(line) <= width) return [line]
  const lines: string[] = []
  let [rest, isApart] = [line, false]
  while (stringWidth(rest) > width) {
    const fitting = fit(rest)
    const space = fitting.lastIndexOf(' ')
    const piece = fitting.slice(0, space > width / 2 ? space + 1 : fitting.length)
    const opens = isApart ? '\u2068' : ''
    for (const character of piece) {
      if (character === '\u2068') isApart = true
      if (character === '\u2069') isApart = false
    }
    lines.push(opens + piece.trimEnd() + (isApart ? '\u2069' : ''))
    rest = rest.slice(piece.length)
    if (isApart && stringWidth(rest) <= width) return [...lines, `\u2068${rest}`]
  }
  return rest === '' ? lines : [...lines, rest]
}

/** As much of a line as a page is wide. */
function fit(line: string): string {
  let [piece, used] = ['', 0]
  for (const { segment } of graphemes.segment(line)) {
    used += stringWidth(segment)
    if (used > width && piece !== '') break
    piece += segment
  }
  return piece
}
