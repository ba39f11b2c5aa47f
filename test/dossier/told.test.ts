// What a verification tells of a dossier, to people and to scripts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verdictJson } from '../../cli/view/dossier-json.ts'
import { verdictPage } from '../../cli/view/dossier.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { place } from '../../node/exchanges/placing.ts'
import { counterpart } from '../../node/exchanges/reply.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { signStatement, state } from '../../node/exchanges/stating.ts'
import {
  partCountOf,
  statementHash,
  statementShape,
  timeline,
  verifyDossier,
  type Attachment,
} from '../../protocol/index.ts'
import { fingerprintDigits, fromHex, toHex } from '../../crypto/index.ts'
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
  const said = await disclosedWith(alpha, [
    attachmentOf('a letter', 65_536),
    attachmentOf('a scan', 1_212_416),
  ])
  await alpha.round()
  await undertakenBy(beta, said)
  for (const node of [alpha, beta]) {
    const { page, json } = await toldBy(node, said)
    expect(page).toContain('\n    2 attachments (at most 64 KiB, 1.2 MiB): the files are not in the dossier')
    expect(json.messages[0]?.attachments).toEqual([
      { id: toHex(say.bytesFor('a letter', 16)), paddedLength: 65_536 },
      { id: toHex(say.bytesFor('a scan', 16)), paddedLength: 1_212_416 },
    ])
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

/** Without this the conditions let the receiver take nothing out. */
async function undertakenBy(node: PairNode, exchangeId: Uint8Array): Promise<void> {
  const exchange = await node.desk.deps.registry.open(exchangeId)
  await node.say(say.conditionsRead(exchange.state), exchange)
  await node.round()
}

function attachmentOf(name: string, paddedLength: number): Attachment {
  return {
    attachmentId: say.bytesFor(name, 16),
    ...{ paddedLength, partCount: partCountOf(paddedLength) },
    ...{ treeRoot: say.bytesFor(`${name}, sealed`, 32), keyCommitment: say.bytesFor(`${name}, key`, 32) },
  }
}

/** A disclosure with files, which no officer can send yet. @returns the id of its exchange */
async function disclosedWith(node: PairNode, attachments: readonly Attachment[]): Promise<Uint8Array> {
  const { deps, people } = node.desk
  const earlier = await node.open(await underWay(pair))
  const to = counterpart(deps, earlier)
  const { terms, conditions = new Uint8Array(0) } = disclosureUnder()
  const plain = state(deps, {
    ...{ exchangeId: undefined, to, type: 'DISCLOSURE', terms, conditions, refs: [] },
    body: say.bytesFor('a body', 200),
  })
  const statement = statementShape.encode({ ...statementShape.decode(plain.statement), attachments })
  const stated = { ...plain, statement, exchangeId: fromHex(statementHash(statement)) }
  const { id, certHash } = await createOfficerBook(deps).find(people.ana.officer)
  const officer = await signStatement(deps, stated, { id, certHash, passphrase: people.ana.passphrase })
  await place(deps, { ...stated, officer, undertaking: undefined })
  const { state: there } = await deps.registry.open(stated.exchangeId)
  expect(timeline(there)).toHaveLength(1)
  return stated.exchangeId
}
