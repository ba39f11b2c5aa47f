import { expect, test } from 'vitest'
import { needlesIn } from './needles.ts'

const needle = (text: string, encoding: 'utf8' | 'utf16le' = 'utf8') => ({
  text,
  bytes: Buffer.from(text, encoding),
})
const needles = [needle('harbour'), needle('harbour', 'utf16le'), needle('harvest'), needle('lantern')]

test('a text is found at the beginning, in the middle and at the end, in either encoding', () => {
  expect([...needlesIn(Buffer.from('harbour, and a lantern'), needles)]).toEqual(['harbour', 'lantern'])
  expect([...needlesIn(Buffer.from('an harharvest!'), needles)]).toEqual(['harvest'])
  expect([...needlesIn(Buffer.from('x harbour', 'utf16le'), needles)]).toEqual(['harbour'])
})

test('what is cut off at either end is not there, and nothing is in nothing', () => {
  for (const content of ['arbour lanter', 'harbou', 'h', '']) {
    expect([...needlesIn(Buffer.from(content), needles)]).toEqual([])
  }
})
