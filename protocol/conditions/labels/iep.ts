import type { Tag } from '../../codec/exchange.ts'
import { instantOf } from '../dates.ts'
import { familyPart, formatTag } from '../tag-text.ts'
import { labelsOf, type TlpLabel } from './labels.ts'

/** A policy of FIRST's Information Exchange Policy 2.0, in the words of its JSON. */
export interface IepPolicy {
  readonly iep_version: 2
  readonly encrypt_in_transit: 'must'
  readonly permitted_actions: IepAction
  readonly affected_party_notifications: 'must-not'
  readonly tlp: IepTlp
  readonly attribution: 'may' | 'must-not'
  readonly unmodified_resale: 'must-not'
  /** RFC 3339, UTC; `null`: without end. */
  readonly end_date: string | null
  /** What only words say; absent where nothing does. */
  readonly description?: string
}

/** From the narrowest to the widest. */
export const iepActions = [
  'none',
  'contact-for-instruction',
  'internally-visible-actions',
  'externally-visible-indirect-actions',
  'externally-visible-direct-actions',
] as const
export type IepAction = (typeof iepActions)[number]

/** From the widest to the narrowest; IEP 2.0 is older than TLP 2.0, and still writes `white`. */
export const iepTlps = ['white', 'green', 'amber', 'red'] as const
export type IepTlp = (typeof iepTlps)[number]

// Its "amber" is wider than AMBER+STRICT, which it does not know.
const tlpOf: Readonly<Record<TlpLabel, IepTlp>> = {
  'TLP:CLEAR': 'white',
  'TLP:GREEN': 'green',
  'TLP:AMBER': 'amber',
  'TLP:AMBER+STRICT': 'red',
  'TLP:RED': 'red',
}

const actionOf: Readonly<Record<string, IepAction>> = {
  'ACT:ASK-FIRST': 'contact-for-instruction',
  'ACT:PASSIVE': 'internally-visible-actions',
  'ACT:ACTIVE': 'externally-visible-direct-actions',
  'ACT:NO-TIPOFF': 'externally-visible-direct-actions',
  'ACT:NO-FREEZE-YET': 'externally-visible-indirect-actions',
}

/** The policy that says what these tags say, as far as one can; where it cannot, it says less. */
export function iepOf({ tags }: { readonly tags: readonly Tag[] }): IepPolicy {
  const words = tags.filter(({ code }) => code === 'OTHER').flatMap(({ args }) => args)
  return {
    iep_version: 2,
    encrypt_in_transit: 'must',
    permitted_actions: actionsOf(tags),
    affected_party_notifications: 'must-not',
    tlp: tlpOf[labelsOf({ tags }).tlp],
    attribution: tags.some(({ code }) => code === 'CONF:SOURCE') ? 'must-not' : 'may',
    unmodified_resale: 'must-not',
    end_date: endOf(tags),
    ...(words.length === 0 ? {} : { description: words.join('; ') }),
  }
}

function actionsOf(tags: readonly Tag[]): IepAction {
  const asked = tags.flatMap(({ code }): readonly IepAction[] => {
    if (familyPart(code) === 'ACT') return [actionOf[code] ?? 'none']
    // What cannot base a measure allows no direct act.
    return familyPart(code) === 'EV' && !['EV:OK', 'EV:COERCE-OK'].includes(code)
      ? ['externally-visible-indirect-actions']
      : []
  })
  return iepActions.find((action) => asked.includes(action)) ?? 'none'
}

/** The earliest date by which it is erased or looked at again. */
function endOf(tags: readonly Tag[]): string | null {
  const dates = tags.filter(({ code }) => familyPart(code) === 'RET').flatMap(({ args }) => args)
  const known = dates.filter((date) => instantOf(date) !== undefined)
  const [first] = known.sort((one, other) => (instantOf(one) ?? 0) - (instantOf(other) ?? 0))
  if (first === undefined) return null
  return first.includes('T') ? first.replace('Z', ':00Z') : `${first}T00:00:00Z`
}

/** The tag for a date of such a policy; `undefined` where it is none. */
export function deletionBy(date: string): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/u.exec(date)
  if (found === null) return undefined
  const [, day = '', time = ''] = found
  const argument = time === '00:00' ? day : `${day}T${time}Z`
  return instantOf(argument) === undefined ? undefined : formatTag({ code: 'RET:DELETE', args: [argument] })
}
