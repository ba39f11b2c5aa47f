import { sha256 } from '../../crypto/index.ts'
import { networkProfileTbsShape, type NetworkProfileTbs, type NetworkTimers } from '../codec/trust.ts'
import { leastBindings, type LeastBinding } from '../conditions/binding.ts'
import { ProtocolError } from '../errors.ts'
import { defaultTimers, type Timers } from '../exchange/timers.ts'
import { protocolVersion } from '../limits.ts'
import { contexts } from '../names.ts'
import { readCertified, sameBytes } from './certificates.ts'
import type { Network } from './charter.ts'

/** What the secretariat sets for every exchange of its network. */
export interface VerifiedProfile {
  readonly kind: 'NETWORK_PROFILE'
  readonly bytes: Uint8Array
  readonly tbs: NetworkProfileTbs
  readonly hash: Uint8Array
  /** A first statement that binds less needs two officers of its sender (rules C3). */
  readonly leastBinding: LeastBinding
  readonly timers: Timers
}

const hourMs = 60 * 60 * 1000

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID` */
export function readNetworkProfile(network: Network, bytes: Uint8Array): VerifiedProfile {
  const certified = readCertified(bytes, contexts.profile, network.charter.issuingKey)
  const tbs = networkProfileTbsShape.decode(certified.tbs)
  if (tbs.version !== protocolVersion)
    throw new ProtocolError('UPGRADE_NEEDED', `network profile: version ${tbs.version}`)
  if (!sameBytes(tbs.networkId, network.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'network profile: of another network')
  }
  return {
    ...{ kind: 'NETWORK_PROFILE', bytes, tbs, hash: sha256(certified.tbs) },
    leastBinding: leastBindings[tbs.leastBinding - 1] ?? 'PRIOR-NOTICE',
    timers: timersOfHours(tbs.timers),
  }
}

function timersOfHours(hours: NetworkTimers): Timers {
  const ms = (count: number) => count * hourMs
  const byUrgency = ({ immediate, urgent, normal }: NetworkTimers['acknowledge']): Timers['acknowledge'] => ({
    ...{ IMMEDIATE: ms(immediate), URGENT: ms(urgent), NORMAL: ms(normal) },
  })
  return {
    acknowledge: byUrgency(hours.acknowledge),
    answer: byUrgency(hours.answer),
    consent: byUrgency(hours.consent),
    otherwise: ms(hours.otherwise),
    feedbackAsked: ms(hours.feedbackAsked),
    feedbackFirst: ms(hours.feedbackFirst),
    feedbackAgain: ms(hours.feedbackAgain),
    retentionReview: ms(hours.retentionReview),
    shownBefore: { freeze: ms(hours.freezeShown), retention: ms(hours.retentionShown) },
    freezeReminders: hours.freezeReminders.map(ms).sort((one, other) => other - one),
    noticeValidity: ms(hours.noticeValidity),
    consultation: ms(hours.consultation),
    confirmation: ms(hours.confirmation),
  }
}

/** Timers as a profile says them; each is taken up to the next whole hour. */
export function hoursOfTimers(timers: Timers): NetworkTimers {
  const hours = (ms: number) => Math.ceil(ms / hourMs)
  const byUrgency = ({ IMMEDIATE, URGENT, NORMAL }: Timers['acknowledge']): NetworkTimers['acknowledge'] => ({
    ...{ immediate: hours(IMMEDIATE), urgent: hours(URGENT), normal: hours(NORMAL) },
  })
  return {
    acknowledge: byUrgency(timers.acknowledge),
    answer: byUrgency(timers.answer),
    consent: byUrgency(timers.consent),
    otherwise: hours(timers.otherwise),
    feedbackAsked: hours(timers.feedbackAsked),
    feedbackFirst: hours(timers.feedbackFirst),
    feedbackAgain: hours(timers.feedbackAgain),
    retentionReview: hours(timers.retentionReview),
    freezeShown: hours(timers.shownBefore.freeze),
    retentionShown: hours(timers.shownBefore.retention),
    freezeReminders: timers.freezeReminders.map(hours),
    noticeValidity: hours(timers.noticeValidity),
    consultation: hours(timers.consultation),
    confirmation: hours(timers.confirmation),
  }
}

/** The clocks of a network: those of its profile, else the defaults. */
export function timersOfNetwork(
  network: { readonly profile: VerifiedProfile | undefined } | undefined,
): Timers {
  return network?.profile?.timers ?? defaultTimers
}
