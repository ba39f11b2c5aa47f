// What takes too long for every run of the tests: in slices that go on where the last one ended.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { osRandom, toHex } from '../../crypto/index.ts'
import { soakFaults } from './faults.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '8' },
    case: { type: 'string' },
    state: { type: 'string', default: join('.sponte', 'soak') },
  },
})
const [what, ...more] = positionals
const minutes = Number(values.minutes)
const only = values.case === undefined ? undefined : Number(values.case)
if (what !== 'faults' || more.length > 0 || !(minutes > 0) || Number.isNaN(only)) {
  console.error('usage: npm run soak -- faults [--seed TEXT] [--minutes N] [--case N] [--state FOLDER]')
  process.exit(64)
}
const seed = values.seed ?? toHex(osRandom(4))
const isWell = await soakFaults({ seed, minutes, only, folder: values.state, say: console.log })
process.exitCode = isWell ? 0 : 1
