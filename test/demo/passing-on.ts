// How a disclosure goes on to a third institution, and comes back from everywhere.
import { arrived, consentCommandIn, inDays, messagesOf } from './desks.ts'
import { approvedDraft, sendDraft } from './drafts.ts'
import { countered, embargo, holder, suspect, villa, type Cast } from './parties.ts'
import { chapter, prove } from './telling.ts'

/** @returns the exchange in which it went on */
export async function passOn(them: Cast, exchange: string): Promise<string> {
  const { mendova, almada, sarvana, sarvanaId, disclosure, silva, haddad, duval } = them
  chapter('7. It is passed on to a third State, by consent')
  const [assets, subjects] = [listed(disclosure['assets']), listed(disclosure['subjects'])]
  const part = {
    ...disclosure,
    subjects: subjects.filter(({ id }) => id === suspect || id === holder),
    assets: assets.filter(({ id }) => id === villa),
    ...{ transactions: [], links: [], events: [], requests: [] },
  }
  const conditions = countered
    .map((tag) => (tag === 'BIND:OFFER' ? 'BIND:BY-LAW' : tag))
    .map((tag) => (tag.startsWith('AUD:') ? 'AUD:DESK' : tag))
    .concat(embargo)
  const from = ['--from', ...[villa, suspect, holder].map((item) => `${exchange}/${item}`)]
  const draft = { to: [sarvanaId], conditions, disclosure: part }
  const id = await approvedDraft(almada, draft, { officers: ['n.karimi', 'l.haddad'], from })
  const purpose = ['--purpose', 'TRACE']
  const denied = await haddad.does(['send', id, ...purpose], { expect: 77, lines: 6 })
  await haddad.does(consentCommandIn(denied))
  await arrived(mendova, exchange, 'CONSENT_ASK', 2)
  await silva.does(['consent', 'grant', exchange, '--until', inDays(30), '--uses', '1'])
  await arrived(almada, exchange, 'GRANT', 2)
  const onward = await sendDraft(almada, id, 'l.haddad', purpose)
  await arrived(sarvana, onward, 'DISCLOSURE')
  await duval.does(['undertake', onward])
  await duval.does(['open', onward], { lines: 6 })
  await haddad.does(['show', exchange, '--item', villa], { lines: 0 })
  return onward
}

export async function recall(them: Cast, exchange: string, onward: string): Promise<void> {
  const { mendova, almada, sarvana, silva, haddad, duval } = them
  chapter('8. It is called back, everywhere')
  await silva.does(['recall', exchange, '--text-file', '-'], { input: 'The utility contract was forged.' })
  await arrived(almada, exchange, 'RECALL')
  await haddad.does(['open', exchange], { expect: 77, lines: 3 })
  await haddad.does(['recall', 'result', exchange, '--result', 'deleted'], { expect: 77, lines: 3 })
  await haddad.does(['recall', 'pass-on', exchange], { lines: 8 })
  await arrived(sarvana, onward, 'RECALL')
  await haddad.does(['recall', 'result', exchange, '--result', 'deleted'], { lines: 4 })
  await arrived(mendova, exchange, 'RECALL_RESULT')
  const [inPart] = await messagesOf(mendova, exchange, 'RECALL_RESULT')
  prove(
    'Sarvana has not answered yet: the answer is one in part, with one that is silent',
    sameTerms(inPart, { result: 'DELETED', complete: false, silent: 1 }),
  )
  await duval.does(['recall', 'result', onward, '--result', 'deleted'])
  await arrived(almada, onward, 'RECALL_RESULT')
  await haddad.does(['recall', 'result', exchange, '--result', 'deleted'])
  await arrived(mendova, exchange, 'RECALL_RESULT', 2)
  const whole = (await messagesOf(mendova, exchange, 'RECALL_RESULT')).at(-1)
  prove(
    'then it is whole: erased here, and by everybody that it was passed on to',
    sameTerms(whole, { result: 'DELETED', complete: true, silent: 0 }),
  )
  await haddad.does(['open', exchange], { expect: 77, lines: 3 })
  await haddad.does(['retention', 'certificate', exchange])
  await arrived(mendova, exchange, 'DELETION_CERT')
  await silva.does(['show', exchange], { lines: 40 })
}

/** Whether a message says this among what it says. */
function sameTerms(
  message: { readonly terms: object } | undefined,
  wanted: Readonly<Record<string, unknown>>,
): boolean {
  const said = new Map(Object.entries(message?.terms ?? {}))
  return Object.entries(wanted).every(([name, value]) => said.get(name) === value)
}

function listed(value: unknown): readonly { readonly id: string }[] {
  return value as readonly { readonly id: string }[]
}
