// The life of one disclosure under its conditions, in three institutions.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proveBothEnds, type Pair } from './both-ends.ts'
import { arrived, consentCommandIn, deskOf, inDays, matterOf } from './desks.ts'
import { approvedDraft, sendDraft } from './drafts.ts'
import { gather, knows } from './gathering.ts'
import { cast, countered, embargo, offered, trial, villa, type Cast } from './parties.ts'
import { passOn, recall } from './passing-on.ts'
import type { Actor, Stage } from './stage.ts'
import { chapter, prove, say } from './telling.ts'

const cases = join(import.meta.dirname, 'cases')

/**
 * Tells of one disclosure from its offer to the certificate that it was erased, and proves what it told.
 *
 * @param folder - in which the files lie that people hand each other
 * @returns everybody who took part
 */
export async function tellConditions(stage: Stage, folder: string): Promise<readonly Actor[]> {
  chapter('1. Three institutions of one network')
  const { members, all } = await gather(stage, folder, cast)
  const [mendova, almada, sarvana] = members.map(({ actor }) => actor)
  const [, almadaId = '', sarvanaId = ''] = members.map(({ id }) => id)
  if (mendova === undefined || almada === undefined || sarvana === undefined)
    throw new Error('three institutions take part')
  await Promise.all([knows(mendova, [almadaId]), knows(almada, [sarvanaId])])
  const text = await readFile(join(cases, 'harbour-lantern.json'), 'utf8')
  const them: Cast = {
    ...{ folder, mendova, almada, sarvana, almadaId, sarvanaId },
    silva: deskOf(mendova, 'Mendova', 'r.silva'),
    haddad: deskOf(almada, 'Al-Madar', 'l.haddad'),
    karimi: deskOf(almada, 'Al-Madar', 'n.karimi'),
    duval: deskOf(sarvana, 'Sarvana', 'c.duval'),
    disclosure: JSON.parse(text) as Record<string, unknown>,
  }
  const exchange = await offerAndCounter(them)
  await consentForOneCourt(them, exchange)
  await exculpate(them, exchange)
  await freeze(them, exchange)
  await tighten(them, exchange)
  const onward = await passOn(them, exchange)
  await recall(them, exchange, onward)
  const pairs: readonly Pair[] = [
    { what: 'the disclosure', exchange, ends: [mendova, almada] },
    { what: 'what was passed on', exchange: onward, ends: [almada, sarvana] },
  ]
  chapter('9. The proof')
  await proveBothEnds(all, pairs)
  chapter('Told and proven.')
  return all
}

async function offerAndCounter({ mendova, almada, almadaId, disclosure, haddad }: Cast): Promise<string> {
  chapter('2. An offer, a counter-offer, an undertaking')
  const notice = async (conditions: readonly string[], ...more: readonly string[]) => {
    const document = { to: [almadaId], conditions, disclosure }
    const id = await approvedDraft(mendova, document, { officers: ['j.okoro', 'r.silva'] })
    return sendDraft(mendova, id, 'r.silva', more)
  }
  const exchange = await notice(offered)
  say('Mendova offers: of what kind it is and under which conditions, and not a word more.')
  await arrived(almada, exchange, 'PRIOR_NOTICE')
  await haddad.does(['counter', exchange, '--conditions', ...countered])
  await arrived(mendova, exchange, 'COUNTER')
  say('Mendova agrees, and gives a new notice, which two officers approved.')
  await notice(countered, '--exchange', exchange)
  await arrived(almada, exchange, 'PRIOR_NOTICE', 2)
  await haddad.does(['undertake', exchange, '--mutual'])
  await arrived(almada, exchange, 'DISCLOSURE')
  say('The node of Mendova released it by itself, under what was undertaken:')
  await haddad.does(['open', exchange], { lines: 14 })
  return exchange
}

async function consentForOneCourt(them: Cast, exchange: string): Promise<void> {
  const { folder, mendova, almada, silva, haddad, karimi } = them
  chapter('3. An export is denied; a consent for one court, used once')
  const refused = { input: 'for the file', expect: 77, lines: 4 }
  await karimi.does(['open', exchange, '--save', join(folder, 'taken out'), '--text-file', '-'], refused)
  const inCourt = [
    ...['--purpose', 'CRIM-TRIAL', '--proceeding', trial, '--kind', 'judicial', '--country', 'LI'],
    ...['--item', villa],
  ]
  const evidence = ['use', exchange, '--operation', 'EVID', ...inCourt]
  const denied = await haddad.does(['may', 'EVID', exchange, ...inCourt], { expect: 77, lines: 30 })
  const command = consentCommandIn(denied)
  prove(
    'the answer names the consent that is missing, as a command',
    command.some((word) => word.length >= 8 && villa.startsWith(word)),
  )
  await haddad.does(evidence, { expect: 77, lines: 4 })
  await haddad.does(command)
  await arrived(mendova, exchange, 'CONSENT_ASK')
  await silva.does(['consent', 'grant', exchange, '--until', inDays(30), '--uses', '1'])
  await arrived(almada, exchange, 'GRANT')
  await haddad.does(evidence, { lines: 8 })
  await haddad.does(evidence, { expect: 77, lines: 4 })
  say('It was given once, and is used up.')
  await haddad.does(['consent', 'used', exchange, '--authority', 'Regional court', '--text-file', '-'], {
    input: 'Read out in the hearing on the seizure.',
  })
  await arrived(mendova, exchange, 'USED')
}

async function exculpate({ mendova, almada, silva, haddad }: Cast, exchange: string): Promise<void> {
  chapter('4. What exculpates is told, whatever the tags say')
  const planned = ['--item', villa, '--planned', inDays(14), '--text-file', '-']
  await haddad.does(['exculpatory', 'notice', exchange, ...planned], {
    input: 'The defence is entitled to the utility contract: it names a tenant.',
  })
  await arrived(mendova, exchange, 'EXCULP_NOTICE')
  await silva.does(['exculpatory', 'consult', exchange, '--by', inDays(7), '--text-file', '-'], {
    input: 'Please leave out the address of the witness.',
  })
  await arrived(almada, exchange, 'CONSULT_ASK')
  const toDefence = ['use', exchange, '--operation', 'EXCULP', '--exception', 'exculp', '--item', villa]
  await haddad.does(toDefence, { expect: 77, lines: 6 })
  await haddad.does(['exculpatory', 'consulted', exchange])
  await haddad.does(toDefence, { lines: 8 })
  await haddad.does(['exculpatory', 'done', exchange])
  await arrived(mendova, exchange, 'EXCEPTION_DONE')
}

async function freeze({ mendova, almada, silva, haddad }: Cast, exchange: string): Promise<void> {
  chapter('5. A freeze that is about to lapse')
  await silva.does([
    ...['freeze', 'info', exchange, '--kind', 'administrative', '--item', villa, '--until', inDays(20)],
    ...['--amount', '865000.00:EUR'],
  ])
  await arrived(almada, exchange, 'FREEZE_INFO')
  await haddad.does(['deadlines'], { lines: 8 })
  await silva.does(['freeze', 'lifted', exchange], { expect: 77, lines: 4 })
  await silva.does(['freeze', 'lift-intent', exchange, '--lift', inDays(15), '--reasons-by', inDays(10)])
  await arrived(almada, exchange, 'LIFT_INTENT')
  await haddad.does(['freeze', 'reasons', exchange, '--text-file', '-'], {
    input: 'The trial begins in a month; the villa would be sold before.',
  })
  await arrived(mendova, exchange, 'LIFT_REASONS')
  await silva.does(['freeze', 'info', exchange, '--change', 'prolonged', '--until', inDays(120)])
  await arrived(almada, exchange, 'FREEZE_INFO', 2)
}

async function tighten({ mendova, almada, silva, haddad }: Cast, exchange: string): Promise<void> {
  chapter('6. The conditions become stricter')
  const toCourt = ['--purpose', 'CRIM-INV', '--kind', 'judicial', '--country', 'LI', '--item', villa]
  const atHome = ['may', 'DOM', exchange, ...toCourt]
  await haddad.does(atHome, { lines: 3 })
  await silva.does(['retag', exchange, '--conditions', embargo])
  await arrived(almada, exchange, 'RETAG')
  await haddad.does(atHome, { expect: 77, lines: 12 })
  await haddad.does(['undertake', exchange, '--retag', (await matterOf(almada, exchange, 'RETAG')).id])
  await arrived(mendova, exchange, 'CONDITIONS_READ')
}
