// Runs the models of docs/protocol/formal with ProVerif: all, or those named like `release` or
// `release:by-law+receiver-node-stolen`. Ends with 1 where one differs from the README.
import { nameOf, runsOfReadme } from './models.ts'
import { absent, check, findProverif } from './proverif.ts'

const asked = process.argv.slice(2)
const known = runsOfReadme()
const runs = asked.length === 0 ? known : known.filter((run) => asked.includes(nameOf(run)))
const unknown = asked.filter((name) => !known.some((run) => nameOf(run) === name))
const proverif = findProverif()

if (unknown.length > 0) {
  console.error(`not in the tables of the README: ${unknown.join(', ')}`)
  process.exitCode = 2
} else if (proverif === undefined) {
  console.log(absent)
} else {
  for (const run of runs) {
    const began = performance.now()
    const results = await check(proverif, run)
    const isRight = results === run.results
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(
      `${isRight ? 'as written' : `DIFFERS from ${run.results}`}  ${results}  ${nameOf(run)}  ${seconds} s`,
    )
    if (!isRight) process.exitCode = 1
  }
}
