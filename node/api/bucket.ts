/** Something that may happen so many times at once, and then so many times a second. */
export interface Bucket {
  /** @returns 0 when it may happen now (and takes one), else the seconds until it may */
  readonly take: () => number
  /** @returns what `take` would, and takes nothing */
  readonly look: () => number
}

/**
 * A token bucket on a clock that is handed in.
 *
 * @param now - milliseconds; a clock that is set back refills nothing
 */
export function createBucket(
  now: () => number,
  options: { readonly capacity: number; readonly perSecond: number },
): Bucket {
  let tokens = options.capacity
  let filledAt = now()

  const look = () => {
    const time = now()
    const gained = (Math.max(0, time - filledAt) / 1000) * options.perSecond
    tokens = Math.min(options.capacity, tokens + gained)
    filledAt = time
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / options.perSecond)
  }
  const take = () => {
    const wait = look()
    if (wait === 0) tokens -= 1
    return wait
  }
  return { take, look }
}
