import type { Answer } from '../../node/api/client.ts'
import { isolate } from '../isolate.ts'
import { fields } from '../table.ts'
import { bindingTexts } from '../texts/policy.ts'

/** That less binds than a profile asks for, before an officer puts a name to it. */
export function loweredLines({ lowered }: Pick<Answer<'draftShow'>, 'lowered'>): readonly string[] {
  if (lowered === undefined) return []
  const { least, reason } = lowered
  return [
    fields([
      ['BINDS LESS', `than is asked for: ${bindingTexts[least]}`],
      ['Reason', isolate(reason)],
    ]),
  ]
}
