import { join } from 'node:path'
import { makeNetwork, withListeners, type Drafted, type MadeNetwork, type Reach } from './network.ts'

/**
 * One network, in as many reaches as are asked for, each made once.
 *
 * @param folder - is made
 */
export function networksIn(folder: string, drafted: Drafted): (reach: Reach) => Promise<MadeNetwork> {
  const make: Readonly<Record<Reach, () => Promise<MadeNetwork>>> = {
    relayed: () => makeNetwork(join(folder, 'relayed'), drafted),
    direct: async () => withListeners(await of('relayed'), join(folder, 'direct')),
  }
  const made = new Map<Reach, Promise<MadeNetwork>>()
  const of = (reach: Reach): Promise<MadeNetwork> => {
    const network = made.get(reach) ?? make[reach]()
    made.set(reach, network)
    return network
  }
  return of
}
