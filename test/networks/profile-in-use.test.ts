import { afterEach, beforeEach, expect, it } from 'vitest'
import { answerProfiles } from '../../node/answers/profiles.ts'
import { dutiesOf } from '../../node/answers/shapes.ts'
import { answerDeadlines } from '../../node/matters/deadlines.ts'
import { nextProfile, signedProfile, type ProfileSet } from '../../node/networks/profile.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'

const hour = 60 * 60 * 1000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

/** The secretariat sets a profile; alpha fetches it, and beta gets it when the two directories meet. */
async function set(profile: ProfileSet): Promise<void> {
  const { network, deps } = pair.alpha.desk
  const before = [...deps.keeper.directory.networks.values()][0]?.profile?.tbs
  const tbs = nextProfile(network.networkId, before, deps.clock(), profile)
  await deps.keeper.take([await signedProfile(tbs, network.issuing.sign)])
}

it('both institutions count the dates of what is owed by the profile of the network of the exchange', async () => {
  const said = await pair.alpha.say(disclosureUnder())
  await pair.alpha.round()
  const due = async () => {
    const of = async (node: Pair['alpha']) =>
      dutiesOf(answerDepsOf(node), await node.open(said)).map(({ duty, by }) => [duty, Date.parse(by)])
    return [await of(pair.alpha), await of(pair.beta)]
  }
  const { timeMs } = (await pair.alpha.open(said)).state.chains.originator.head ?? { timeMs: 0 }
  const inHours = (hours: number) => [['UNDERTAKE', timeMs + hours * hour]]
  expect(await due()).toEqual([inHours(72), inHours(72)])
  await set({ timers: { acknowledge: { immediate: 1, urgent: 100, normal: 200 } } })
  expect(await due()).toEqual([inHours(100), inHours(72)])
  await pair.meet()
  expect(await due()).toEqual([inHours(100), inHours(100)])
  const { items } = await answerDeadlines(answerDepsOf(pair.beta)).deadlines(
    { params: {}, query: { limit: 100 }, body: undefined } as never,
    { signal: new AbortController().signal },
  )
  expect(items.map(({ duty, by }) => [duty, Date.parse(by)])).toEqual(inHours(100))
})

it('any member says what holds in its network, before and after its secretariat has set it', async () => {
  const { networkProfile } = answerProfiles(answerDepsOf(pair.beta))
  const shown = () =>
    networkProfile({ params: {}, query: {}, body: {} }, { signal: new AbortController().signal })
  expect(await shown()).toMatchObject({ number: 0, leastBinding: 'BY-LAW', hours: { noticeValidity: 336 } })
  await set({ leastBinding: 'OFFER', timers: { noticeValidity: 48 } })
  await pair.meet()
  const hours = { noticeValidity: 48, acknowledge: { IMMEDIATE: 8, URGENT: 72, NORMAL: 168 } }
  expect(await shown()).toMatchObject({ number: 1, leastBinding: 'OFFER', hours })
})
