import { NodeError } from '../node-error.ts'

/**
 * A time that an officer named as the end of something.
 *
 * @param time - ISO 8601; absent, `otherwise` milliseconds from now
 * @param pointer - where it stands in the request
 * @returns UTC milliseconds
 * @throws NodeError `REQUEST_INVALID` where it has passed: what ends before it begins was a slip of the pen
 */
export function comingTime(
  time: string | undefined,
  pointer: string,
  { nowMs, otherwise }: { readonly nowMs: number; readonly otherwise: number },
): number {
  const timeMs = time === undefined ? nowMs + otherwise : Date.parse(time)
  if (timeMs > nowMs) return timeMs
  throw new NodeError('REQUEST_INVALID', 'the time has passed', { errors: [{ pointer, code: 'TOO_SMALL' }] })
}
