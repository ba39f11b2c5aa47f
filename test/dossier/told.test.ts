// What a verification tells of a dossier, to people and to scripts.
import { filesOf, sendFiles } from '../attachments/carriage.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verdictJson } from '../../cli/view/dossier-json.ts'
import { verdictPage } from '../../cli/view/dossier.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { verifyDossier } from '../../protocol/index.ts'
import { fingerprintDigits, toHex } from '../../crypto/index.ts'
import { appoint } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { disclosureUnder, openPair, underWay, type Pair, type PairNode } from '../exchanges/pair.ts'
import { exportedBy } from './exported.ts'

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())

interface Told {
  readonly unconfirmed: number
  readonly messages: readonly {
    readonly id: string
    readonly effect: string
    readonly terms: { readonly type: string }
    readonly attachments: readonly object[]
    readonly refuses: readonly object[]
  }[]
}

/** The page, and what scripts get, of what a node exports. */
async function toldBy(node: PairNode, exchangeId: Uint8Array): Promise<{ page: string; json: Told }> {
  const network = fingerprintDigits(pair.alpha.desk.network.networkId)
  const verdict = verifyDossier(await exportedBy(node, exchangeId), [network])
  expect(verdict.result).toBe('VERIFIED')
  return { page: verdictPage(verdict), json: JSON.parse(JSON.stringify(verdictJson(verdict))) as Told }
}

test('what a node says only to refuse is told with what it refuses, and why', async () => {
  const { alpha, beta } = pair
  const clerk = { officer: 'clerk', passphrase: 'one stamp, one drawer' }
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  await appoint(beta.desk, clerk, { statementTypes: ['DISCLOSURE'] })
  const there = await beta.open(said)
  const undertaken = await beta.say(say.conditionsRead(there.state), there, clerk)
  await beta.round()
  const nothing = () => Promise.resolve()
  await createStandingOrders({ ...alpha.desk.deps, requireApproved: nothing, wait: nothing }).attendAll()
  await alpha.round()
  await undertakenBy(beta, said.exchangeId)

  for (const node of [alpha, beta]) {
    const { page, json } = await toldBy(node, said.exchangeId)
    const id = toHex(undertaken.statementHash)
    expect(json.messages.map(({ terms, effect }) => [terms.type, effect])).toEqual([
      ['DISCLOSURE', 'STANDS'],
      ['CONDITIONS_READ', 'VOID'],
      ['NOT_ACCEPTED', 'STANDS'],
      ['CONDITIONS_READ', 'PENDING'],
    ])
    const placement = toHex(undertaken.placementHash)
    expect(json.messages[2]?.refuses).toEqual([{ id, placement, reason: 'NOT_TRUSTED' }])
    expect(page).toMatch(
      new RegExp(
        `its node: not accepted: .*\\n    refuses ${id.slice(0, 12)}: who signed it was not entitled to\\n`,
      ),
    )
  }
})

test('files that came along are told by number and size, and that they are not in the dossier', async () => {
  const { alpha, beta } = pair
  const { exchangeId: said, files } = await sendFiles(pair, filesOf(1, 2))
  await alpha.round()
  await undertakenBy(beta, said)
  for (const node of [alpha, beta]) {
    const { page, json } = await toldBy(node, said)
    expect(page).toContain('\n    2 attachments (at most 70 KiB, 848 KiB): the files are not in the dossier')
    expect(json.messages[0]?.attachments).toEqual(
      files.map(({ attachment: { attachmentId, paddedLength } }) => ({
        ...{ id: toHex(attachmentId), paddedLength },
      })),
    )
  }
})

test('what the other side has not confirmed yet stands by the signature of who exported it, and is told so', async () => {
  const { alpha } = pair
  const said = await underWay(pair)
  const words = 'by its own signature alone'
  const before = await toldBy(alpha, said.exchangeId)
  expect(before.json.unconfirmed).toBe(0)
  expect(before.page).not.toContain(words)
  const here = await alpha.open(said)
  await alpha.say(say.question(here.state), here)
  const after = await toldBy(alpha, said.exchangeId)
  expect(after.json.unconfirmed).toBe(1)
  expect(after.page).toMatch(new RegExp(`the last 1 message of .* ${words}:`))
  await alpha.round()
  expect((await toldBy(alpha, said.exchangeId)).json.unconfirmed).toBe(0)
})

test('a receipt that names a statement on its way, or lost for good, does not keep an honest dossier from being proven', async () => {
  const { alpha, beta } = pair
  const said = await underWay(pair)
  const here = await alpha.open(said)
  await alpha.say(say.question(here.state), here)
  const there = await beta.open(said)
  await beta.say(say.ack(there.state), there)
  // It arrives; the question does not leave.
  await beta.round()
  const { json } = await toldBy(beta, said.exchangeId)
  expect(json.messages).toHaveLength(3)
  expect(json.unconfirmed).toBe(1)
})

/** Without this the conditions let the receiver take nothing out. */
async function undertakenBy(node: PairNode, exchangeId: Uint8Array): Promise<void> {
  const exchange = await node.desk.deps.registry.open(exchangeId)
  await node.say(say.conditionsRead(exchange.state), exchange)
  await node.round()
}
