/** Bytes that a text would leave behind. */
export interface Needle {
  readonly text: string
  /** Two at least. */
  readonly bytes: Buffer
}

/** The texts whose needles stand in the content, found by going through it once, however many needles there are. */
export function needlesIn(content: Buffer, needles: readonly Needle[]): ReadonlySet<string> {
  const beginning = (bytes: Buffer, at: number): number => bytes.readUInt16BE(at)
  const byBeginning = Map.groupBy(needles, ({ bytes }) => beginning(bytes, 0))
  const begins = new Uint8Array(65_536)
  for (const one of byBeginning.keys()) begins[one] = 1
  const found = new Set<string>()
  let two = 0
  for (let at = 0; at < content.length; at += 1) {
    two = ((two << 8) & 0xff00) | (content[at] ?? 0)
    if (at === 0 || begins[two] === 0) continue
    for (const { text, bytes } of byBeginning.get(two) ?? []) {
      const end = at - 1 + bytes.length
      if (end <= content.length && content.compare(bytes, 0, bytes.length, at - 1, end) === 0) found.add(text)
    }
  }
  return found
}
