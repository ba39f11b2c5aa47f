// ISO 15924 codes that stand for several scripts of Unicode (UAX #24, UTS #39 augmented script sets).
const composed: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
  Jpan: ['Hani', 'Hira', 'Kana'],
  Hrkt: ['Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
}

/**
 * @param script - an ISO 15924 code
 * @returns a pattern for one letter of that script; `undefined` for a script Unicode does not know
 */
export function letterOf(script: string): RegExp | undefined {
  if (!/^[A-Z][a-z]{3}$/.test(script)) return undefined
  const scripts = Object.hasOwn(composed, script) ? (composed[script] ?? []) : [script]
  try {
    return new RegExp(`^[${scripts.map((code) => `\\p{Script_Extensions=${code}}`).join('')}]$`, 'u')
  } catch {
    return undefined
  }
}

/** @returns how many letters of a text belong to a script, and how many do not */
export function countLetters(text: string, letter: RegExp): { inside: number; outside: number } {
  let inside = 0
  let outside = 0
  for (const [character] of text.matchAll(/\p{L}/gu)) {
    if (letter.test(character)) inside++
    else outside++
  }
  return { inside, outside }
}
