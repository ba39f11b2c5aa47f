import { Command, CommanderError } from 'commander'
import { CliError } from './cli-error.ts'
import type { Run, Within } from './command.ts'
import { addAnswerCommands } from './commands/answer.ts'
import { addBackupCommands } from './commands/backup.ts'
import { addBreachCommand } from './commands/breach.ts'
import { addClosingCommands } from './commands/closing.ts'
import { addConsentCommands } from './commands/consent.ts'
import { addDeadlinesCommand } from './commands/deadlines.ts'
import { addDirectoryCommands } from './commands/directory.ts'
import { addDraftCommands } from './commands/draft.ts'
import { addExceptionCommands } from './commands/exceptions.ts'
import { addExportCommand } from './commands/export.ts'
import { addFeedbackCommands } from './commands/feedback.ts'
import { addInboxCommands } from './commands/inbox.ts'
import { addInitCommand } from './commands/init.ts'
import { addLabelCommands } from './commands/labels.ts'
import { addLedgerCommands } from './commands/ledger.ts'
import { addMayCommand } from './commands/may.ts'
import { addNetworkCommands } from './commands/network.ts'
import { addNodeCommands } from './commands/node.ts'
import { addOfferCommands } from './commands/offer.ts'
import { addOfficerCommands } from './commands/officer.ts'
import { addOpenCommand } from './commands/open.ts'
import { addFreezeCommands } from './commands/freeze.ts'
import { addRecallCommands } from './commands/recall.ts'
import { addRedirectCommands } from './commands/redirect.ts'
import { addRequestCommands } from './commands/requests.ts'
import { addSettlementCommand } from './commands/settlement.ts'
import { addPrintCommand } from './commands/print.ts'
import { addSearchCommands } from './commands/search.ts'
import { addRecoverCommand } from './commands/recover.ts'
import { addRetentionCommands } from './commands/retention.ts'
import { addRetagCommand } from './commands/retag.ts'
import { addRunCommand } from './commands/run.ts'
import { addSendCommands } from './commands/send.ts'
import { addUndertakeCommands } from './commands/undertake.ts'
import { addUrgentCommand } from './commands/urgent.ts'
import { addBindingCommands } from './commands/binding.ts'
import { addUseCommands } from './commands/use.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { exits, type ExitCode } from './exit-codes.ts'
import { createOutput } from './output.ts'
import { createSession, type GlobalOptions, type SessionDeps } from './session.ts'
import { endingOf } from './view/problem.ts'

export interface ProgramDeps extends SessionDeps {
  readonly version: string
}

/**
 * Runs one command line to its end.
 *
 * Never throws and never exits: whatever happens becomes an exit code, with a sentence on stderr.
 *
 * @param args - without the names of the interpreter and of the program
 */
export async function runProgram(args: readonly string[], deps: ProgramDeps): Promise<ExitCode> {
  const said: string[] = []
  let exit: ExitCode = exits.ok
  const within: Within =
    <Args extends readonly unknown[]>(run: Run<Args>) =>
    async (...given: [...Args, Command]) => {
      // Commander hands over what the command declared, then the command itself.
      const command = given.at(-1) as Command
      const declared = given.slice(0, -1) as unknown as Args
      const options = command.optsWithGlobals<GlobalOptions>()
      if (options.lang !== 'en') throw new CliError('LANGUAGE_UNKNOWN', options.lang)
      await using session = createSession(deps, options)
      exit = (await run(session, ...declared)) ?? exits.ok
    }

  try {
    await createProgram(deps, within, said).parseAsync(args, { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exits.ok
    // A group without its verb: commander has shown the help on stderr.
    if (error instanceof CommanderError && error.code === 'commander.help') return exits.usage
    return sayEnd(error instanceof CommanderError ? usageError(said) : error, args, deps)
  }
}

function createProgram({ terminal, version }: ProgramDeps, within: Within, said: string[]): Command {
  const program = new Command('sponte')
    .description('Spontaneous, confidential and provable disclosure between institutions (UNCAC Article 56).')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Said once, with the exit code, as text or JSON: at the end.
      outputError: (text) => said.push(text),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    })
    .option('--data <dir>', "the node's data directory (also SPONTE_DATA)")
    .option('--json', 'results as JSON')
    .option('--quiet', 'results and errors only')
    .option('--no-input', 'never ask')
    .option('--yes', 'do not ask for confirmation')
    .option('--lang <tag>', 'language', 'en')
    .option('--as <officer>', 'the officer who signs, by name or id')
    .option('--passphrase-file <file>', 'the passphrase, - for stdin (also SPONTE_PASSPHRASE_FILE)')

  addInitCommand(program, within)
  addRunCommand(program, within)
  addRecoverCommand(program, within)
  addBackupCommands(program, within)
  addNodeCommands(program, within)
  addNetworkCommands(program, within)
  addDirectoryCommands(program, within)
  addOfficerCommands(program, within)
  addDraftCommands(program, within)
  addSendCommands(program, within)
  addUrgentCommand(program, within)
  addInboxCommands(program, within)
  addUndertakeCommands(program, within)
  addOfferCommands(program, within)
  addOpenCommand(program, within)
  addAnswerCommands(program, within)
  addFeedbackCommands(program, within)
  addConsentCommands(program, within)
  addExceptionCommands(program, within)
  addRetagCommand(program, within)
  addRecallCommands(program, within)
  addRequestCommands(program, within)
  addFreezeCommands(program, within)
  addSettlementCommand(program, within)
  addRedirectCommands(program, within)
  addBreachCommand(program, within)
  addRetentionCommands(program, within)
  addClosingCommands(program, within)
  addDeadlinesCommand(program, within)
  addMayCommand(program, within)
  addLabelCommands(program, within)
  addBindingCommands(program, within)
  addUseCommands(program, within)
  addSearchCommands(program, within)
  addLedgerCommands(program, within)
  addExportCommand(program, within)
  addPrintCommand(program, within)
  addVerifyCommand(program, within)
  return program
}

/** What commander found wrong; a value after `=` may be a secret that was put into the wrong place. */
function usageError(said: readonly string[]): CliError {
  const text = said
    .join('')
    .trim()
    .replace(/^error: /, '')
  return new CliError('USAGE', text.replaceAll(/(--[\w-]+)=[^'\s]*/g, '$1'))
}

function sayEnd(error: unknown, args: readonly string[], { terminal }: ProgramDeps): ExitCode {
  const ending = endingOf(error)
  // The options may not have been read: only what the words themselves say is certain.
  const output = createOutput(terminal, { json: args.includes('--json'), quiet: false })
  output.error(ending.json, ending.people)
  return ending.exit
}
