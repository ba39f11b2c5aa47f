import { beforeAll, describe, expect, test } from 'vitest'
import { compositeSigner } from '../../crypto/index.ts'
import { defaultHours, nextProfile, signedProfile, type ProfileSet } from '../../node/networks/profile.ts'
import {
  createDirectory,
  defaultTimers,
  directoryKindOf,
  directoryKinds,
  mostBinding,
  bindsLessThan,
  timersOfNetwork,
  type Directory,
  type DirectoryObject,
  type KnownNetwork,
} from '../../protocol/index.ts'
import { createTestNetwork, testNow, type TestNetwork } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

const hour = 60 * 60 * 1000
const random = seededRandom('profile')
let network: TestNetwork
beforeAll(async () => {
  network = await createTestNetwork(random)
})

const add = (directory: Directory, { kind, object }: DirectoryObject) =>
  directory.add(directoryKindOf(kind) ?? 'CHARTER', object)

function joined(): { readonly directory: Directory; readonly known: KnownNetwork } {
  const directory = createDirectory()
  for (const object of network.objects) add(directory, object)
  const [known] = directory.networks.values()
  if (known === undefined) throw new Error('the network was joined')
  return { directory, known }
}

const issued = (set: ProfileSet, before?: KnownNetwork, signer = network.issuing) =>
  signedProfile(nextProfile(network.networkId, before?.profile?.tbs, testNow, set), signer.sign)

describe('the profile of a network', () => {
  test('what is left out is as by default, to the millisecond', async () => {
    const { directory, known } = joined()
    expect(timersOfNetwork(known)).toBe(defaultTimers)
    add(directory, await issued({ timers: {} }))
    expect(known.profile?.leastBinding).toBe('BY-LAW')
    expect(timersOfNetwork(known)).toEqual(defaultTimers)
  })

  test('every clock and the least binding mode come as the secretariat has set them', async () => {
    const { directory, known } = joined()
    const byUrgency = { immediate: 1, urgent: 2, normal: 3 }
    const timers = {
      ...{ acknowledge: byUrgency, answer: byUrgency, consent: byUrgency, otherwise: 4, feedbackAsked: 5 },
      ...{ feedbackFirst: 6, feedbackAgain: 7, retentionReview: 8, freezeShown: 9, retentionShown: 10 },
      ...{ freezeReminders: [11, 87_600], noticeValidity: 12, consultation: 13, confirmation: 14 },
    }
    add(directory, await issued({ leastBinding: 'PRIOR-NOTICE', timers }))
    const urgencies = { IMMEDIATE: hour, URGENT: 2 * hour, NORMAL: 3 * hour }
    expect(known.profile?.leastBinding).toBe('PRIOR-NOTICE')
    expect(timersOfNetwork(known)).toEqual({
      ...{ acknowledge: urgencies, answer: urgencies, consent: urgencies, otherwise: 4 * hour },
      ...{ feedbackAsked: 5 * hour, feedbackFirst: 6 * hour, feedbackAgain: 7 * hour },
      ...{ retentionReview: 8 * hour, shownBefore: { freeze: 9 * hour, retention: 10 * hour } },
      ...{ freezeReminders: [87_600 * hour, 11 * hour], noticeValidity: 12 * hour },
      ...{ consultation: 13 * hour, confirmation: 14 * hour },
    })
  })

  test('only a higher number takes the place of the one known, and the one before is dropped', async () => {
    const dropped: string[] = []
    const directory = createDirectory(undefined, ({ kind }) => dropped.push(kind))
    for (const object of network.objects) add(directory, object)
    const [known] = directory.networks.values()
    const first = await issued({ leastBinding: 'OFFER', timers: {} })
    expect(add(directory, first)).toBe('added')
    const second = await issued({ timers: { otherwise: 1 } }, known)
    expect(add(directory, second)).toBe('added')
    expect(dropped).toEqual(['NETWORK_PROFILE'])
    expect(add(directory, first)).toBe('older')
    expect(known?.profile?.tbs).toMatchObject({ sequence: 2, timers: { ...defaultHours, otherwise: 1 } })
    expect(known?.profile?.leastBinding).toBe('BY-LAW')
  })

  test('counts only with the signature of the issuing key', async () => {
    const { directory, known } = joined()
    const forged = await issued({ timers: {} }, undefined, compositeSigner(random(64)))
    expect(() => add(directory, forged)).toThrow('signature does not verify')
    expect(known.profile).toBeUndefined()
  })

  test.each([
    ['no hour at all', { otherwise: 0 }],
    ['more than ten years', { otherwise: 87_601 }],
    ['a part of an hour', { otherwise: 1.5 }],
    ['nine reminders', { freezeReminders: [1, 2, 3, 4, 5, 6, 7, 8, 9] }],
  ])('is not made with %s', (_what, timers) => {
    expect(() => nextProfile(network.networkId, undefined, testNow, { timers })).toThrow()
  })

  test('is a directory object that a node of an earlier release leaves aside', () => {
    expect(directoryKinds.NETWORK_PROFILE).toBe(8)
    expect(directoryKindOf(9)).toBeUndefined()
  })
})

test('a memorandum binds as the law does, and several profiles ask for the most that any asks', () => {
  expect(
    ['BY-LAW', 'MOU', 'OFFER', 'PRIOR-NOTICE'].map((mode) => bindsLessThan(mode as never, 'OFFER')),
  ).toEqual([true, true, false, false])
  expect(mostBinding(['OFFER', 'PRIOR-NOTICE', 'BY-LAW'])).toBe('PRIOR-NOTICE')
  expect(mostBinding([])).toBe('BY-LAW')
})
