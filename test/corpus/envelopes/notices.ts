import { statementTypes, termsShapes } from '../../../protocol/index.ts'
import { testNow } from '../../support/network.ts'
import { conditionsOf, type Bend } from '../draft.ts'
import { carried, certs, instead, tagged, type Drafting } from '../drafting.ts'
import { day, random, withLaterFamilies } from '../world.ts'

/** Notices, and what a first placement shows of a release or of a node that speaks alone. */
export async function draftNotices({ world, good, bad }: Drafting): Promise<void> {
  const from = await withLaterFamilies(world)
  const brought = certs(...from.objects.slice(0, 3))
  const offer = conditionsOf(instead(['BIND:OFFER', [], 0]))
  const notice: Bend = {
    ...{ from, ...brought },
    statement: {
      type: statementTypes.PRIOR_NOTICE,
      conditions: offer,
      terms: termsShapes.PRIOR_NOTICE.encode({ validUntilMs: testNow + 30 * day }),
    },
  }
  good('notice', '3-exchange.md, first.type', notice)
  good('notice-under-prior-notice', '3-exchange.md, first.binding-fits', {
    ...notice,
    statement: { ...notice.statement, conditions: conditionsOf(instead(['BIND:PRIOR-NOTICE', [], 0])) },
  })
  bad('notice-of-what-comes-by-law', '3-exchange.md, first.binding-fits', 'NOT_NOW', 'binding-fits', {
    ...notice,
    statement: { ...notice.statement, conditions: conditionsOf(instead(['BIND:BY-LAW', [], 0])) },
  })
  bad('notice-by-who-may-not', '2-trust.md, Standing, 8', 'NOT_EMPOWERED', 'empowered', {
    statement: { ...notice.statement },
  })
  bad(
    'conditions-of-an-unknown-binding',
    '3-exchange.md, first.binding-known',
    'UPGRADE_NEEDED',
    'binding-known',
    tagged(instead(['BIND:TREATY', [], 0])),
  )

  const asks = {
    type: statementTypes.FEEDBACK_ASK,
    conditions: new Uint8Array(0),
    terms: termsShapes.FEEDBACK_ASK.encode({ itemId: undefined, replyByMs: 0 }),
  }
  bad('released-and-no-disclosure', '3-exchange.md, form.release', 'TERMS_INVALID', 'release', {
    statement: asks,
    placement: { undertaking: random(32) },
  })

  const expired = {
    type: statementTypes.EXPIRED,
    conditions: new Uint8Array(0),
    terms: termsShapes.EXPIRED.encode({ notice: random(32) }),
  }
  const wordless = {
    statement: { ...expired, bodyCommitment: undefined },
    ...carried(() => ({ body: new Uint8Array(0), salt: undefined })),
  }
  const byNode = { placement: { officerCertHash: undefined, officerSig: undefined } }
  bad(
    'expired-signed-by-an-officer',
    '3-exchange.md, form.officer',
    'SIGNATURE_INVALID',
    'officer-signature',
    wordless,
  )
  bad('expired-with-words', '3-exchange.md, form.node-silent', 'TERMS_INVALID', 'node-silent', {
    ...byNode,
    statement: expired,
  })
  bad('not-accepted-refusing-nothing', '3-exchange.md, form.refusing', 'TERMS_INVALID', 'refusing', {
    ...byNode,
    ...wordless,
    statement: {
      ...wordless.statement,
      type: statementTypes.NOT_ACCEPTED,
      terms: termsShapes.NOT_ACCEPTED.encode({}),
    },
  })
  bad('expired-begins-nothing', '3-exchange.md, first.type', 'NOT_NOW', 'first-type', {
    ...byNode,
    ...wordless,
  })
}
