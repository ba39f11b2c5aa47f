import { maxItems, type TaggedItem } from '../../protocol/index.ts'
import type { Document } from './draft.ts'

/** An item as it stands in a draft that may be half finished. */
export interface WrittenItem extends TaggedItem {
  readonly pointer: string
}

/** Items and the tags written on them, so that the tags of a disclosure that is not whole yet can be looked at too. */
export function writtenItems(disclosure: Document['disclosure']): readonly WrittenItem[] {
  return Object.entries(disclosure).flatMap(([list, entries]) =>
    !Array.isArray(entries)
      ? []
      : entries.slice(0, maxItems).flatMap((entry: unknown, index): readonly WrittenItem[] => {
          if (typeof entry !== 'object' || entry === null || !('id' in entry)) return []
          const { id } = entry
          if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) return []
          const tags = 'tags' in entry && Array.isArray(entry.tags) ? entry.tags : []
          const texts = tags.filter((tag: unknown) => typeof tag === 'string')
          return [{ itemId: id, tags: texts, pointer: `/${list}/${index}` }]
        }),
  )
}
