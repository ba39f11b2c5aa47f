import { dirname, join } from 'node:path'
import type { Told } from './proof.ts'
import { prove, say } from './telling.ts'

interface Verdict {
  readonly result: string
  readonly stateHash: string
  readonly messages: readonly unknown[]
}

/** Both sides take the disclosure out of their nodes, and a third verifies it with nothing but two files. */
export async function proveByDossier({ mendova, almada, exchange }: Told): Promise<void> {
  const folder = dirname(mendova.dataDir)
  const [ours, theirs] = [join(folder, 'from Mendova.sponte'), join(folder, 'from Al-Madar.sponte')]
  const take = ['export', exchange, '--format', 'dossier', '--out']
  await Promise.all([
    mendova.call([...take, ours], { officer: 'r.silva' }),
    almada.call([...take, theirs], { officer: 'l.haddad', expect: 77 }),
  ])
  await almada.call([...take, theirs, '--decide', 'CONF:CONTENT'], { officer: 'l.haddad' })
  say(
    'Both take the exchange out of their nodes, without its texts. Al-Madar may do so only because the head of its',
  )
  say(
    'desk decides it (exit 77 until then). A third reads both files, with the digits of the network and no node:',
  )
  const { items } = await mendova.ask<{ items: readonly { fingerprint: string }[] }>(['network', 'list'])
  const trust = ['--trust', items[0]?.fingerprint ?? '']
  const [page, { first, second }] = await Promise.all([
    mendova.call(['verify', ours, ...trust]),
    mendova.ask<{ first: Verdict; second: Verdict }>(['verify', ours, theirs, ...trust]),
    mendova.call(['verify', ours], { expect: 65 }),
  ])
  say(page.stdout.split('\n\n').slice(0, 2).join('\n\n'))
  prove(
    `both verify, and tell one history of ${first.messages.length} messages`,
    first.result === 'VERIFIED' && second.result === 'VERIFIED' && first.stateHash === second.stateHash,
  )
  say('Without the digits the same file is consistent, and no more (exit 65)')
}
