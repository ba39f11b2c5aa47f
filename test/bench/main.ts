import { parseArgs } from 'node:util'
import { benches } from './benches.ts'
import { tableOf, type Figure } from './figure.ts'
import { efforts } from './measure.ts'
import { installTools } from './tools.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    setup: { type: 'boolean', default: false },
  },
})
if (values.setup) {
  const fault = await installTools()
  if (fault !== undefined) console.error(fault)
  process.exit(fault === undefined ? 0 : 69)
}
const unknown = positionals.find((name) => !(name in benches))
if (unknown !== undefined) {
  console.error(`no benchmark is named ${unknown}: choose from ${Object.keys(benches).join(', ')}`)
  process.exit(64)
}
const effort = values.quick ? efforts.quick : efforts.full
const figures: Figure[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  if (!values.json) console.error(`${name} …`)
  for (const figure of await bench(effort)) {
    if (values.json) console.log(JSON.stringify(figure))
    figures.push(figure)
  }
}
if (!values.json) console.log(tableOf(figures))
