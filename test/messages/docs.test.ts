import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bodyKinds } from '../../protocol/messages/body-kind.ts'
import { z } from '../../protocol/messages/schema.ts'
import { problemCodes, type SpokenType } from '../../protocol/index.ts'

const page = readFileSync(new URL('../../docs/protocol/4-messages.md', import.meta.url), 'utf8')

interface Row {
  readonly field: string
  readonly isOptional: boolean
  /** Words of a choice, where the field is one. */
  readonly choices: readonly string[]
  /** `0..256` of a list. */
  readonly count: string | undefined
}

/** JSON Schema as far as it says what a table says. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly oneOf?: readonly Shape[]
}

const shapeOf = (type: SpokenType) => z.toJSONSchema(bodyKinds[type].schema) as Shape
const itemRows = rowsOf('item')

/** The table under a heading such as `#### \`person\``. */
function rowsOf(heading: string): readonly Row[] {
  const [, section = ''] = page.split(`\n#### \`${heading}\`\n`)
  const [own = ''] = section.split(/\n##/)
  return [...own.matchAll(/^\| (opt|) *\| `(\w+)` *\|(.*)\|[^|]*\|$/gm)].map(
    ([, opt, field = '', value = '']) => ({
      field,
      isOptional: opt === 'opt',
      choices: value.includes('](#')
        ? []
        : [...value.matchAll(/`([^`]+)`/g)].map(([, choice = '']) => choice),
      count: /^ (\d+\.\.\d+) × /.exec(value)?.[1],
    }),
  )
}

function written(shape: Shape | undefined): readonly Row[] {
  return Object.entries(shape?.properties ?? {}).map(([field, value]) => {
    const inner = value.items ?? value
    const choices = inner.enum ?? (inner.const === undefined ? [] : [inner.const])
    const isList = value.items !== undefined
    return {
      field,
      isOptional: shape?.required?.includes(field) !== true,
      choices: choices.filter((choice) => typeof choice === 'string'),
      count: isList ? `${value.minItems ?? 0}..${value.maxItems ?? ''}` : undefined,
    }
  })
}

const below = (shape: Shape | undefined, ...path: readonly string[]): Shape | undefined =>
  path.reduce<Shape | undefined>((at, field) => {
    const next = at?.properties?.[field]
    return next?.items ?? next
  }, shape)

const disclosure = shapeOf('DISCLOSURE')
const [person, entity] = below(disclosure, 'subjects')?.oneOf ?? []
const assets = below(disclosure, 'assets')?.oneOf ?? []
const links = below(disclosure, 'links')?.oneOf ?? []
const [realEstate] = assets.filter((asset) => asset.properties?.['schema']?.const === 'RealEstate')
const [wallet] = assets.filter((asset) => asset.properties?.['schema']?.const === 'CryptoWallet')
const payment = below(disclosure, 'transactions')
const event = below(disclosure, 'events')

test.each([
  ['disclosure', disclosure],
  ['legal', below(disclosure, 'legal')],
  ['basis', below(disclosure, 'legal', 'basis')],
  ['findings', below(disclosure, 'legal', 'findings')],
  ['humanRights', below(disclosure, 'legal', 'humanRights')],
  ['summary', below(disclosure, 'summary')],
  ['analysis', below(disclosure, 'summary', 'analysis')],
  ['evaluation', below(person, 'evaluation')],
  ['name', below(person, 'names')],
  ['transliteration', below(person, 'names', 'transliterations')],
  ['identification', below(person, 'identification')],
  ['position', below(person, 'positions')],
  ['address', below(realEstate, 'address')],
  ['measure', below(realEstate, 'measure')],
  ['valuation', below(realEstate, 'value')],
  ['dissipation', below(realEstate, 'dissipation')],
  ['holding', below(wallet, 'holdings')],
  ['attachment', below(disclosure, 'attachments')],
  ['request', below(disclosure, 'requests')],
  ['deadline', below(disclosure, 'requests', 'deadline')],
  ['contact', below(disclosure, 'contact')],
  ['acknowledgement', shapeOf('ACK')],
  ['refusal', shapeOf('REFUSE')],
  ['question', shapeOf('QUESTION')],
  ['answer', shapeOf('ANSWER')],
  ['feedback', shapeOf('FEEDBACK')],
  ['outcome', below(shapeOf('FEEDBACK'), 'amounts')],
  ['note', shapeOf('CONDITIONS_READ')],
  ['notice', shapeOf('PRIOR_NOTICE')],
  ['volume', below(shapeOf('PRIOR_NOTICE'), 'volume')],
  ['status', shapeOf('STATUS')],
  ['consent-request', shapeOf('CONSENT_ASK')],
  ['consent', shapeOf('GRANT')],
  ['use', shapeOf('USED')],
  ['passed-on', shapeOf('PASSED_ON')],
  ['exception', shapeOf('EXCULP_NOTICE')],
  ['correction', shapeOf('CORRECT')],
  ['recall-result', shapeOf('RECALL_RESULT')],
  ['usedIn', below(shapeOf('RECALL_RESULT'), 'usedIn')],
  ['passedTo', below(shapeOf('RECALL_RESULT'), 'passedTo')],
  ['redirection', shapeOf('REDIRECT')],
  ['supplement', shapeOf('SUPPLEMENT')],
  ['freeze', shapeOf('FREEZE_INFO')],
  ['frozen', below(shapeOf('FREEZE_INFO'), 'amounts')],
  ['settlement', shapeOf('SETTLEMENT_INFO')],
  ['official', below(shapeOf('SETTLEMENT_INFO'), 'officials')],
  ['sum', below(shapeOf('SETTLEMENT_INFO'), 'amounts')],
  ['assistance', shapeOf('REQUEST')],
  ['part', below(shapeOf('REQUEST'), 'parts')],
  ['comment', shapeOf('COMMENT')],
  ['formalised', shapeOf('FORMALISED')],
  ['breach', shapeOf('BREACH_NOTICE')],
  ['urgent', shapeOf('URGENT_NOTICE')],
])('the table of %s has the fields of the code, in their order', (heading, shape) => {
  expect(rowsOf(heading)).not.toEqual([])
  expect(rowsOf(heading)).toEqual(written(shape))
})

test('an offence has the fields of the code', () => {
  expect(rowsOf('offence').map(({ field }) => field)).toEqual(
    written(below(disclosure, 'legal', 'offences')).map(({ field }) => field),
  )
})

test.each([
  ['person', person],
  ['entity', entity],
  ['payment', payment],
  ['event', event],
])('%s has a schema, the fields of an item, and those of its table', (heading, shape) => {
  const [schema, ...fields] = written(shape)
  expect(schema?.field).toBe('schema')
  expect(fields).toEqual([...itemRows, ...rowsOf(heading)])
})

test.each(assets.map((asset) => [String(asset.properties?.['schema']?.const), asset] as const))(
  '%s has the fields of an item, of an asset, and those of its table',
  (heading, shape) => {
    expect(rowsOf(heading)).not.toEqual([])
    expect(written(shape).slice(1)).toEqual([...itemRows, ...rowsOf('asset'), ...rowsOf(heading)])
  },
)

test.each(links.map((link) => [String(link.properties?.['schema']?.const), link] as const))(
  'the link %s has the fields of an item, of a link, and those of its line',
  (schema, shape) => {
    const [, line = ''] = new RegExp(`^\\| \`${schema}\` *\\|(.*)\\|$`, 'm').exec(page) ?? []
    const ends = [...line.matchAll(/`(\w+)` (?:id|percentage|line|\()/g)].map(([, field]) => field)
    expect(ends.length).toBeGreaterThan(1)
    const common = [...itemRows, ...rowsOf('link')].map(({ field }) => field)
    expect(
      written(shape)
        .slice(1)
        .map(({ field }) => field),
    ).toEqual([...common, ...ends])
  },
)

test('every family stands on the page with its schema', () => {
  for (const type of Object.keys(bodyKinds) as SpokenType[])
    expect(page).toMatch(new RegExp(`\\| \`${type}\` *\\| \`${bodyKinds[type].name}\` *\\|`))
})

test('every problem code stands on the page', () => {
  expect(problemCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})
