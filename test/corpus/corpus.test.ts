import { describe, expect, test } from 'vitest'
import { directoryKinds } from '../../protocol/index.ts'
import { decodePart } from '../independent/attachment.ts'
import { decodeDirectory, decodeEnvelope } from '../independent/decoder.ts'
import { decodeDossier } from '../independent/dossier.ts'
import type { Check } from '../independent/checks.ts'
import {
  envelopeOf,
  envelopesBefore,
  readCases,
  readFixture,
  type ApplyCase,
  type DossierCase,
  type DirectoryCase,
  type EnvelopeCase,
  type PartCase,
} from './case.ts'
import { linesOfDefence } from './defence.ts'
import {
  answerToDossier,
  answerToEnvelope,
  answerToObject,
  answerToPart,
  codeOfVerdict,
  verdictsOn,
} from './product.ts'

const fixture = readFixture()
const cases = readCases()
const envelopes = cases.filter((one): one is EnvelopeCase => one.kind === 'envelope')
const objects = cases.filter((one): one is DirectoryCase => one.kind === 'directory')
const parts = cases.filter((one): one is PartCase => one.kind === 'part')
const dossiers = cases.filter((one): one is DossierCase => one.kind === 'dossier')
const chains = cases.filter((one): one is ApplyCase => one.kind === 'apply')

type Judged = EnvelopeCase | DirectoryCase | PartCase | DossierCase

const withObject = (object: (typeof fixture.objects)[number]) => ({
  ...fixture,
  objects: [...fixture.objects, object],
})

const answerTo = (one: Judged) => {
  if (one.kind === 'dossier') return answerToDossier(envelopeOf(one, cases))
  if (one.kind === 'part') return answerToPart(one, envelopeOf(one, cases))
  return one.kind === 'envelope'
    ? answerToEnvelope(fixture, envelopeOf(one, cases), envelopesBefore(one, cases))
    : answerToObject(fixture, one.objectKind, one.object)
}

const independentVerdict = (one: Judged, without: readonly Check[] = []) => {
  if (one.kind === 'dossier') return decodeDossier(envelopeOf(one, cases), new Set(without))
  if (one.kind === 'part') return decodePart(one, envelopeOf(one, cases), new Set(without))
  return one.kind === 'envelope'
    ? decodeEnvelope(fixture, envelopeOf(one, cases), new Set(without), envelopesBefore(one, cases))
    : decodeDirectory(withObject({ kind: one.objectKind, object: one.object }), new Set(without))
}

test('the corpus has at least a hundred and fifty cases, each with a name of its own, and a code where it is rejected', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  expect(cases.filter(({ expect, code }) => (expect === 'reject') !== (code !== undefined))).toEqual([])
})

describe('of every kind of object that is sealed or signed the corpus has at least twelve faults', () => {
  const isOf = (base: string) => (one: EnvelopeCase) => one.name === base || one.base === base
  const isReceipt = ({ name }: EnvelopeCase) => name.startsWith('receipt')
  const recoveries = ['lookback', 'recollection']
  const isStatement = (one: EnvelopeCase) => !isReceipt(one) && !recoveries.some((base) => isOf(base)(one))
  const sealed = {
    statement: envelopes.filter(isStatement),
    receipt: envelopes.filter(isReceipt),
    ...Object.fromEntries(recoveries.map((base) => [base, envelopes.filter(isOf(base))])),
    part: parts,
    dossier: dossiers,
  }
  test.each(Object.entries(sealed))(
    '%s: each kind of fault is found by a check of its own',
    (_kind, some) => {
      const found = new Set(some.flatMap(({ check }) => check ?? []))
      expect(found.size).toBeGreaterThanOrEqual(12)
      expect(some.some(({ expect }) => expect === 'accept')).toBe(true)
    },
  )
  test.each(Object.entries(directoryKinds))('%s', (_kind, number) => {
    const some = objects.filter(({ objectKind }) => objectKind === number)
    expect(some.filter(({ expect }) => expect === 'reject').length).toBeGreaterThanOrEqual(12)
    expect(new Set(some.flatMap(({ check }) => check ?? [])).size).toBeGreaterThanOrEqual(4)
  })
})

describe('the product gives each envelope, directory object and part its code', () => {
  test.each([...envelopes, ...objects, ...parts, ...dossiers])('$name: $expect $code', async (one) => {
    expect(await answerTo(one)).toBe(one.expect === 'ignore' ? 'ignored' : one.code)
  })
})

describe('the independent decoder says the same, for the reason that the case was made for', () => {
  test.each([...envelopes, ...objects, ...parts, ...dossiers])('$name: $expect $check', (one) => {
    const verdict = independentVerdict(one)
    expect(verdict.ok).toBe(one.expect === 'accept')
    expect(verdict.ok ? undefined : verdict.check).toBe(one.check)
  })
})

describe('without the check that catches it a case is taken, or caught by the lines of defence it names', () => {
  const caught = [...envelopes, ...objects, ...parts, ...dossiers].filter(({ check }) => check !== undefined)

  test('of more than fifty checks, one alone stands between a case and being taken', () => {
    const alone = caught.filter(
      ({ alsoCaughtBy, isUnreadable }) => alsoCaughtBy?.length === 0 && !isUnreadable,
    )
    expect(new Set(alone.map(({ check }) => check)).size).toBeGreaterThan(50)
  })
  test.each(caught)('$name without $check', (one) => {
    const { check, alsoCaughtBy, isUnreadable } = one
    const found = linesOfDefence(check, (without) => independentVerdict(one, [...without]))
    expect(found).toEqual({ check, alsoCaughtBy, ...(isUnreadable === undefined ? {} : { isUnreadable }) })
  })
})

describe('the exchange gives the last placement of each chain its verdict', () => {
  test.each(chains)('$name: $verdict $code', (one) => {
    const verdicts = verdictsOn(one)
    const last = verdicts.at(-1)
    // The second of a fork is taken in too, as evidence.
    const before = verdicts.slice(0, -1).filter(({ kind }) => kind !== 'accepted' && kind !== 'fork')
    expect(before).toEqual([])
    expect(last?.kind).toBe(one.verdict)
    expect(last && codeOfVerdict(last)).toBe(one.code)
    if (last?.kind === 'violation') expect(last.rule).toBe(one.row)
  })
})
