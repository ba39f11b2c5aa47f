import { readFileSync } from 'node:fs'

/** A field as wire.proto declares it. */
interface DeclaredField {
  readonly number: string
  readonly name: string
  readonly type: string
  readonly isList: boolean
}

/** A message as wire.proto declares it. */
interface DeclaredMessage {
  readonly name: string
  /** The page of docs/protocol that the section around it names. */
  readonly page: string
  readonly fields: readonly DeclaredField[]
  /** Lines between its braces that are not empty and no comment: as many as it has fields, if all are plain. */
  readonly lines: number
}

const proto = readFileSync('protocol/wire/wire.proto', 'utf8')

/** Every message of wire.proto, read by its layout and not by the compiler that made the codec. */
export const messages: readonly DeclaredMessage[] = [...proto.matchAll(/^message (\w+) \{\n([^}]*)\}/gm)].map(
  ({ 1: name = '', 2: body = '', index }) => ({
    name,
    page: [...proto.slice(0, index).matchAll(/docs\/protocol\/[\w-]+\.md/g)].at(-1)?.[0] ?? '',
    fields: [...body.matchAll(/^ {2}(repeated )?(\w+) (\w+) = (\d+);/gm)].map(
      ([, repeated, type = '', field = '', number = '']) => ({
        ...{ number, name: field, type },
        isList: repeated !== undefined,
      }),
    ),
    lines: body.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length,
  }),
)
