/** One page of a list that is in memory; the cursor is the number of lines before it. */
export function pageOf<T>(
  lines: readonly T[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): { readonly items: readonly T[]; readonly next?: string } {
  const from = cursor === undefined ? 0 : Number.parseInt(cursor, 10) || 0
  const items = lines.slice(from, from + limit)
  return from + limit < lines.length ? { items, next: String(from + limit) } : { items }
}
