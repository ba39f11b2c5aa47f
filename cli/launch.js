// Starts a program under the Node this project needs: the caller's own if it is new enough, else the locked
// binary package of the checkout. Plain JavaScript, because it must run on the older Node of a Debian system.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The lowest Node (major, minor): older ones lack the raw key formats of node:crypto (crypto/native/keys.ts). */
export const neededNode = [24, 15]

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1])
}

function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(binary)) return binary
  } catch {
    // Not installed: fall through to the caller's own Node.
  }
  if (isNewEnough(process.versions.node)) return process.execPath
  process.stderr.write(
    `sponte needs Node ${neededNode.join('.')} or newer (this is ${process.versions.node}); ` +
      `run "npm ci" in the checkout, which brings one along for this platform where it can.\n`,
  )
  process.exit(78)
}

/**
 * Where V8 keeps what it has compiled, beside the packages of a checkout: a command then starts in a third of the time.
 * Whoever can write there can write the code itself.
 */
function compileCache() {
  const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules')
  return existsSync(packages) ? { NODE_COMPILE_CACHE: join(packages, '.cache', 'compile') } : {}
}

/** Runs `args` (a program and its arguments) under the right Node, and ends as it ends. */
export function launch(args) {
  const node = findNode()
  const child = spawn(node, ['--disable-proto=throw', '--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
    env: { ...compileCache(), ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal !== null) process.exit(signal === 'SIGINT' ? 130 : 143)
    process.exit(code ?? 70)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) launch(process.argv.slice(2))
