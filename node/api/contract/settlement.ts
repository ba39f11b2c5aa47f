/** Settlements are told while they are negotiated and when they are concluded (draft guidelines on UNCAC 56, 5(2)). */
import { z } from 'zod'
import { settlementStages } from '../../../protocol/index.ts'
import { amount, inMatter, partialDate, saying, shortText, words } from './saying.ts'
import { country, freeText, nameIn } from './values.ts'

export const settlementRoutes = {
  settlement: saying(
    'settlements',
    'Tells of a settlement, or of a later stage of one that was told.',
    z.object({
      ...words,
      ...inMatter,
      stage: nameIn(settlementStages),
      /** Of another settlement than those that were told. */
      isNew: z.boolean().default(false),
      parties: z.array(shortText).max(32).default([]),
      officials: z
        .array(z.object({ name: shortText, country }))
        .max(32)
        .default([]),
      amounts: z.array(z.object(amount)).max(32).default([]),
      date: partialDate.optional(),
      /** What may be asked of us. */
      mayAsk: freeText.optional(),
      link: z.string().min(1).max(500).optional(),
    }),
  ),
} as const
