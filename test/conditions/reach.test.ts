import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  decide,
  exceptionRows,
  familyNames,
  familyRow,
  type InForce,
  type Operation,
  operations,
  statutoryExceptions,
  useDutyCodes,
} from '../../protocol/index.ts'
import { deskOfficer, received, request, rulesOf, today } from './facts.ts'

const operation = z.enum(operations)
const { duties, exceptions } = z
  .strictObject({
    about: z.string(),
    duties: z.record(z.string(), z.partialRecord(operation, z.enum(useDutyCodes))),
    exceptions: z.record(z.enum(statutoryExceptions), z.array(operation)),
  })
  .parse(JSON.parse(readFileSync(new URL('reach.json', import.meta.url), 'utf8')))

const item = '0'.repeat(32)
const codes = familyNames.flatMap((family) => Object.keys(familyRow(family).tags))
const args: Readonly<Record<string, string>> = {
  'RET:DELETE': '(2027-01-01)',
  'RET:REVIEW': '(2027-01-01)',
  'CONF:UNTIL': '(2020-01-01)',
}

function ruled(code: string): InForce {
  return rulesOf(`${code}${args[code] ?? ''}`)
}

/** The duty that comes with an operation under these rules alone, beside what an unmet `NA` leaves. */
function dutyOf(inForce: InForce, asked: Operation): string | undefined {
  const facts = received({ items: new Map([[item, inForce]]) })
  return decide(facts, request(asked, { item }), today)
    .duties.map(({ code }) => code)
    .find((code) => code !== 'NOTIFY_AFTER' && code !== 'REPORT_EXCEPTION')
}

describe('duties', () => {
  test.each(codes)('of %s are as the reference table has them', (code) => {
    const expected = operations.map((asked) => duties[code]?.[asked])
    expect(operations.map((asked) => dutyOf(ruled(code), asked))).toEqual(expected)
  })
  test('cannot change in any cell without this table noticing', () => {
    const unnoticed = codes.flatMap((code) =>
      operations.flatMap((asked) => {
        const [rule] = ruled(code).rules
        if (rule === undefined) throw new Error(code)
        const changes = [undefined, ...useDutyCodes].filter((duty) => duty !== rule.duties[asked])
        return changes
          .filter((duty) => duty !== 'NOTIFY_AFTER' && duty !== 'REPORT_EXCEPTION')
          .filter((duty) => {
            const bent = { ...rule, duties: { ...rule.duties, [asked]: duty } }
            return dutyOf({ rules: [bent] }, asked) === duties[code]?.[asked]
          })
          .map((duty) => `${code} ${asked} ${duty ?? 'none'}`)
      }),
    )
    expect(unnoticed).toEqual([])
  })
})

describe('the exceptions of the law', () => {
  test('reach what the reference table says', () => {
    const rows = statutoryExceptions.map((code) => [code, exceptionRows[code].operations])
    expect(Object.fromEntries(rows)).toEqual(exceptions)
  })
  test.each(statutoryExceptions)(
    '%s sets aside what is asked of those operations, and of no other',
    (code) => {
      // Nothing but the exception can let any of these through.
      const blocked = received({
        items: new Map([[item, rulesOf('NEW:TAG')]]),
        recalled: [{ items: [], mode: 'DELETE' }],
        exceptions: [{ code, items: [], state: 'CONSULTED', plannedMs: today, consultByMs: undefined }],
      })
      const reached = operations.filter((asked) => {
        const invoking = request(asked, { item, exception: code, actor: { ...deskOfficer, roles: [] } })
        return decide(blocked, invoking, today).effect === 'allow'
      })
      expect(reached.sort()).toEqual([...exceptions[code]].sort())
    },
  )
})
