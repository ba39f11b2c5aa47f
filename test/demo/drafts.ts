import type { Actor } from './stage.ts'

interface Drafting {
  /** Who submits it, and who approves it. */
  readonly officers: readonly [string, string]
  /** Options of the import. */
  readonly from?: readonly string[]
}

/** Drafted and submitted by one officer, approved by the other. @returns its id */
export async function approvedDraft(
  actor: Actor,
  document: unknown,
  { officers, from = [] }: Drafting,
): Promise<string> {
  const [drafter, approver] = officers
  const input = JSON.stringify(document)
  const { id } = await actor.ask<{ id: string }>(['draft', 'import', '-', ...from], { input })
  await actor.call(['draft', 'submit', id], { officer: drafter })
  await actor.call(['draft', 'approve', id], { officer: approver })
  return id
}

/** @param more - options of the sending  @returns the exchange that it begins, or goes on in */
export async function sendDraft(
  actor: Actor,
  id: string,
  officer: string,
  more: readonly string[],
): Promise<string> {
  const { sent } = await actor.ask<{ sent: { exchange: string }[] }>(['send', id, ...more], { officer })
  return sent[0]?.exchange ?? ''
}
