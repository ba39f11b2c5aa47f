import * as z from 'zod'

// Zod would compile its parsers with `new Function`; a node that reads strangers' bytes evaluates nothing.
z.config({ jitless: true })

export { z }

type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

/** What a schema gives: read-only at every depth. */
export type Read<S extends z.ZodType> = Frozen<z.output<S>>

/** An object that may have exactly these fields; absent ones are left out, never `null`. */
export const record = z.strictObject

/** A field that may be left out. */
export const optional = z.exactOptional

/** At most `max` values in a row. A longer list is not looked into: that is the bound on what checking costs. */
export function list<S extends z.ZodType>(kind: S, max: number, min = 0): z.ZodArray<S> {
  return z.array(kind).min(min).max(max)
}
