import { expect, test } from 'vitest'
import { ageOf, hundreds, tens } from './age.ts'

test('who is far below forty is young, and who is far above is old', () => {
  expect([ageOf(20), ageOf(60)]).toEqual(['young', 'old'])
})

test('hundreds and tens are counted', () => {
  expect([hundreds(3), tens(3)]).toEqual([300, 30])
})
