import { conditionsOf } from '../draft.ts'
import { certs, itemWith, standing, tagged, termsWith, withTags, type Drafting } from '../drafting.ts'
import { random } from '../world.ts'

/** What is taken in. */
export function draftAccepted({ world: { d }, good }: Drafting): void {
  good('disclosure', '5-envelope.md, Opening')
  good('from-a-member-not-known-yet', '2-trust.md, Directory objects', {
    from: d,
    ...certs(...d.objects.slice(0, 3)),
  })
  good('batch-of-many', '5-envelope.md, Batches', { others: 5 })
  good('restricted-and-cleared', standing(9), tagged(withTags(['CLS:RESTRICTED', ['XA restricted'], 0])))
  good('larger-than-the-least', '1-conventions.md, Padding', { content: random(36_000) })
  good(
    'refused-certificate-spoils-nothing',
    '2-trust.md, Directory objects',
    certs({ kind: 3, object: random(80) }),
  )
  const announced = conditionsOf(withTags(['DP:VICTIM', [], 1]))
  good('item-as-announced', '3-exchange.md, form.items-noticed', {
    statement: { terms: termsWith(itemWith(['DP:VICTIM', [], 0])), conditions: announced },
  })

}
