import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 weigh byte buffers together with the rest of the heap when it decides to collect.
 *
 * Otherwise it marks the whole heap for every 64 MiB of buffers that outlive its young generation, and a window of
 * envelopes makes so much in a hundred messages: a third of a delivery's processor time. A release of V8 that does
 * not know the flag ignores it.
 */
export function weighBuffersWithHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
}
