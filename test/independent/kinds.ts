// How docs/protocol/ writes a value in a table.
import type { Kind, Table } from './protobuf.ts'

export const between = (min: number, max: number): Kind => ({ kind: 'bytes', min, max, optional: false })
export const exactly = (length: number): Kind => between(length, length)
export const maybe = (length: number): Kind => ({ kind: 'bytes', min: length, max: length, optional: true })
export const uint = (min: number, max: number): Kind => ({ kind: 'uint', min, max })
export const flag = uint(0, 1)
export const text = (min: number, max: number): Kind => ({ kind: 'text', min, max })
export const list = (min: number, max: number, of: Kind): Kind => ({ kind: 'list', min, max, of })
export const one = (table: Table): Kind => ({ kind: 'message', table, optional: false })
export const oneOrNone = (table: Table): Kind => ({ kind: 'message', table, optional: true })
export const table = (bound: number, fields: Table['fields']): Table => ({ bound, fields })
