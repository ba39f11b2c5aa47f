/** What statements say to people: the body of each family, checked at the drafter's desk, written and read. */
export { encodeBody, parseBody } from './body.ts'
export type { Body, BodyOf } from './body-kind.ts'
export { checkBody, checkDisclosure, type BodyCheck, type DisclosureCheck } from './check.ts'
export type { Disclosure } from './disclosure/disclosure.ts'
export { itemsOf, type TaggedItem } from './items.ts'
export { maxProblems, problemCodes, type Problem, type ProblemCode, type ProblemParams } from './problem.ts'
export type { CheckOptions } from './rules/draft.ts'
