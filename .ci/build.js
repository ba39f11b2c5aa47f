// `npm run build`: dist/ as it would be published: compiled sources, the few files that are JavaScript already, a
// manifest of its own, and the pages that a package brings along. Ends with an error if what it built does not run.
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { neededNode } from '../cli/launch.js'

rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
const scripts = ['cli/launch.js', 'cli/sponte.js', 'protocol/wire/wire.js', 'protocol/wire/wire.d.ts']
for (const file of [...scripts, 'LICENSE', 'README.md', 'CHANGELOG.md']) cpSync(file, `dist/${file}`)

// The checkout's own manifest is private, and brings a Node, tools and scripts that a package has no use for.
const { name, version, description, license, type, bin, dependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
)
const engines = { node: `>=${neededNode.join('.')}` }
const manifest = { name, version, description, license, type, bin, engines, dependencies }
writeFileSync('dist/package.json', `${JSON.stringify(manifest, undefined, 2)}\n`)

const said = execFileSync(process.execPath, ['dist/cli/sponte.js', '--version'], { encoding: 'utf8' }).trim()
if (said !== version) throw new Error(`dist/cli/sponte.js says it is version "${said}", not ${version}`)
// The command loads the node when it starts one; a file that is missing from dist/ shows here.
await import('../dist/node/index.js')
