/**
 * The contract of the local API: one table of routes, from which server and client are derived.
 *
 * A use case implements one line of it; `UseCases` is the whole of what a node must be able to do.
 */
import type { z } from 'zod'
import { answeringRoutes } from './contract/answering.ts'
import { bindingRoutes } from './contract/binding.ts'
import { closingRoutes } from './contract/closing.ts'
import { breachRoutes } from './contract/breach.ts'
import { consentRoutes } from './contract/consent.ts'
import { deadlineRoutes } from './contract/deadlines.ts'
import { exceptionRoutes } from './contract/exceptions.ts'
import { freezeRoutes } from './contract/freeze.ts'
import { recallRoutes } from './contract/recall.ts'
import { redirectRoutes } from './contract/redirect.ts'
import { requestRoutes } from './contract/requests.ts'
import { retentionRoutes } from './contract/retention.ts'
import { retagRoutes } from './contract/retag.ts'
import { settlementRoutes } from './contract/settlement.ts'
import { directoryRoutes } from './contract/directory.ts'
import { draftRoutes } from './contract/drafts.ts'
import { keepingRoutes } from './contract/keeping.ts'
import { labelRoutes } from './contract/labels.ts'
import { networkRoutes } from './contract/network.ts'
import { nodeRoutes } from './contract/node.ts'
import { officerRoutes } from './contract/officers.ts'
import { paperRoutes } from './contract/paper.ts'
import { policyRoutes } from './contract/policy.ts'
import { profileRoutes } from './contract/profile.ts'
import { proofRoutes } from './contract/proof.ts'
import { receivingRoutes } from './contract/receiving.ts'
import type { Frozen } from './contract/route.ts'
import { searchRoutes } from './contract/search.ts'
import { sendingRoutes } from './contract/sending.ts'
import { useRoutes } from './contract/uses.ts'

export const routes = {
  ...nodeRoutes,
  ...networkRoutes,
  ...profileRoutes,
  ...directoryRoutes,
  ...officerRoutes,
  ...bindingRoutes,
  ...draftRoutes,
  ...sendingRoutes,
  ...receivingRoutes,
  ...answeringRoutes,
  ...consentRoutes,
  ...exceptionRoutes,
  ...retagRoutes,
  ...recallRoutes,
  ...requestRoutes,
  ...freezeRoutes,
  ...settlementRoutes,
  ...redirectRoutes,
  ...breachRoutes,
  ...retentionRoutes,
  ...closingRoutes,
  ...deadlineRoutes,
  ...policyRoutes,
  ...labelRoutes,
  ...useRoutes,
  ...paperRoutes,
  ...searchRoutes,
  ...proofRoutes,
  ...keepingRoutes,
} as const

type Routes = typeof routes
export type RouteName = keyof Routes

/** What a use case is handed: validated, with defaults filled in. */
export interface Asked<Name extends RouteName> {
  readonly params: Frozen<z.output<Routes[Name]['params']>>
  readonly query: Frozen<z.output<Routes[Name]['query']>>
  readonly body: Frozen<z.output<Routes[Name]['body']>>
}

/** What a use case gives back; fields that the schema does not name do not leave the node. */
export type Answer<Name extends RouteName> = Frozen<z.output<Routes[Name]['response']>>

/** Aborted when the asker has gone or the node is stopping. */
export interface AskContext {
  readonly signal: AbortSignal
}

/** What a node must be able to do: one function a route. Refusals are thrown as {@link Refusal}. */
export type UseCases = {
  readonly [Name in RouteName]: (input: Asked<Name>, context: AskContext) => Promise<Answer<Name>>
}

export type { Refusal } from './contract/problem.ts'
