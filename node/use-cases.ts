import { readFileSync } from 'node:fs'
import { lastFetchMs } from './answers/deps.ts'
import { answers } from './answers/index.ts'
import type { UseCases } from './api/contract.ts'
import { readDrafts } from './desk/drafts.ts'
import { createOfficerBook } from './desk/officer-book.ts'
import { readOfficers, standingOf } from './desk/officers.ts'
import { releaseQuestions } from './desk/releasing.ts'
import { createDeskUseCases } from './desk/use-cases.ts'
import { release } from './exchanges/release.ts'
import type { RunningNode } from './running-node.ts'

/** The version of this package, as it says of itself. */
const version = readVersion()

/** Ties what the node answers to a running node. */
export function useCasesOf(node: RunningNode): UseCases {
  const { exchange, network, store } = node
  const { fetch } = node
  const deps = { ...exchange, publish: network.publish, fetch, fetchedMs: () => lastFetchMs(node) }
  return answers({
    exchange,
    network,
    ...{
      sync: node.sync,
      contacts: node.contacts,
      fetch,
      startedMs: node.startedMs,
      peerId: node.peerId,
      version,
    },
    officers: createOfficerBook(deps),
    releaseNow: (open) => release({ ...exchange, ...releaseQuestions(deps) }, open, { confirmed: true }),
    officerCount: async () => {
      const officers = await readOfficers(store)
      return officers.filter((officer) => standingOf(officer, exchange.clock()) === 'active').length
    },
    draftCount: async () => (await readDrafts(store)).length,
    desk: createDeskUseCases(deps),
  })
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined
  return typeof found === 'string' ? found : '0'
}
