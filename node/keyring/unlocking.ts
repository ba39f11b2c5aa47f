// Passphrases are tried one at a time: each takes 64 MiB to 1 GiB and most of a second, and a queue of them is how
// somebody would bring the node to its knees.
import { KeyringError } from './keyring-error.ts'

/** Attempts that wait: more than the officers who would press a button in the same second. */
const mostWaiting = 16

/** Runs attempts one after another. @throws {@link KeyringError} `KEYRING_BUSY` */
export type OneAtATime = <T>(attempt: () => Promise<T>) => Promise<T>

export function createOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (attempt) => {
    if (waiting >= mostWaiting) {
      throw new KeyringError(
        'KEYRING_BUSY',
        'too many passphrases are being tried: try again in a few seconds',
      )
    }
    waiting += 1
    const mine = last.then(attempt).finally(() => (waiting -= 1))
    last = mine.catch(() => undefined)
    return mine
  }
}
