// The programs an institution would use instead. They are Debian's, and come only with the set-up step: a test or a run
// of the bench installs nothing.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** Programs by the Debian package that has them. */
const packageOf = {
  age: 'age',
  'age-keygen': 'age',
  gpg: 'gnupg',
  gpgconf: 'gnupg',
  'ssh-keygen': 'openssh-client',
} as const
export type Tool = keyof typeof packageOf

/** @returns why a figure that needs them must be skipped; `undefined` when all are there */
export function lacking(...tools: readonly Tool[]): string | undefined {
  const absent = tools.filter((tool) => !isInstalled(tool))
  return absent.length === 0 ? undefined : `${absent.join(', ')} is not installed: npm run bench -- --setup`
}

function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Installs what is absent with Debian's package manager. @returns why it cannot; `undefined` when all is there */
export async function installTools(): Promise<string | undefined> {
  const absent = (Object.keys(packageOf) as Tool[]).filter((tool) => !isInstalled(tool))
  if (absent.length === 0) return undefined
  const packages = [...new Set(absent.map((tool) => packageOf[tool]))]
  if (!isInstalled('apt-get')) return `install ${packages.join(', ')}: this system has no apt-get`
  if (process.getuid?.() !== 0) return `install ${packages.join(', ')} as root: apt-get install asks for it`
  await shown('apt-get', ['update'])
  await shown('apt-get', ['install', '--yes', '--no-install-recommends', ...packages])
  return undefined
}

async function shown(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, [...args], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
}

/** Runs a program to its end. @returns what it printed @throws where it fails, with what it said */
export async function run(program: Tool, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, [...args])).stdout
}
