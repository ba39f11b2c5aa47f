/** What an officer means to do with a disclosure, and what follows from it: the same wherever it is asked or done. */
import { z } from 'zod'
import {
  exceptionsReaching,
  purposes,
  statutoryExceptions,
  useDutyCodes,
  type Operation,
} from '../../../protocol/index.ts'
import { country, idReference, institutionKind, time } from './values.ts'

/** What an officer means to do with all of something, asked about or done. */
export const usedFor = {
  purpose: z.literal(purposes).optional(),
  /** As an `offence=` argument has it: `UNCAC-17`. */
  offence: z.string().min(1).max(64).optional(),
  /** As a `case=` argument has it. */
  proceeding: z.string().min(1).max(256).optional(),
  /** To which institution of the directory. */
  recipient: idReference.optional(),
  /** To which kind of authority, of which State, or to which organisation, where it is in no directory. */
  recipientKind: institutionKind.optional(),
  recipientCountry: country.optional(),
  organisation: z.string().min(1).max(64).optional(),
  /** Which provision of the law is invoked, whatever the tags say. */
  exception: z.literal(statutoryExceptions).optional(),
} as const

/** The same with one item of a disclosure. */
export const intendedUse = {
  /** The whole where absent. */
  item: idReference.optional(),
  ...usedFor,
} as const

/** Which provision of the law is invoked, of those that reach an operation of these. */
export const exceptionFor = (operations: readonly Operation[]) =>
  z.literal(exceptionsReaching(operations)).optional()

/** Tags, or an exception of the law, in their text form, that want a human decision: the head of the desk makes it. */
export const decides = z.array(z.string().min(1).max(1200)).max(64).default([])

/** What has to be done besides, by when, and which tags it is about. */
export const useDuty = z.object({
  duty: z.literal(useDutyCodes),
  by: time.optional(),
  tags: z.array(z.string()).optional(),
})
