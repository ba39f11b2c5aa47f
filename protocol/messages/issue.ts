import { pointerOf, problemCodes, type Problem, type ProblemCode, type ProblemParams } from './problem.ts'
import type { z } from './schema.ts'

// What it is called when one of these is not there at all.
const missingCodes: Readonly<Record<string, ProblemCode>> = {
  evaluation: 'EVALUATION_MISSING',
  source: 'EVALUATION_MISSING',
  information: 'EVALUATION_MISSING',
  findings: 'FINDING_MISSING',
  assistsProceedings: 'FINDING_MISSING',
  mayLeadToRequest: 'FINDING_MISSING',
  noPrejudice: 'FINDING_MISSING',
  humanRights: 'DECLARATION_MISSING',
  declared: 'DECLARATION_MISSING',
}

/** Says what Zod found in our codes: one problem a fault, an unknown field each for itself. */
export function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const { path } = issue
  const problem = (code: ProblemCode, params: ProblemParams = {}): Problem[] => [
    { code, pointer: pointerOf(path), params },
  ]
  const missingOr = (value: unknown, params: ProblemParams) =>
    isAbsent(value) ? problem(missingCode(path)) : problem('INVALID', params)

  switch (issue.code) {
    case 'custom':
      return problem(...customOf(issue.params))
    case 'invalid_type':
      return missingOr(issue.input, { expected: issue.expected })
    case 'invalid_value':
      return missingOr(issue.input, { allowed: issue.values.map(String) })
    case 'invalid_union':
      return missingOr(discriminatorOf(issue), allowedOf(issue))
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'UNKNOWN_FIELD',
        pointer: pointerOf([...path, key]),
        params: {},
      }))
    case 'too_big':
      return issue.origin === 'array'
        ? problem('TOO_MANY', { max: Number(issue.maximum), count: lengthOf(issue.input) })
        : problem('OUT_OF_RANGE', { max: Number(issue.maximum) })
    case 'too_small':
      return issue.origin === 'array'
        ? problem('REQUIRED')
        : problem('OUT_OF_RANGE', { min: Number(issue.minimum) })
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return problem('INVALID', { expected: issue.code })
  }
}

// A form sends an empty box as `null` or as empty text: for a person that is a field not filled in.
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function missingCode(path: readonly PropertyKey[]): ProblemCode {
  const key = path.at(-1)
  return (typeof key === 'string' && Object.hasOwn(missingCodes, key) && missingCodes[key]) || 'REQUIRED'
}

function customOf(params: Readonly<Record<string, unknown>> | undefined): [ProblemCode, ProblemParams] {
  const code = problemCodes.find((known) => known === params?.['code'])
  // Only `faults` pushes custom issues, so the parameters are ours.
  return [code ?? 'INVALID', (params?.['params'] ?? {}) as ProblemParams]
}

function discriminatorOf(issue: z.core.$ZodIssueInvalidUnion): unknown {
  const { input } = issue
  if (typeof input !== 'object' || input === null || issue.discriminator === undefined) return input
  return Object.hasOwn(input, issue.discriminator) ? Reflect.get(input, issue.discriminator) : undefined
}

function allowedOf(issue: z.core.$ZodIssueInvalidUnion): ProblemParams {
  return 'options' in issue && Array.isArray(issue.options) ? { allowed: issue.options.map(String) } : {}
}

function lengthOf(input: unknown): number {
  return Array.isArray(input) ? input.length : 0
}
