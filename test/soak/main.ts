// What takes too long for every run of the tests: in slices that go on where the last one ended.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { osRandom, toHex } from '../../crypto/index.ts'
import { soakFaults } from './faults.ts'
import { soakFiles } from './files.ts'
import { soakRelease } from './release.ts'
import type { Slice } from './slices.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '8' },
    case: { type: 'string' },
    from: { type: 'string' },
    kills: { type: 'string' },
    mib: { type: 'string', default: '1024' },
    state: { type: 'string', default: join('.sponte', 'soak') },
  },
})
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const [name, ...more] = positionals
const [minutes, kills, mebibytes] = [Number(values.minutes), numberOf(values.kills), Number(values.mib)]
const [only, from] = [numberOf(values.case), numberOf(values.from)]
const soaks: Readonly<Record<string, (slice: Slice) => Promise<boolean>>> = {
  faults: soakFaults,
  release: (slice) => soakRelease({ ...slice, kills: kills ?? 100 }),
  files: (slice) => soakFiles({ ...slice, kills: kills ?? 12, mebibytes }),
}
const soak = soaks[name ?? '']
const isCase = (value: number | undefined) => value === undefined || (Number.isInteger(value) && value >= 0)
if (
  soak === undefined ||
  more.length > 0 ||
  !(minutes > 0) ||
  !(kills === undefined || kills > 0) ||
  !(mebibytes > 0) ||
  !isCase(only) ||
  !isCase(from)
) {
  console.error(
    `usage: npm run soak -- ${Object.keys(soaks).join(' | ')} [--seed TEXT] [--minutes N] [--from N] [--case N]
                      [--kills N] [--mib N] [--state FOLDER]`,
  )
  process.exit(64)
}
const seed = values.seed ?? toHex(osRandom(4))
process.exitCode = (await soak({ seed, minutes, only, from, folder: values.state, say: console.log })) ? 0 : 1
