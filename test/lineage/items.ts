import { conditionsShape, tagScopes, termsShapes } from '../../protocol/index.ts'
import { bytesFor, type Saying } from '../exchange/sayings.ts'

/** Its encoded Conditions. */
export const bytesOf = ({ conditions }: Saying) => conditions ?? new Uint8Array(0)

/** The same disclosure with two items that are listed. */
export function withItems(saying: Saying): Saying {
  const { vocabulary, tags } = conditionsShape.decode(bytesOf(saying))
  const bank = { code: 'SEC:BANK', args: [] }
  const all = [...tags, { ...bank, scope: tagScopes.SOME }].sort((a, b) => (a.code < b.code ? -1 : 1))
  const items = [bytesFor('item', 16), bytesFor('another', 16)]
    .sort((a, b) => Buffer.compare(a, b))
    .map((itemId) => ({ itemId, tags: [{ ...bank, scope: tagScopes.ALL }] }))
  return {
    ...saying,
    terms: termsShapes.DISCLOSURE.encode({ items }),
    conditions: conditionsShape.encode({ vocabulary, tags: all }),
  }
}
