import { startProcess, type NodeProcess } from './process.ts'

/** Processes that have loaded the program already, so that starting a node again takes no time of the case. */
export function createYard(compiled: string) {
  let spare: NodeProcess | undefined
  return {
    take: (): NodeProcess => {
      const taken = spare ?? startProcess(compiled)
      spare = startProcess(compiled)
      return taken
    },
    [Symbol.asyncDispose]: async () => spare?.[Symbol.asyncDispose](),
  }
}

export type Yard = ReturnType<typeof createYard>
