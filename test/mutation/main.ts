// `npm run mutation -- conditions|exchange`: how many small changes of the sources the tests notice.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rooms } from './room.ts'
import { runMutation } from './run.ts'
import { countOf, scoreOf, scoreOfAll, type Count, type Score } from './score.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: 'orchard' },
    share: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '8' },
    patience: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    survivors: { type: 'boolean', default: false },
    state: { type: 'string', default: join('.sponte', 'mutation') },
  },
})
const [name = '', ...more] = positionals
const [share, minutes, patienceS] = [values.share, values.minutes, values.patience].map(Number) as [
  number,
  number,
  number,
]
const room = rooms[name]
if (
  room === undefined ||
  more.length > 0 ||
  !(share > 0 && share <= 1) ||
  !(minutes > 0) ||
  !(patienceS > 0)
) {
  console.error(
    `usage: npm run mutation -- conditions | exchange [--share 0.25] [--seed TEXT] [--minutes N] [--only PART-OF-PATH]
                          [--survivors] [--patience SECONDS] [--state FOLDER]`,
  )
  process.exit(64)
}
const { seed, only } = values
const folder = join(values.state, name)
const { fates, sizes } = await runMutation(room(), {
  seed,
  share,
  minutes,
  folder,
  patienceS,
  only,
  say: console.log,
})

const percent = (part: number) => `${(part * 100).toFixed(1)} %`
const row = (title: string, { killed, survived, unreached, unloaded, endless, open }: Count, of: Score) => {
  const cells = [killed, survived, unreached, unloaded, endless, open].map((cell) => String(cell).padStart(9))
  const interval = `${percent(of.low)} – ${percent(of.high)}`
  console.log(`${title.padEnd(45)}${percent(of.score).padStart(8)} ${cells.join(' ')}  ${interval}`)
}
console.log(
  `\n${''.padEnd(45)}   score    killed  survived unreached  unloaded   endless      open  95 % interval`,
)
const byFile = [...Map.groupBy(fates, ([mutant]) => mutant.file)].map(([file, ofFile]) => ({
  file,
  count: countOf(ofFile.map(([, fate]) => fate)),
  size: sizes.get(file) ?? 0,
}))
for (const { file, count } of byFile) row(file, count, scoreOf(count))
row('all, each file by its size', countOf(fates.values()), scoreOfAll(byFile))

if (values.survivors)
  for (const [{ file, line, column, kind, original, replacement }, fate] of fates)
    if (fate !== 'killed' && fate !== 'open')
      console.log(`\n${fate} ${kind} ${file}:${line}:${column}\n- ${original}\n+ ${replacement}`)
if ([...fates.values()].includes('open')) console.log('\nthere is more; the same command goes on')
