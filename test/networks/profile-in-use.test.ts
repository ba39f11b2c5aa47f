import { afterEach, beforeEach, expect, it } from 'vitest'
import { answerDirectory } from '../../node/answers/directory.ts'
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

it('what the network has not confirmed within the time of its profile is shown with the day when it last did', async () => {
  const { directoryList } = answerDirectory({ ...answerDepsOf(pair.beta), sync: undefined as never })
  const shown = async () => {
    const { items } = await directoryList(
      { params: {}, query: { limit: 50 }, body: {} },
      { signal: new AbortController().signal },
    )
    return items.map(({ confirmedAt, unconfirmed }) => [Date.parse(confirmedAt), unconfirmed])
  }
  const { keeper, clock } = pair.beta.desk.deps
  const members = [...keeper.directory.networks.values()].flatMap((one) => [...one.members.values()])
  const given = members.map(({ credential }) => credential.tbs.notBeforeMs)
  const [first = 0] = given
  const all = (unconfirmed: boolean) => given.map((ms) => [ms, unconfirmed])
  expect((await shown()).sort()).toEqual(all(false).sort())
  const hours = Math.ceil((clock() - first) / hour) + 1
  await set({ timers: { confirmation: hours } })
  await pair.meet()
  pair.pass(first + hours * hour - clock())
  expect((await shown()).sort()).toEqual(all(false).sort())
  pair.pass(1)
  expect((await shown()).sort()).toEqual(all(true).sort())
})
