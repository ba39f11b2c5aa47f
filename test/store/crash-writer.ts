// A process that commits until it is killed at a fault point: crash.test.ts starts it and reads what it acknowledged.
// Arguments: data directory, fault point, at which of its hits to die.
import { writeSync } from 'node:fs'
import { utf8 } from '../../crypto/index.ts'
import { openKeyring } from '../../node/keyring/keyring.ts'
import type { FaultPoint } from '../../node/store/fault-points.ts'
import { layout } from '../../node/store/layout.ts'
import { floorCost, openTestStore, passphrase, seededRandom, startMs } from './support.ts'

/** Commits made when nothing kills the writer. */
const commits = 12
/** More than the anchor waits, so that it is due at every commit. */
const stepMs = 11_000

const [path = '', killAt = '', nth = '1'] = process.argv.slice(2)
let hits = 0
let anchorKept = Promise.withResolvers<undefined>()

function hook(point: FaultPoint): void {
  if (point === killAt && ++hits === Number(nth)) process.kill(process.pid, 'SIGKILL')
  if (point === 'anchor-kept') anchorKept.resolve(undefined)
}

let timeMs = startMs
const random = seededRandom('writer')
const keyring = await openKeyring({ random, hook }, { path, passphrase, cost: floorCost })
await using store = await openTestStore({ path, keyring, random, hook, clock: () => (timeMs += stepMs) })

for (let i = 0; i < commits; i += 2) {
  anchorKept = Promise.withResolvers()
  const names = await Promise.all(
    [i, i + 1].map(async (n) => {
      const { value } = await store.commit((turn) => {
        const caseId = turn.newCase()
        turn.put(layout.bodies.at(caseId, utf8('body')), utf8(`body ${n}`))
        turn.put(layout.exchangeIndex.at(utf8(`${n}`)), caseId)
        const leaf = turn.leaf('placement', utf8(`placement ${n}`))
        return {
          kind: 'prepared',
          facts: [{ fact: { type: 'placed' }, caseId }],
          finish: (finishing, signed) => {
            finishing.put(layout.receipts.at(caseId, utf8('receipt')), signed(leaf).batchAt.key)
            return n
          },
        }
      })
      return value
    }),
  )
  // Past the buffers of this process, so that what the test reads was acknowledged.
  for (const name of names) writeSync(1, `${name}\n`)
  await keyring.newPrekeys([{ kind: 'one-time', startsAtMs: timeMs }])
  // It is written beside the turns; waiting makes the number of hits the same in every run.
  await anchorKept.promise
}
