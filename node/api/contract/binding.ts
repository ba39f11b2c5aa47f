/** How little may bind before content leaves, as this institution sets it for itself. */
import { z } from 'zod'
import { leastBindings } from '../../../protocol/index.ts'
import { get, post } from './route.ts'
import { country, longId, passphrase, shortId } from './values.ts'

const least = z.literal(leastBindings)
/** Entries of one list. */
const mostEntries = 256
const few = (list: object) => Object.keys(list).length <= mostEntries

/** Of those that fit an addressee, and of what its network asks for, the one that asks for the most holds. */
const bindingProfile = z.strictObject({
  general: least.default('BY-LAW'),
  countries: z.record(country, least).refine(few, 'at most 256').default({}),
  institutions: z.record(shortId, least).refine(few, 'at most 256').default({}),
  networks: z.record(longId, least).refine(few, 'at most 256').default({}),
})

const held = z.object({
  ...bindingProfile.shape,
  /** What the networks of this node ask for, by their ids. */
  ofNetworks: z.array(z.object({ network: longId, name: z.string(), least })),
})

export const bindingRoutes = {
  binding: get('/v1/binding', {
    summary: 'How little may bind before content leaves: as we set it, and as our networks do.',
    response: held,
  }),
  bindingSet: post('/v1/binding', {
    summary: 'Sets anew how little may bind before content leaves this institution.',
    body: z.object({ profile: bindingProfile, identityPassphrase: passphrase }),
    response: held,
    errors: ['WRONG_PASSPHRASE'],
  }),
} as const
