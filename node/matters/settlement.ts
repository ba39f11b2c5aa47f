import { settlementStages } from '../../protocol/index.ts'
import { filled } from './filled.ts'
import { idOf, type Meanings } from './meanings.ts'

/** What is said of settlements, from the first talks on. */
export const settlementMeanings: Meanings<'settlement'> = {
  settlement: (asked, { matter, isOpenTo, words }) => {
    const { stage, isNew, date, mayAsk, link } = asked
    const goesOn = !isNew && (asked.matter !== undefined || isOpenTo('SETTLEMENT_INFO'))
    return {
      type: 'SETTLEMENT_INFO',
      terms: {
        matter: goesOn ? idOf(matter('SETTLEMENT_INFO', asked.matter)) : undefined,
        stage: settlementStages[stage],
      },
      body: words('sponte/settlement/1', asked, {
        parties: filled(asked.parties),
        officials: filled(asked.officials),
        amounts: filled(asked.amounts),
        ...{ date, mayAsk, link },
      }),
    }
  },
}
