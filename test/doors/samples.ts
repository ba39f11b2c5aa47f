// Something to ask of every route, made from the schema of the contract: so that a new route is asked too.
import { z } from 'zod'
import { bytes, type Route } from '../../node/api/contract/route.ts'

interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minimum?: number
  readonly pattern?: string
  readonly format?: string
  readonly default?: unknown
}

/** Values by the names of fields; whatever has no name here is made from its schema. */
export type Known = Readonly<Record<string, unknown>>

export interface Input {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/**
 * One input for a route as its schemas want it.
 *
 * @param isFull - with every optional field that is known by name too
 */
export function inputFor(route: Route, known: Known, isFull: boolean): Input {
  const make = (schema: z.ZodType) =>
    sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, known, isFull)
  const { params, query, body, takesBytes } = route
  return {
    params: make(params),
    query: make(query),
    body: takesBytes || (body as unknown) === bytes ? known['bytes'] : make(body),
  }
}

function sample(schema: Schema, known: Known, isFull: boolean, name = ''): unknown {
  const isFitting = schema.enum === undefined || schema.enum.includes(known[name])
  if (name in known && isFitting) return known[name]
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first !== undefined) return sample(first, known, isFull, name)
  switch (schema.type) {
    case 'object': {
      const isAsked = (field: string) => (schema.required ?? []).includes(field) || (isFull && field in known)
      const fields = Object.entries(schema.properties ?? {}).filter(([field]) => isAsked(field))
      return Object.fromEntries(fields.map(([field, inner]) => [field, sample(inner, known, isFull, field)]))
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, known, isFull))
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case undefined:
    default:
      return text(schema)
  }
}

function text({ format, pattern }: Schema): string {
  if (format === 'date-time') return '2027-01-05T07:15:00.000Z'
  if (format === 'base64') return 'd29yZHM='
  const digits = /\{(\d+)/.exec(pattern ?? '')?.[1]
  return pattern?.includes('0-9a-f') === true ? 'ab'.repeat(Number(digits ?? 64) / 2) : 'words'
}
