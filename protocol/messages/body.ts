import { equalBytes, utf8 } from '../../crypto/index.ts'
import { ProtocolError } from '../errors.ts'
import { maxBodyBytes } from '../limits.ts'
import { bodyKinds, type Body, type BodyOf, type SpokenType } from './body-kind.ts'
import type { Problem } from './problem.ts'
import { shaped } from './shape.ts'

/**
 * Writes a body in its one encoding: JSON without spaces, fields in the order of their schema, UTF-8.
 *
 * @returns at most `maxBodyBytes`
 * @throws {@link ProtocolError} `TERMS_INVALID` when the body breaks its schema
 */
export function encodeBody(body: Body): Uint8Array {
  const kind = Object.values(bodyKinds).find(({ name }) => name === body.schema)
  const result = kind === undefined ? undefined : shaped<Body>(kind.schema, body)
  if (result?.ok !== true) throw new ProtocolError('TERMS_INVALID', `a body that breaks ${body.schema}`)
  return utf8(JSON.stringify(result.value))
}

/**
 * Reads the body of a received statement.
 *
 * Strict as the wire format is: what is not, byte for byte, what we would have written is refused, so that a key
 * that stands twice or a number written in another way cannot read differently elsewhere. Rules of the drafter's
 * desk are not asked again.
 *
 * @param type - of the statement that carries it
 * @throws {@link ProtocolError} `OVERSIZE`, `MALFORMED`, `NOT_CANONICAL`, or `UPGRADE_NEEDED` for a later schema
 */
export function parseBody<T extends SpokenType>(type: T, bytes: Uint8Array): BodyOf[T] {
  if (bytes.length > maxBodyBytes) throw new ProtocolError('OVERSIZE', `body: ${bytes.length} bytes`)
  const input = jsonOf(bytes)
  const { name, schema, structure } = bodyKinds[type]
  if (isOtherVersion(input, name))
    throw new ProtocolError('UPGRADE_NEEDED', `body: another version of ${name}`)

  const result = shaped(schema, input)
  if (!result.ok) throw malformed(name, result.problems)
  const problems = structure.flatMap((rule) => [...rule(input, {})])
  if (problems.length > 0) throw malformed(name, problems)
  if (!equalBytes(utf8(JSON.stringify(result.value)), bytes))
    throw new ProtocolError('NOT_CANONICAL', `${name}: not in its one encoding`)
  return result.value
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    throw new ProtocolError('MALFORMED', 'body: not JSON in UTF-8')
  }
}

function isOtherVersion(input: unknown, name: string): boolean {
  if (typeof input !== 'object' || input === null || !('schema' in input)) return false
  const { schema } = input
  const family = name.slice(0, name.lastIndexOf('/') + 1)
  return (
    typeof schema === 'string' &&
    schema !== name &&
    schema.startsWith(family) &&
    /\/[1-9]\d{0,3}$/.test(schema)
  )
}

// Pointers into what we know name fields; an unknown key is a stranger's text and stays out of an error that is logged.
function malformed(name: string, [problem]: readonly Problem[]): ProtocolError {
  const { code, pointer } = problem ?? { code: 'INVALID', pointer: '' }
  const place = code === 'UNKNOWN_FIELD' ? pointer.slice(0, pointer.lastIndexOf('/')) : pointer
  return new ProtocolError('MALFORMED', `${name}: ${code} at ${place === '' ? 'the top' : place}`)
}
