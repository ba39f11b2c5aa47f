import { statementTypes, termsShapes, type Statement } from '../../../protocol/index.ts'
import { conditionsOf, goodTags, type ShortTag, } from '../draft.ts'
import { carried, step, tagged, withTags, instead, itemWith, termsWith, type Drafting } from '../drafting.ts'
import { random } from '../world.ts'

/** What a first statement must be. */
export function draftFirsts({ bad, good }: Drafting): void {
  const item = itemWith(['DP:VICTIM', [], 0])
  bad('item-stricter-than-announced', '3-exchange.md, form.items-noticed', 'CONDITIONS_INVALID', 'items-noticed', {
    statement: { terms: termsWith(item) },
  })
  bad('item-named-twice', '3-exchange.md, form.items-once', 'TERMS_INVALID', 'items-once', {
    statement: { terms: termsWith(item, item), conditions: conditionsOf(withTags(['DP:VICTIM', [], 1])) },
  })
  bad(
    'conditions-without-a-binding',
    '3-exchange.md, first.binding',
    'CONDITIONS_INVALID',
    'one-binding',
    tagged(goodTags.filter(([code]) => code !== 'BIND:BY-LAW')),
  )
  bad(
    'conditions-of-an-offer',
    '3-exchange.md, first.binding-fits',
    'NOT_NOW',
    'binding-fits',
    tagged(
      goodTags.map((tag) => (tag[0] === 'BIND:BY-LAW' ? (['BIND:OFFER', [], 0] satisfies ShortTag) : tag)),
    ),
  )
  bad('conditions-missing', '3-exchange.md, form.conditions', 'CONDITIONS_INVALID', 'conditions', {
    statement: { conditions: new Uint8Array(0) },
  })
  bad('body-not-there', '3-exchange.md, form.body-needed', 'TERMS_INVALID', 'body-needed', {
    statement: { bodyCommitment: undefined },
    ...carried(() => ({ body: new Uint8Array(0), salt: undefined })),
  })
  bad('first-with-another-number', '3-exchange.md, first.place', 'SEQ_GAP', 'first-place', {
    placement: { seq: 2 },
  })
  bad('first-of-another-exchange', '3-exchange.md, first.name', 'EXCHANGE_UNKNOWN', 'first-name', {
    placement: { exchangeId: random(32) },
  })
  bad('first-is-no-disclosure', '3-exchange.md, first.type', 'NOT_NOW', 'first-type', {
    statement: {
      type: statementTypes.FEEDBACK_ASK,
      conditions: new Uint8Array(0),
      terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
    },
  })
  bad('conditions-where-none-belong', '3-exchange.md, form.conditions', 'CONDITIONS_INVALID', 'conditions', {
    statement: {
      type: statementTypes.FEEDBACK_ASK,
      terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
    },
  })
  bad('body-not-committed-to', step(13), 'COMMITMENT_INVALID', 'commitment', {
    statement: {
      type: statementTypes.FEEDBACK_ASK,
      conditions: new Uint8Array(0),
      terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
      bodyCommitment: undefined,
    },
  })
  const disclosure = random(32)
  const read = { disclosure, conditionsHash: random(32), validUntilMs: 1, mutual: false }
  bad('terms-of-an-unknown-code', '3-exchange.md, Receiving', 'UPGRADE_NEEDED', 'terms', {
    statement: {
      type: statementTypes.CONDITIONS_READ,
      conditions: new Uint8Array(0),
      terms: termsShapes.CONDITIONS_READ.encode({ ...read, power: 99 }),
    },
  })
  const ack = { disclosure, competence: 1, languageOk: true, nextStep: 1, nextNewsByMs: 0 }
  bad('terms-out-of-order', '3-exchange.md, Receiving', 'TERMS_INVALID', 'terms', {
    statement: {
      type: statementTypes.ACK,
      conditions: new Uint8Array(0),
      terms: termsShapes.ACK.encode({ ...ack, gaps: [2, 1] }),
    },
  })
  bad('first-releases', '3-exchange.md, first.names-nothing', 'REFERENCE_INVALID', 'first-names-nothing', {
    placement: { undertaking: random(32) },
  })
  const attachment = {
    attachmentId: random(16),
    paddedLength: 65536,
    partCount: 1,
    treeRoot: random(32),
    keyCommitment: random(32),
  }
  // Only a type that needs no body can show it: with one, the rule before it decides.
  bad('attachment-without-a-body', '3-exchange.md, form.attachments', 'TERMS_INVALID', 'attachments', {
    statement: {
      type: statementTypes.FEEDBACK_ASK,
      conditions: new Uint8Array(0),
      terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
      bodyCommitment: undefined,
      attachments: [attachment],
    },
    ...carried(() => ({ body: new Uint8Array(0), salt: undefined })),
  })
  const attached = (...attachments: Statement['attachments']) => ({ statement: { attachments } })
  const large = { ...attachment, attachmentId: random(16), paddedLength: 1015808, partCount: 2 }
  good('disclosure-with-attachments', '3-exchange.md, Attachment', attached(attachment, large))
  bad('attachment-named-twice', '3-exchange.md, form.attachments-once', 'TERMS_INVALID', 'attachments-once', attached(attachment, large, attachment))
  bad('attachment-of-a-length-nobody-pads-to', '3-exchange.md, form.attachments-size', 'TERMS_INVALID', 'attachments-size', attached({ ...large, paddedLength: 1015807 }))
  bad('attachment-with-a-part-more', '3-exchange.md, form.attachments-size', 'TERMS_INVALID', 'attachments-size', attached({ ...large, partCount: 3 }))
  bad('attachment-with-a-part-less', '3-exchange.md, form.attachments-size', 'TERMS_INVALID', 'attachments-size', attached({ ...large, partCount: 1 }))
  bad('attachment-below-the-least', '3-exchange.md, Attachment', 'MALFORMED', 'malformed', {
    ...attached(attachment),
    statementBytes: replaced([0x10, 0x80, 0x80, 0x04], [0x10, 0xff, 0xff, 0x03]),
  })
  bad('later-without-its-beginning', '3-exchange.md, first.ancestors', 'SEQ_GAP', 'first-ancestors', {
    statement: { exchangeId: random(32) },
    placement: { seq: 2, prev: random(32) },
  })
  bad('first-names-an-exchange', '3-exchange.md, first.begins', 'EXCHANGE_UNKNOWN', 'first-begins', {
    statement: { exchangeId: random(32) },
  })
  bad('first-after-another', '3-exchange.md, first.place', 'SEQ_GAP', 'first-place', {
    placement: { prev: random(32) },
  })
  bad('first-has-seen-something', '3-exchange.md, first.place', 'SEQ_GAP', 'first-place', {
    placement: { seen: random(32) },
  })
  bad('first-refers', '3-exchange.md, first.names-nothing', 'REFERENCE_INVALID', 'first-names-nothing', {
    statement: { refs: [random(32)] },
  })
  bad('first-refuses', '3-exchange.md, first.names-nothing', 'REFERENCE_INVALID', 'first-names-nothing', {
    placement: { refused: [{ placementHash: random(32), code: 3 }] },
  })
  bad('conditions-with-two-bindings', '3-exchange.md, first.binding', 'CONDITIONS_INVALID', 'one-binding', tagged(withTags(['BIND:MOU', ['x'], 0])))
  bad('conditions-bound-for-some-items', '3-exchange.md, first.binding', 'CONDITIONS_INVALID', 'one-binding', tagged(instead(['BIND:BY-LAW', [], 1])))
}

/** One run of bytes for another of the same length, where it stands first. */
function replaced(from: readonly number[], by: readonly number[]) {
  return (bytes: Uint8Array) => {
    const at = bytes.findIndex((_, start) => from.every((byte, offset) => bytes[start + offset] === byte))
    if (at < 0) throw new Error('corpus: the bytes are not there')
    const bent = bytes.slice()
    bent.set(by, at)
    return bent
  }
}
