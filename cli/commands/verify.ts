import { InvalidArgumentError, Option, type Command } from 'commander'
import { maxDossierBytes, verifyDossier } from '../../protocol/index.ts'
import { many } from '../arguments.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { readInput } from '../files.ts'
import { verdictJson } from '../view/dossier-json.ts'
import { verdictPage } from '../view/dossier.ts'
import { compared, comparedJson, comparedPage } from '../view/dossiers.ts'

/** `verify`: offline, without a node and without keys. */
export function addVerifyCommand(program: Command, within: Within): void {
  program
    .command('verify')
    .argument('<file>', 'a dossier, - for stdin')
    .argument('[other]', 'another dossier of the same exchange, to be compared with it')
    .description('verifies an exported exchange, without a node and without keys')
    .addOption(
      new Option(
        '--trust <fingerprint>',
        '60 digits that you know by another channel: of the network, or of an institution (may be repeated)',
      ).argParser(many(fingerprint)),
    )
    .action(
      within(
        async (
          { terminal, output },
          file: string,
          other: string | undefined,
          { trust = [] }: { readonly trust?: readonly string[] },
        ) => {
          const verify = async (path: string) =>
            verifyDossier(new Uint8Array(await readInput(terminal, path, maxDossierBytes)), trust)
          const verdict = await verify(file)
          if (other === undefined) {
            output.result(verdictJson(verdict), () => verdictPage(verdict))
            return verdict.result === 'VERIFIED' ? exits.ok : exits.badData
          }
          const both = compared(verdict, await verify(other))
          output.result(comparedJson(both), () => comparedPage(both))
          return both.isWell ? exits.ok : exits.badData
        },
      ),
    )
}

function fingerprint(text: string): string {
  if (!/^(\d\s*){60}$/.test(text)) throw new InvalidArgumentError('A fingerprint is 60 digits.')
  return text
}
