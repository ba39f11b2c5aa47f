import { fromHex } from '../../crypto/index.ts'
import { statementHash, termsShapes, type Attachment } from '../../protocol/index.ts'
import { putArmed } from './armed.ts'
import type { ExchangeDeps } from './deps.ts'
import { place } from './placing.ts'
import { said, type Said } from './speak.ts'
import { signStatement, state, type Speaker, type Wording } from './stating.ts'

/** A notice, and the disclosure that is to follow it by itself. */
export interface Offering {
  readonly notice: Omit<Wording, 'type' | 'terms' | 'refs'>
  /** Until when an answer is awaited, UTC milliseconds. */
  readonly validUntilMs: number
  /** Encoded terms and body of the disclosure; its Conditions are those of the notice, to the byte. */
  readonly terms: Uint8Array
  readonly body: Uint8Array
  readonly attachments?: readonly Attachment[]
  /** The draft they were approved in. */
  readonly draft: Uint8Array
  /** As `Armed` has it; empty where absent. */
  readonly onward?: Uint8Array
  readonly officer: Speaker
}

/**
 * Signs a notice and the disclosure behind it, places the notice, and arms the disclosure: one durable commit.
 *
 * The officer signs the disclosure now, before anybody has answered, for exactly this notice; the node will place it
 * when an undertaking of the notice has come, and never otherwise (rules A1, C2).
 *
 * @throws as `speak`
 */
export async function offer(deps: ExchangeDeps, offering: Offering): Promise<Said> {
  const { notice, validUntilMs, terms, body, attachments = [] } = offering
  const { to, conditions } = notice
  const noticed = state(deps, {
    ...notice,
    type: 'PRIOR_NOTICE',
    terms: termsShapes.PRIOR_NOTICE.encode({ validUntilMs }),
    refs: [],
  })
  const hash = fromHex(statementHash(noticed.statement))
  const { exchangeId } = noticed
  const waiting = state(deps, {
    ...({ exchangeId, to, type: 'DISCLOSURE', terms, conditions, refs: [hash], body, attachments } as const),
  })
  const officer = await signStatement(deps, noticed, offering.officer)
  const armed = await signStatement(deps, waiting, offering.officer)
  deps.fault('speak-signed')
  const { content, statement } = waiting
  if (content === undefined) throw new Error('offer: a disclosure has a body')
  const placed = await place(deps, {
    ...{ ...noticed, officer, undertaking: undefined },
    beside: (turn, caseId) => {
      putArmed(turn, caseId, {
        ...{ notice: hash, statement, content, officer: armed, draft: offering.draft },
        ...{ pairEpoch: deps.self.pairEpoch, state: 'ARMED', reason: '' },
        onward: offering.onward ?? new Uint8Array(0),
      })
    },
  })
  return said(noticed, placed)
}
