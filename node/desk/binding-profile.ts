// What this institution itself asks for before content leaves, whatever a draft says.
import { z } from 'zod'
import { utf8 } from '../../crypto/index.ts'
import {
  bindsLessThan,
  leastBindings,
  mostBinding,
  type BindingMode,
  type LeastBinding,
  type Member,
} from '../../protocol/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'
import type { DeskDeps } from './deps.ts'

const least = z.literal(leastBindings)
const byName = z.record(z.string(), least)

const profileShape = z.strictObject({
  /** Towards everybody. */
  general: least,
  /** By ISO 3166-1 alpha-2, by institution id, by network id. */
  countries: byName,
  institutions: byName,
  networks: byName,
})

/** The least binding modes of our own: of those that fit an addressee, the one that asks for the most holds. */
export type BindingProfile = z.output<typeof profileShape>

const profileAt = () => layout.meta.at(utf8('binding profile'))

export function writeBindingProfile(turn: FinishingTurn, profile: BindingProfile): void {
  turn.put(profileAt(), utf8(JSON.stringify(profile)))
}

/** An institution that has set nothing asks for nothing more than its networks do. */
export async function readBindingProfile(reader: Reader): Promise<BindingProfile> {
  const record = await reader.get(profileAt())
  return record === undefined
    ? { general: 'BY-LAW', countries: {}, institutions: {}, networks: {} }
    : profileShape.parse(JSON.parse(new TextDecoder().decode(record)))
}

/** What must bind at least before content goes to an institution: the most that its network or we ask for (rules C3). */
export function leastBindingFor(
  { keeper }: Pick<DeskDeps, 'keeper'>,
  { general, countries, institutions, networks }: BindingProfile,
  { networkId, institutionId, credential }: Member,
): LeastBinding {
  const ofNetwork = keeper.directory.networks.get(networkId)?.profile?.leastBinding
  const own = [general, countries[credential.tbs.country], institutions[institutionId], networks[networkId]]
  return mostBinding([ofNetwork, ...own].filter((mode) => mode !== undefined))
}

/** Of several addressees what asks for the most; nothing where a mode binds them all enough. */
export function askedBeyond(
  deps: Pick<DeskDeps, 'keeper'>,
  profile: BindingProfile,
  { mode, to }: { readonly mode: BindingMode; readonly to: readonly Member[] },
): LeastBinding | undefined {
  const most = mostBinding(to.map((member) => leastBindingFor(deps, profile, member)))
  return bindsLessThan(mode, most) ? most : undefined
}
