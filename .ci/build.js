// `npm run build`: dist/ as it would be published: compiled sources, and the few files that are JavaScript already.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
for (const file of ['cli/launch.js', 'cli/sponte.js', 'protocol/wire/wire.js', 'package.json']) {
  cpSync(file, `dist/${file}`)
}
