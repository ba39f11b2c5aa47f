import { fieldsOf, joined, overlong, varint, type Field } from '../support/protobuf-fields.ts'

type Rewrite = (bytes: Uint8Array) => Uint8Array
const onFields =
  (change: (fields: readonly Field[]) => readonly Field[]): Rewrite =>
  (bytes) =>
    joined(change(fieldsOf(bytes)))

/** An empty or zero field that should be left out; its number must lie between those that are there. */
export const withDefault = (number: number, wire: 0 | 2): Rewrite =>
  onFields((fields) => [
    ...fields.filter((field) => field.number < number),
    { number, key: varint(number * 8 + wire), length: wire === 2 ? [0] : [], value: wire === 0 ? [0] : [] },
    ...fields.filter((field) => field.number > number),
  ])

/** Leaves a field out, once or however often it stands there. */
export const without = (number: number): Rewrite =>
  onFields((fields) => fields.filter((field) => field.number !== number))

/** Every entry of a repeated field a second time. */
export const twice = (number: number): Rewrite =>
  onFields((fields) => fields.flatMap((field) => (field.number === number ? [field, field] : [field])))

/** The other encodings a lenient decoder would read as the same message. */
export const otherEncodings = {
  'overlong-varint': onFields((fields) =>
    fields.map((field, index) =>
      index > 0
        ? field
        : {
            ...field,
            ...(field.length.length > 0
              ? { length: overlong(field.length) }
              : { value: overlong(field.value) }),
          },
    ),
  ),
  'field-twice': onFields((fields) => [...fields.slice(0, 1), ...fields]),
  'unknown-field': onFields((fields) => [
    ...fields,
    { number: 100, key: varint(100 * 8), length: [], value: [1] },
  ]),
  reordered: onFields((fields) => [...fields.slice(1, 2), ...fields.slice(0, 1), ...fields.slice(2)]),
} satisfies Readonly<Record<string, Rewrite>>

/** Rewrites the message in a field, and the lengths around it. */
export const inField = (number: number, rewrite: Rewrite): Rewrite =>
  onFields((fields) =>
    fields.map((field) => {
      if (field.number !== number) return field
      const value = [...rewrite(Uint8Array.from(field.value))]
      return { ...field, length: varint(value.length), value }
    }),
  )
