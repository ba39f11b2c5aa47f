/** The originator changes the Conditions: at once where they become stricter (Europol Regulation 19(2)). */
import { z } from 'zod'
import { retagModes } from '../../../protocol/index.ts'
import { items, sayingTags, tags, words } from './saying.ts'
import { nameIn } from './values.ts'

export const retagRoutes = {
  retag: sayingTags(
    'retags',
    'Changes the conditions: stricter ones are united with those that stand and count at once, others take their place.',
    z.object({
      ...words,
      mode: nameIn(retagModes).default('TIGHTEN'),
      items,
      /** To tighten: what is added. To loosen: all of them, as they are to be. */
      conditions: tags.min(1),
    }),
  ),
} as const
