/** What the verbs have in common by which an officer says something in an exchange. */
import { z } from 'zod'
import { placed } from './exchange.ts'
import { params, signingErrors } from './receiving.ts'
import { post } from './route.ts'
import { freeText, idReference, language, signer } from './values.ts'

export const shortText = z.string().min(1).max(200)

/** What people read beside the terms; in the institution's first language where none is named. */
export const words = { as: signer, language: language.optional(), text: freeText.optional() }

/** Which matter it goes on in, by the beginning of its id; the only one that fits where absent. */
export const inMatter = { matter: idReference.optional() }

/** Items of the disclosure, by the beginning of their ids; none stands for the whole. */
export const items = z.array(idReference).max(256).default([])

/** `2026`, `2026-11` or `2026-11-21`. */
export const partialDate = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)

/** A decimal number of the currency's main unit, as a string: money is never a floating point number. */
export const amount = {
  amount: z.string().regex(/^\d{1,18}(\.\d{1,18})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
}

/** Whom a colleague can call: a phone or an e-mail address. */
export const contact = z.object({
  name: shortText,
  unit: shortText.optional(),
  phone: shortText.optional(),
  email: shortText.optional(),
  /** The institution's first language where none is named. */
  languages: z.array(language).max(16).default([]),
  hours: shortText.optional(),
})

/** A list of tags in their text form. */
export const tags = z.array(z.string().min(1).max(1200)).max(64)

/** One route for each verb: all sign one message and give back where it stands. */
export function saying<Body extends z.ZodType>(verb: string, summary: string, body: Body) {
  return post(`/v1/exchanges/:exchange/${verb}`, {
    summary,
    params,
    body,
    status: 201,
    response: placed,
    errors: signingErrors,
  })
}

/** As {@link saying}, of what can carry tags or Conditions of its own. */
export function sayingTags<Body extends z.ZodType>(verb: string, summary: string, body: Body) {
  const route = saying(verb, summary, body)
  return { ...route, errors: [...route.errors, 'CONDITIONS_INVALID' as const] }
}
