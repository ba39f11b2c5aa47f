import { Option, type Command } from 'commander'
import { retentionDecisions, retentionReasons } from '../../protocol/index.ts'
import { codeOption, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import { addSaying, itemsOption, type WithItems } from './saying.ts'

interface ReviewOptions extends WithItems {
  readonly decision: keyof typeof retentionDecisions
  readonly until?: string
  readonly reason?: keyof typeof retentionReasons
}

/** `retention review | certificate`. */
export function addRetentionCommands(program: Command, within: Within): void {
  const retention = program
    .command('retention')
    .description('whether what was received is still needed; what nobody decides to keep is erased')

  addSaying(retention.command('review'), within, {
    route: 'retentionReview',
    about: 'keeps or holds it for a reason and until a day, or erases it here, now and for good',
    options: [
      codeOption(
        '--decision <code>',
        'what is decided',
        Object.keys(retentionDecisions),
      ).makeOptionMandatory(),
      new Option('--until <time>', 'of what is kept or held: the day of the next review').argParser(moment),
      codeOption('--reason <code>', 'of what is kept or held', Object.keys(retentionReasons)),
      itemsOption(),
    ],
    words: 'why',
    confirm: 'Decide so? What is erased does not come back.',
    fields: ({ decision, until, reason, item }: ReviewOptions) => ({
      ...{ decision, until, reason, items: item?.slice() },
    }),
  })

  addSaying(retention.command('certificate'), within, {
    route: 'retentionCertificate',
    about: 'certifies what was erased here, by the commitments of its texts',
    options: [],
    words: 'a note to it',
    fields: () => ({}),
  })
}
