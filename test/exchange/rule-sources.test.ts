import { expect, test } from 'vitest'
import { receiveRules } from '../../protocol/index.ts'

const rules = Object.values(receiveRules).flatMap((ofOne: readonly { id: string; source: string }[]) => ofOne)

test.each(rules)('$id says in words what it asks, and names where it is from', ({ source }) => {
  expect(source).toMatch(/^\S.{15,}\((?:rules [A-E]\d|§\d|[A-Z]).*\)$/)
})
