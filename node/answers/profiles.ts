import { toHex } from '../../crypto/index.ts'
import type { KnownNetwork, NetworkTimers } from '../../protocol/index.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { defaultHours, setProfile, type ProfileSet } from '../networks/profile.ts'
import { NodeError } from '../node-error.ts'
import type { AnswerDeps } from './deps.ts'
import { timeOf } from './shapes.ts'

type Document = Asked<'networkProfileSet'>['body']['profile']
type ByUrgency = Answer<'networkProfile'>['hours']['acknowledge']
type SomeHours = NonNullable<NonNullable<Document['hours']>['acknowledge']>

/** What a secretariat sets for its network, and what holds in one. */
export function answerProfiles({
  network,
}: Pick<AnswerDeps, 'network'>): Pick<UseCases, 'networkProfile' | 'networkProfileSet'> {
  const { networks } = network.keeper.directory
  return {
    networkProfile: ({ query }) => {
      const all = [...networks.values()]
      const [first] = all
      if (first === undefined) throw new NodeError('NOT_MEMBER', 'this node is in no network yet')
      if (query.network === undefined && all.length > 1)
        throw new NodeError('AMBIGUOUS_ID', 'this node is in several networks: name one')
      const one = query.network === undefined ? first : oneByPrefix(all, ({ id }) => id, query.network)
      return Promise.resolve(profileShape(one))
    },

    networkProfileSet: async ({ body }) => {
      const id = await setProfile(network, profileOf(body.profile), body.identityPassphrase)
      const set = networks.get(toHex(id))
      if (set === undefined) throw new Error('profiles: a network was set and is not known')
      return profileShape(set)
    },
  }
}

/** A document as a person writes it, where everything may be left out. */
export function profileOf({ leastBinding, hours = {} }: Document): ProfileSet {
  const { acknowledge, answer, consent, ...plain } = hours
  const byUrgency = (name: 'acknowledge' | 'answer' | 'consent', set: SomeHours = {}) => ({
    immediate: set.IMMEDIATE ?? defaultHours[name].immediate,
    urgent: set.URGENT ?? defaultHours[name].urgent,
    normal: set.NORMAL ?? defaultHours[name].normal,
  })
  const written = Object.entries(plain).filter(([, value]) => value !== undefined)
  return {
    leastBinding,
    timers: {
      ...(Object.fromEntries(written) as Partial<NetworkTimers>),
      acknowledge: byUrgency('acknowledge', acknowledge),
      answer: byUrgency('answer', answer),
      consent: byUrgency('consent', consent),
    },
  }
}

function profileShape({ id, charter, profile }: KnownNetwork): Answer<'networkProfile'> {
  const timers = profile?.tbs.timers ?? defaultHours
  const byUrgency = ({ immediate, urgent, normal }: NetworkTimers['acknowledge']): ByUrgency => ({
    ...{ IMMEDIATE: immediate, URGENT: urgent, NORMAL: normal },
  })
  return {
    network: id,
    name: charter.name,
    number: profile?.tbs.sequence ?? 0,
    ...(profile === undefined ? {} : { at: timeOf(profile.tbs.timeMs) }),
    leastBinding: profile?.leastBinding ?? 'BY-LAW',
    hours: {
      ...timers,
      freezeReminders: [...timers.freezeReminders],
      acknowledge: byUrgency(timers.acknowledge),
      answer: byUrgency(timers.answer),
      consent: byUrgency(timers.consent),
    },
  }
}
