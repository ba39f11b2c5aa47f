import type { Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { fields } from '../table.ts'
import { ledgerFaultTexts } from '../texts/states.ts'
import { counted } from '../view/plain.ts'

/** `ledger verify`. */
export function addLedgerCommands(program: Command, within: Within): void {
  const ledger = program.command('ledger').description("the node's own record of everything it did")
  ledger
    .command('verify')
    .description('reads the whole ledger again and says whether it is unbroken')
    .action(
      within(async ({ ask, output }) => {
        const verified = await ask('ledgerVerify', {})
        output.result(verified, () => ledgerPage(verified))
        return verified.ok ? exits.ok : exits.badData
      }),
    )
}

function ledgerPage({ ok, entries, root, faults }: Answer<'ledgerVerify'>): string {
  const found = faults.map(
    ({ code, entry }) => ledgerFaultTexts[code] + (entry === undefined ? '' : ` (entry ${entry})`),
  )
  return fields([
    ['Ledger', ok ? 'unbroken' : 'BROKEN'],
    ['Entries', counted(entries, 'entry', 'entries')],
    ['Root', root],
    ['Faults', found.length === 0 ? undefined : found.join('\n')],
  ])
}
