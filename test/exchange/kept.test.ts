import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  offeredOf,
  placementShape,
  readPlaced,
  statementHash,
  statementShape,
  type Statement,
} from '../../protocol/index.ts'
import { sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { startMs, twoDesks, underWay } from './two-desks.ts'

describe('what an exchange keeps', () => {
  const attachment = {
    ...{ attachmentId: say.bytesFor('attachment', 16), paddedLength: 65_536, partCount: 1 },
    ...{ treeRoot: say.bytesFor('root', 32), keyCommitment: say.bytesFor('commitment', 32) },
  }

  it('is the attachments that were offered, whatever becomes of the bytes they came in', () => {
    const { originator } = twoDesks()
    const placed = originator.place(say.disclosure(), { statement: { attachments: [attachment] } })
    for (const { attachmentId, treeRoot, keyCommitment } of placed.statement.attachments)
      for (const bytes of [attachmentId, treeRoot, keyCommitment]) bytes.fill(0)
    expect(offeredOf(originator.known)).toMatchObject({ attachments: [attachment] })
  })

  it('is nothing of the message around its terms', () => {
    const { originator } = underWay()
    const { content, statement } = originator.draft(sayInMatter('CORRECT', originator.known))
    if (content.type !== 'CORRECT') throw new Error('what was drafted')
    const before = content.terms.cascadeId.slice()
    statement.terms.fill(0)
    expect(content.terms.cascadeId).toEqual(before)
  })
})

describe('what this version cannot read', () => {
  const { originator } = underWay()
  const draft = originator.draft(say.question(originator.known))

  it.each<[string, Partial<Statement>]>([
    ['statement version 7', { version: 7 }],
    ['statement suite 9', { suite: 9 }],
    ['statement type 999', { type: 999 }],
  ])('is said by its number: %s', (text, changes) => {
    const bytes = statementShape.encode({ ...draft.statement, ...changes })
    const placement = { ...draft.placement, statementHash: fromHex(statementHash(bytes)) }
    expect(() => readPlaced(placementShape.encode(placement), bytes, startMs)).toThrow(text)
  })
})
