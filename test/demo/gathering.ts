import { join } from 'node:path'
import type { Actor, Stage } from './stage.ts'
import { say, until } from './telling.ts'

/** An institution that joins. */
export interface Member {
  readonly name: string
  readonly country: string
  readonly kind: string
  readonly languages: readonly string[]
  /** Name and power of each of its officers. */
  readonly officers: readonly (readonly [name: string, power: 'HEAD' | 'DELEGATED'])[]
}

/** A network in which all run and every member knows every other. */
export interface Gathered {
  readonly secretariat: Actor
  readonly relays: readonly Actor[]
  /** In the order they were named. */
  readonly members: readonly { readonly actor: Actor; readonly id: string }[]
  readonly all: readonly Actor[]
  /** Texts with which institutions and relays were admitted: countries, kinds and languages. */
  readonly admitted: readonly string[]
}

/**
 * A secretariat founds a network with two relays, admits the members, and each makes its officers.
 *
 * @param folder - in which the files lie that people hand each other
 */
export async function gather(stage: Stage, folder: string, cast: readonly Member[]): Promise<Gathered> {
  const admitted: string[] = []
  const actor = async (
    name: string,
    country: string,
    kind: string,
    role: string,
    languages: readonly string[],
  ) => {
    admitted.push(country, kind, ...languages)
    const profile = ['--name', name, '--country', country, '--kind', kind, '--role', role]
    const one = await stage.actor(name, [...profile, '--languages', ...languages])
    await one.start('--listen', '/ip4/127.0.0.1/tcp/0')
    return one
  }
  const [[secretariat, ...relays], actors] = await Promise.all([
    Promise.all([
      actor('Harbour Network Secretariat', 'CH', 'OTHER', 'secretariat', ['en']),
      actor('Relay Lighthouse', 'CH', 'OTHER', 'relay', ['en']),
      actor('Relay Breakwater', 'CH', 'OTHER', 'relay', ['en']),
    ]),
    Promise.all(
      cast.map(({ name, country, kind, languages }) => actor(name, country, kind, 'member', languages)),
    ),
  ])
  const network = await secretariat.ask<{ id: string }>(['network', 'found', '--name', 'Harbour Network'])
  const applicants = await Promise.all(
    [...relays, ...actors].map(async (one) => {
      const file = (what: string) => join(folder, `${one.name} ${what}`)
      const apply = ['network', 'apply', '--out', file('application')]
      const { fingerprint } = await one.ask<{ fingerprint: string }>(apply)
      return { one, file, fingerprint }
    }),
  )
  const admit = async ({ one, file, fingerprint }: (typeof applicants)[number]) => {
    const [application, membership] = [file('application'), file('membership')]
    const read = ['--fingerprint', fingerprint]
    await secretariat.call(['network', 'admit', application, ...read, '--out', membership])
    say(`${one.name} is admitted, by the 60 digits it read out on the telephone`)
    await one.call(['network', 'join', membership, '--network', network.id])
  }
  // The relays first: a member chooses its own among those that there are.
  await Promise.all(applicants.slice(0, relays.length).map(admit))
  await Promise.all(applicants.slice(relays.length).map(admit))
  await Promise.all(
    cast.flatMap(({ officers }, index) =>
      officers.map(async ([name, power]) => {
        const secret = await stage.officerPassphrase(name)
        return actors[index]?.call([
          'officer',
          'add',
          name,
          '--power',
          power,
          '--new-passphrase-file',
          secret,
        ])
      }),
    ),
  )
  say('Two officers at each institution; their keys open under their own passphrases only')
  const members = await Promise.all(
    actors.map(async (one) => ({ actor: one, id: (await one.ask<{ id: string }>(['id'])).id })),
  )
  return { secretariat, relays, members, all: [secretariat, ...relays, ...actors], admitted }
}

/** Waits until one knows the others and has what it takes to write to them. */
export async function knows(one: Actor, others: readonly string[]): Promise<void> {
  await until(`${one.name} knows the others and their prekeys`, async () => {
    await one.call(['directory', 'update'])
    const { items } = await one.ask<{ items: { id: string; prekeys: string }[] }>(['directory', 'list'])
    return others.every((other) => items.some(({ id, prekeys }) => id === other && prekeys === 'fresh'))
  })
}
