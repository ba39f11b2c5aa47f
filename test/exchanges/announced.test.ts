// What only tightens counts on arrival, before what it follows has come: and after a new start too (rules B9).
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { offeredOf, tagScopes, useViewOf, type Tag } from '../../protocol/index.ts'
import { retag, said as saying, sayInMatter } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { consented } from './consenting.ts'
import { openPair, underWay } from './pair.ts'

const tighter: Tag = { code: 'SEC:BANK', args: [], scope: tagScopes.ALL }
const byCode = (one: Tag, other: Tag) => (one.code < other.code ? -1 : 1)

test('a withdrawal, a recall and a tightening that wait for what they follow count after a restart as before it', async () => {
  await using pair = await openPair()
  const of = await underWay(pair)
  const ask = await consented(pair, of)
  const { alpha, line, posted } = pair
  posted.length = 0
  line.direct = false
  const there = await alpha.open(of)
  await alpha.say(say.question(there.state), there)
  await alpha.round()
  const [lost] = posted.map((one) => one.envelope)
  if (lost === undefined) throw new Error('nothing was posted')
  line.lost.push(lost)
  line.direct = true
  const { conditions } = offeredOf(there.state)
  const waiting: string[] = []
  for (const make of [
    () => saying('WITHDRAW', { matter: fromHex(ask) }),
    () => sayInMatter('RECALL', there.state),
    () =>
      retag(there.state, { conditions: { ...conditions, tags: [...conditions.tags, tighter].sort(byCode) } }),
  ]) {
    const one = await alpha.say(make(), await alpha.open(of))
    waiting.push(toHex(one.placementHash))
    await alpha.round()
    await pair.settled()
  }

  const counted = async () => {
    const { state } = await pair.beta.open(of)
    const { consents, recalled, retags } = useViewOf(state)
    return {
      placements: state.announced.map(({ placement }) => placement).sort(),
      consents,
      recalled,
      retags,
    }
  }
  const before = await counted()
  expect(before).toMatchObject({ consents: [], recalled: [{ items: [] }], retags: [{ mode: 'TIGHTEN' }] })
  expect(before.placements).toEqual([...waiting].sort())
  await pair.restart('beta', () => Promise.resolve())
  expect(await counted()).toEqual(before)

  // What was missing comes: each finds its place, and waits no longer, here and on disk.
  line.lost.length = 0
  pair.pass(24 * 60 * 60 * 1000)
  for (let round = 0; round < 6; round += 1) {
    await alpha.round()
    pair.pass(60_000)
  }
  const after = await counted()
  expect(after).toMatchObject({ placements: [], consents: [], recalled: [{ items: [] }] })
  await pair.restart('beta', () => Promise.resolve())
  expect((await counted()).placements).toEqual([])
})
