import {
  controlSocketPath,
  createClient,
  NodeNotRunningError,
  type Answer,
  type NodeClient,
  type Question,
  type RouteName,
} from '../node/api/client.ts'
import type * as node from '../node/index.ts'
import { CliError } from './cli-error.ts'
import { dataDirOf } from './data-dir.ts'
import { createOutput, type Output } from './output.ts'
import { findPassphrase } from './passphrase.ts'
import { askLine, canAsk } from './prompt.ts'
import type { Terminal } from './terminal.ts'

/** Options that every command has. */
export interface GlobalOptions {
  readonly data?: string
  readonly json?: boolean
  readonly quiet?: boolean
  /** False with `--no-input`. */
  readonly input: boolean
  readonly yes?: boolean
  readonly lang: string
  readonly as?: string
  readonly passphraseFile?: string
}

/** What a command has in its hands. */
export interface Session extends AsyncDisposable {
  readonly options: GlobalOptions
  readonly terminal: Terminal
  readonly output: Output
  /** Aborted by Ctrl-C and by the system. */
  readonly signal: AbortSignal
  readonly dataDir: string
  /** @throws {@link CliError} `PATH_TOO_LONG` */
  readonly socketPath: () => string
  /** The running node's answer. */
  readonly ask: <Name extends RouteName>(name: Name, question: Question<Name>) => Promise<Answer<Name>>
  /** Makes and runs nodes; loaded only by the two commands that need it: it brings the whole network along. */
  readonly node: () => Promise<typeof node>
  /**
   * Who signs (`--as`); to be asked before a person reads or writes anything.
   *
   * @throws {@link CliError} `OFFICER_NEEDED`
   */
  readonly officer: () => string
  /** The officer of `--as` with the passphrase. */
  readonly signer: () => Promise<{ readonly officer: string; readonly passphrase: string }>
  /** The passphrase of the institution's identity key. */
  readonly identityPassphrase: () => Promise<string>
  /** Asks where somebody can be asked; without a terminal, or with `--yes`, the command itself is the answer. */
  readonly confirm: (question: string) => Promise<void>
}

export interface SessionDeps {
  readonly terminal: Terminal
  readonly signal: AbortSignal
  readonly node: () => Promise<typeof node>
}

/** Opens nothing until it is asked: a command that fails on its arguments never touches the node. */
export function createSession(deps: SessionDeps, options: GlobalOptions): Session {
  const { terminal, signal } = deps
  const dataDir = dataDirOf(terminal, options.data)
  let client: NodeClient | undefined

  const socketPath = () => {
    const runtimeDir = terminal.env['XDG_RUNTIME_DIR']
    const path = controlSocketPath(dataDir, { platform: terminal.platform, runtimeDir })
    if (path === undefined) throw new CliError('PATH_TOO_LONG', dataDir)
    return path
  }

  const officerOf = () => {
    if (options.as === undefined) throw new CliError('OFFICER_NEEDED')
    return options.as
  }

  return {
    options,
    terminal,
    output: createOutput(terminal, options),
    signal,
    dataDir,
    socketPath,
    node: deps.node,
    async ask(name, question) {
      client ??= createClient({ socketPath: socketPath() })
      try {
        return await client.ask(name, question, { signal })
      } catch (error) {
        if (signal.aborted) throw new CliError('INTERRUPTED')
        if (error instanceof NodeNotRunningError) throw new CliError('NODE_NOT_RUNNING', dataDir)
        throw error
      }
    },
    officer: officerOf,
    async signer() {
      const officer = officerOf()
      const passphrase = await findPassphrase(terminal, {
        name: `Passphrase of ${officer}`,
        file: options.passphraseFile,
        credential: `passphrase.${officer}`,
        fresh: false,
        input: options.input,
      })
      return { officer, passphrase }
    },
    identityPassphrase: () =>
      findPassphrase(terminal, {
        name: "Passphrase of the institution's identity key",
        file: options.passphraseFile,
        credential: 'passphrase',
        fresh: false,
        input: options.input,
      }),
    async confirm(question) {
      if (options.yes === true || !canAsk(terminal, options)) return
      const answer = await askLine(terminal, `${question} [y/N] `)
      if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('NOT_CONFIRMED')
    },
    async [Symbol.asyncDispose]() {
      await client?.[Symbol.asyncDispose]()
    },
  }
}
