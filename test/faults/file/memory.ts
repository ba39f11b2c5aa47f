import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { places, type Place } from '../network.ts'
import type { World } from '../world.ts'

const lookMs = 200

/** The most memory that any process of a place had, in bytes; empty where the system does not tell. */
export type Peaks = Readonly<Partial<Record<Place, number>>>

/** A look at memory that goes on until it is disposed. */
export interface MemoryWatch extends AsyncDisposable {
  readonly peaks: Peaks
}

/** Looks at the processes of a world again and again: what is killed tells no more. */
export function watchMemory(world: World): MemoryWatch {
  const stop = new AbortController()
  const peaks: Partial<Record<Place, number>> = {}
  const look = async (): Promise<void> => {
    for (const place of places) {
      const pid = world.pidOf(place)
      const status = await readFile(`/proc/${pid ?? 'none'}/status`, 'utf8').catch(() => '')
      const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]
      if (kibibytes !== undefined) peaks[place] = Math.max(peaks[place] ?? 0, 1024 * Number(kibibytes))
    }
  }
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await look()
      await setTimeout(lookMs)
    }
  })()
  return {
    peaks,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await watching
    },
  }
}
