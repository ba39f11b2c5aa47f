import { describe, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import {
  attachedFiles,
  checkDisclosure,
  encodeBody,
  itemsOf,
  listedFields,
  parseBody,
  settledBy,
  viewOf,
  type Disclosure,
} from '../../protocol/index.ts'
import { twoDesks } from '../exchange/two-desks.ts'
import * as say from '../exchange/sayings.ts'
import { changed, story } from '../messages/drafts.ts'
import { sealFile, type SealedFile } from './support.ts'

const files = [sealFile(1000, 'one'), sealFile(300_000, 'two')] as const
const [one, two] = files
const attachments = files.map(({ attachment }) => attachment)
const entryOf = ({ attachment, secret }: SealedFile, name: string) => ({
  ...listedFields(attachment.attachmentId, secret),
  name,
  mediaType: 'application/pdf',
})
const entries = [entryOf(one, 'scan.pdf'), entryOf(two, 'ledger.pdf')] as const
const uncommitted: unknown = expect.objectContaining({ code: 'COMMITMENT_INVALID' })

function bodyWith(list: readonly unknown[] | undefined): Disclosure {
  const check = checkDisclosure(changed(story, { '/attachments': list }))
  if (!check.ok) throw new Error(JSON.stringify(check.problems))
  return check.disclosure
}

test('a body with attachments is written, read, and held against its statement', () => {
  const body = parseBody('DISCLOSURE', encodeBody(bodyWith(entries)))
  const attached = attachedFiles(attachments, body)
  expect(attached.map(({ listed }) => listed.name)).toEqual(['scan.pdf', 'ledger.pdf'])
  expect(attached.map(({ secret }) => secret)).toEqual(files.map(({ secret }) => secret))
  expect(attached[0]?.opener.open(0, one.ciphertext)).toEqual(one.file)
  expect(attachedFiles([], bodyWith(undefined))).toEqual([])
})

test.each<[string, readonly unknown[] | undefined]>([
  ['none', undefined],
  ['one less', [entries[0]]],
  ['another order', [entries[1], entries[0]]],
  ['one more', [...entries, entryOf(sealFile(5, 'three'), 'more.pdf')]],
  ['another key', [entries[0], { ...entries[1], key: entries[0].key }]],
  ['another salt', [entries[0], { ...entries[1], salt: entries[0].salt }]],
  ['another length', [{ ...entries[0], length: 70_000 }, entries[1]]],
])('a body that lists %s is refused', (_, list) => {
  expect(() => attachedFiles(attachments, bodyWith(list))).toThrow(uncommitted)
})

describe('an attachment is an item', () => {
  const flagged = bodyWith([entries[0], { ...entries[1], flags: ['witness'], secrecy: ['bank'] }])

  test('with tags of its own', () => {
    const tags = itemsOf(flagged).find(({ itemId }) => itemId === entries[1].id)?.tags
    expect(tags).toEqual(expect.arrayContaining(['DP:WITNESS', 'SEC:BANK']))
    expect(itemsOf(flagged).map(({ itemId }) => itemId)).toContain(entries[0].id)
  })

  test('that can be asked about, and whose id nothing else has', () => {
    const asking = (items: readonly string[]) =>
      checkDisclosure(
        changed(story, {
          '/attachments': entries,
          '/requests': [{ id: 'ab'.repeat(16), question: 'Is this the ledger?', items }],
        }),
      )
    expect(asking([entries[0].id]).ok).toBe(true)
    expect(asking(['cd'.repeat(16)]).ok).toBe(false)
    const twice = checkDisclosure(changed(story, { '/attachments': [entries[0], entries[0]] }))
    expect(twice.ok ? [] : twice.problems.map(({ code }) => code)).toEqual(['DUPLICATE'])
  })

  test.each([
    ['name', '../x', 'INVALID'],
    ['mediaType', 'Text/HTML; charset=x', 'INVALID'],
    ['key', 'ff', 'INVALID'],
    ['length', -1, 'OUT_OF_RANGE'],
  ])('whose %s cannot be %j', (field, value, code) => {
    const check = checkDisclosure(changed(story, { '/attachments': [{ ...entries[0], [field]: value }] }))
    expect(check.ok ? [] : check.problems).toEqual([
      expect.objectContaining({ code, pointer: `/attachments/0/${field}` }),
    ])
  })
})

test('both sides see what comes in parts, once it is disclosed', () => {
  const { originator, receiver } = twoDesks()
  const disclosed = originator.place(say.disclosure(), { statement: { attachments } })
  receiver.receive(disclosed)
  for (const desk of [originator, receiver]) {
    const seen = viewOf(desk.known).disclosure?.attachments ?? []
    expect(seen.map(({ attachmentId }) => toHex(attachmentId))).toEqual(entries.map(({ id }) => id))
    expect(seen).toEqual(attachments)
  }
})

test('STORED settles the statement, COMPLETE all that came along', () => {
  expect(settledBy('STORED', attachments)).toBe('statement')
  expect(settledBy('DUPLICATE', attachments)).toBe('statement')
  expect(settledBy('COMPLETE', attachments)).toBe('everything')
  expect(settledBy('STORED', [])).toBe('everything')
  for (const status of ['HELD', 'REJECTED'] as const) expect(settledBy(status, attachments)).toBe('nothing')
})
