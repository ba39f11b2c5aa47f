// One node as a process of its own: the receiver, or the relay, of a benchmark.
import { startNode } from '../../node/node.ts'
import { floorCost } from '../store/support.ts'
import { serveParent } from './child.ts'

const [dataDir = '', passphrase = '', listen = ''] = process.argv.slice(2)
await using _node = await startNode({
  ...{ dataDir, passphrase, listen: [listen] },
  cost: floorCost,
  log: () => undefined,
})
await serveParent({})
