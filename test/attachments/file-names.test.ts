import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeName, safeNames } from '../../protocol/index.ts'
import { fileName } from '../../protocol/messages/fields/text.ts'

describe('a name on the wire', () => {
  test.each(['report.pdf', 'Отчёт 2026.xlsx', 'تقرير.pdf', '..', 'con', 'x'.repeat(200), 'a b (1).tar.gz'])(
    '%j is taken as it is',
    (name) => {
      expect(fileName.safeParse(name).success).toBe(true)
    },
  )

  test.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['a path', 'a/b'],
    ['a path of Windows', 'a\\b'],
    ['a path upwards', '../x'],
    ['more than 200 characters', 'x'.repeat(201)],
    ['a control', 'a\u0000b'],
    ['two lines', 'a\nb'],
    ['an override', 'invoice\u202efdp.exe'],
    ['a character without a picture', 'a\u200bb'],
    ['a letter not composed', 'e\u0301.pdf'],
    ['half a character', 'a\ud800'],
  ])('%s is refused', (_, name) => {
    expect(fileName.safeParse(name).success).toBe(false)
  })
})

test.each([
  ['report.pdf', 'report.pdf'],
  ['Отчёт 2026.xlsx', 'Отчёт 2026.xlsx'],
  ['archive.tar.gz', 'archive.tar.gz'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['/etc/passwd', '_etc_passwd'],
  ['C:\\Windows\\win.ini', 'C__Windows_win.ini'],
  ['a:stream', 'a_stream'],
  ['what?*|<>".txt', 'what______.txt'],
  ['.ssh', 'ssh'],
  ['...', 'attachment'],
  ['', 'attachment'],
  ['.pdf', 'pdf'],
  ['name. . .', 'name'],
  ['name .pdf', 'name.pdf'],
  ['name.pdf ', 'name.pdf'],
  ['CON', '_CON'],
  ['con.txt', '_con.txt'],
  ['con.tar.gz', '_con.tar.gz'],
  ['con .txt', '_con.txt'],
  ['LPT1.pdf', '_LPT1.pdf'],
  ['com¹.pdf', '_com¹.pdf'],
  ['conin$', '_conin$'],
  ['console.log', 'console.log'],
  ['-rf', '_-rf'],
  ['~user', '_~user'],
  ['invoice\u202efdp.exe', 'invoice_fdp.exe'],
  ['a\u0000b', 'a_b'],
  ['a\u200bb', 'a_b'],
  ['e\u0301.pdf', 'é.pdf'],
  ['\ud800.pdf', '\ufffd.pdf'],
])('%j is saved as %j', (name, saved) => {
  expect(safeName(name)).toBe(saved)
})

test('a long name is cut, in whole characters, and keeps its extension', () => {
  const saved = safeName(`${'é'.repeat(200)}.pdf`)
  expect(saved).toBe(`${'é'.repeat(98)}.pdf`)
  expect(safeName('漢'.repeat(300))).toBe('漢'.repeat(66))
})

test('no two files get one name, in whatever case or spelling, nor one that is there', () => {
  expect(safeNames(['a.pdf', 'A.PDF', 'a.pdf', 'a (2).pdf'])).toEqual([
    'a.pdf',
    'A (2).PDF',
    'a (3).pdf',
    'a (2) (2).pdf',
  ])
  expect(safeNames(['a.pdf', '..', '...'], ['A.pdf', 'Attachment'])).toEqual([
    'a (2).pdf',
    'attachment (2)',
    'attachment (3)',
  ])
  expect(safeNames(['é', 'e\u0301'])).toEqual(['é', 'é (2)'])
})

test('whatever the name, what it is saved as is harmless, and stays what it is', () => {
  const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
  const piece = fc.constantFrom(
    '.',
    '/',
    '\\',
    ' ',
    'con',
    'nul',
    '-',
    '~',
    ':',
    '\u202e',
    '\u0000',
    'é',
    'x.pdf',
  )
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 220 }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(anything, (name) => {
      const saved = safeName(name)
      expect(saved).not.toMatch(/[<>:"/\\|?*\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      expect(saved).not.toMatch(/^[\s.~-]|[\s.]$/u)
      expect(saved).not.toMatch(device)
      expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(200)
      expect(saved.length).toBeGreaterThan(0)
      expect(saved.normalize('NFC')).toBe(saved)
      expect(safeName(saved)).toBe(saved)
    }),
    { numRuns: 150, seed: 56 },
  )
})
