import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** One value of an example: what it is, its bytes in hexadecimal or in a file beside it, and what they decode to. */
const valueShape = z.object({
  name: z.string(),
  is: z.string(),
  /** The message of `wire.proto` that the bytes are; absent where they are none. */
  message: z.string().optional(),
  bytes: z.hex().optional(),
  file: z.string().optional(),
  decoded: z.unknown().optional(),
})

const exampleShape = z.object({
  page: z.string(),
  about: z.string(),
  values: z.array(valueShape),
  /** What follows from the values, in words of the page. */
  facts: z.record(z.string(), z.unknown()),
})

export type Example = z.infer<typeof exampleShape>
export const folder = new URL('../../docs/protocol/examples/', import.meta.url)

export function readExample(name: string): Example & { readonly bytesOf: (value: string) => Uint8Array } {
  const example = exampleShape.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')))
  return {
    ...example,
    bytesOf: (name) => {
      const value = example.values.find((one) => one.name === name)
      if (value === undefined) throw new Error(`the example has no ${name}`)
      if (value.file !== undefined) return new Uint8Array(readFileSync(new URL(value.file, folder)))
      return new Uint8Array(Buffer.from(value.bytes ?? '', 'hex'))
    },
  }
}

/** A decoded message as an example writes it: names as in `wire.proto`, bytes in hexadecimal, nothing for what is absent. */
export function written(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(written)
  if (typeof value !== 'object' || value === null) return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(
    entries
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [
        String(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        written(one),
      ]),
  )
}
