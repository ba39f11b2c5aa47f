import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startChild } from './child.ts'
import { timeDurable } from './disk.ts'
import { lacking, run } from './tools.ts'

const openpgpProgram = fileURLToPath(import.meta.resolve('./openpgp-process.ts'))

/** What an institution would seal a file with instead, for one recipient. */
export interface Rival {
  /** As it stands in the figure's name. */
  readonly name: string
  /** What it is. */
  readonly of: string
  /** Why it cannot be measured here; `undefined` when it can. */
  readonly lacks: string | undefined
  /** Milliseconds until what it makes of the file is durable; nothing of it stays. */
  readonly seal: (file: string) => Promise<number>
}

/** All of them, with keys of their own. */
export interface Rivals extends AsyncDisposable {
  readonly all: readonly Rival[]
}

/** @param folder - for keys and for what is made; nothing else is in it */
export async function createRivals(folder: string): Promise<Rivals> {
  await using making = new AsyncDisposableStack()
  const age = await ageRivals(folder)
  const gpg = making.use(await gpgRival(folder))
  const made = making.move()
  return {
    all: [...age, gpg.rival, openpgpRival(folder)],
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  }
}

async function ageRivals(folder: string): Promise<readonly Rival[]> {
  const [identity, sshKey, sealed] = [join(folder, 'age-key'), join(folder, 'ssh-key'), join(folder, 'age')]
  const lacksAge = lacking('age', 'age-keygen')
  const lacksEither = lacking('age', 'age-keygen', 'ssh-keygen')
  let recipient = ''
  if (lacksAge === undefined) {
    await run('age-keygen', ['-o', identity])
    recipient = (await run('age-keygen', ['-y', identity])).trim()
  }
  if (lacksEither === undefined)
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'sender', '-f', sshKey])
  const encrypt = (file: string) => run('age', ['-r', recipient, '-o', sealed, file])
  return [
    {
      name: 'age-sign',
      of: 'age, then ssh-keygen -Y sign',
      lacks: lacksEither,
      async seal(file) {
        const both = async () => {
          await encrypt(file)
          await run('ssh-keygen', ['-Y', 'sign', '-f', sshKey, '-n', 'file', sealed])
        }
        return timeDurable(both, sealed, `${sealed}.sig`)
      },
    },
    {
      name: 'age',
      of: 'age, which signs nothing',
      lacks: lacksAge,
      seal: (file) => timeDurable(() => encrypt(file), sealed),
    },
  ]
}

async function gpgRival(folder: string): Promise<AsyncDisposable & { readonly rival: Rival }> {
  const [home, sealed] = [join(folder, 'gnupg'), join(folder, 'gpg')]
  const lacks = lacking('gpg', 'gpgconf')
  const user = 'bench@bench.example'
  const gpg = (...args: readonly string[]) => run('gpg', ['--homedir', home, '--batch', '--quiet', ...args])
  if (lacks === undefined) {
    await mkdir(home, { mode: 0o700 })
    // Ed25519 and, for encryption, Curve25519; one key is both ends.
    await gpg('--passphrase', '', '--quick-generate-key', user, 'future-default', 'default', 'never')
  }
  const options = ['--trust-model', 'always', '--compress-algo', 'none', '-u', user, '-r', user]
  return {
    rival: {
      name: 'gpg',
      of: 'gpg, signed and not compressed',
      lacks,
      seal: (file) => timeDurable(() => gpg(...options, '--sign', '--encrypt', '-o', sealed, file), sealed),
    },
    async [Symbol.asyncDispose]() {
      // It would stay.
      if (lacks === undefined) await run('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'])
    },
  }
}

function openpgpRival(folder: string): Rival {
  const sealed = join(folder, 'openpgp')
  return {
    name: 'openpgp',
    of: 'openpgp (npm), signed and not compressed',
    lacks: undefined,
    async seal(file) {
      await using child = await startChild(openpgpProgram, [file, sealed])
      await rm(sealed)
      return z.object({ ms: z.number() }).parse(child.said).ms
    },
  }
}
