import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { UseCases } from '../../node/api/contract.ts'
import { openDoor, type OpenDoor } from '../api/door.ts'
import { createFakeNode, officerPassphrase, type FakeNode } from '../api/fake-use-cases.ts'
import { sponte, type Ran, type Situation } from './terminal.ts'

/** A scripted node behind a real socket, and a command line in front of it. */
export interface Desk extends AsyncDisposable {
  readonly door: OpenDoor
  readonly asked: FakeNode['asked']
  readonly folder: string
  /** Runs a command with the officer's passphrase at hand. */
  readonly run: (args: string, situation?: Situation) => Promise<Ran>
  /** The same with the words as a shell would hand them over. */
  readonly runWords: (words: readonly string[], situation?: Situation) => Promise<Ran>
  /** Puts a file where `args` may name it as `@name`. */
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>
}

export async function openDesk(other: Partial<UseCases> = {}): Promise<Desk> {
  const node = createFakeNode(other)
  // A clock that stands still lets every wrong passphrase count against the one before; this one moves.
  let now = 0
  const door = await openDoor(node.useCases, () => (now += 60_000))
  const folder = await mkdtemp(join(tmpdir(), 'sponte-desk-'))
  const passphraseFile = join(folder, 'passphrase')
  await writeFile(passphraseFile, `${officerPassphrase}\n`, { mode: 0o600 })
  const dataDir = dirname(door.socketPath)
  const runWords: Desk['runWords'] = (words, situation = {}) => {
    const env = { SPONTE_PASSPHRASE_FILE: passphraseFile, ...situation.env }
    return sponte(['--data', dataDir, ...words], { ...situation, env })
  }
  return {
    door,
    asked: node.asked,
    folder,
    runWords,
    run: (args, situation) =>
      runWords(
        args.split(' ').map((word) => word.replace(/^@/, `${folder}/`)),
        situation,
      ),
    async file(name, content) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
