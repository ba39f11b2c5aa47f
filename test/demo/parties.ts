// Who takes part in the story of the conditions, and what it is about.
import type { Desk } from './desks.ts'
import { inDays } from './desks.ts'
import type { Member } from './gathering.ts'
import type { Actor } from './stage.ts'

export const cast: readonly Member[] = [
  {
    name: 'Asset Recovery Office of Mendova',
    ...{ country: 'MT', kind: 'ARO', languages: ['en'] },
    officers: [
      ['r.silva', 'HEAD'],
      ['j.okoro', 'DELEGATED'],
    ],
  },
  {
    name: 'Anti-Corruption Commission of Al-Madar',
    ...{ country: 'LI', kind: 'ANTI_CORRUPTION', languages: ['ar', 'en'] },
    officers: [
      ['l.haddad', 'HEAD'],
      ['n.karimi', 'DELEGATED'],
    ],
  },
  {
    name: 'Financial Intelligence Unit of Sarvana',
    ...{ country: 'MC', kind: 'FIU', languages: ['fr', 'en'] },
    officers: [
      ['c.duval', 'HEAD'],
      ['m.ferro', 'DELEGATED'],
    ],
  },
]

export const offered = [
  ...['AUD:DESK', 'BIND:OFFER', 'URG:URGENT', 'EV:LEAD', 'ONW:CONSENT', 'ACT:PASSIVE', 'REL:ANY-SEALED'],
  ...['CONF:CONTENT', 'RET:REVIEW(1y)', 'PUR:CRIM-INV', 'PUR:TRACE', 'CLS:NONE'],
]
/** What the receiver can undertake: the courts and prosecutors of its own State may hear of it. */
export const countered = offered.map((tag) => (tag === 'AUD:DESK' ? 'AUD:DOM(court,prosecutor)' : tag))
export const trial = 'LI-2027-114'
/** What is added later: nothing that could be noticed outside of the desk, for a month. */
export const embargo = `CONF:UNTIL(${inDays(30).slice(0, 10)})`
/** The real estate of the disclosure. */
export const villa = '07e9433b1de391a59da7a3f39d4708d7'
/** Whom it is about first. */
export const suspect = '15d002029220b7d67a53b4bc994163e0'
/** The company that holds the villa. */
export const holder = '47ec2d4a5b36b0aeb8ba810eca591d9a'

/** Who takes part: an originator, a receiver, and whoever the receiver passes it on to. */
export interface Cast {
  readonly folder: string
  readonly mendova: Actor
  readonly almada: Actor
  readonly sarvana: Actor
  readonly almadaId: string
  readonly sarvanaId: string
  readonly silva: Desk
  readonly haddad: Desk
  readonly karimi: Desk
  readonly duval: Desk
  readonly disclosure: Readonly<Record<string, unknown>>
}
