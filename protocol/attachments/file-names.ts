import { utf8 } from '../../crypto/index.ts'

/** Bytes of UTF-8 in a name to save under: below the 255 of common file systems, with room for a number and a suffix of the writer's. */
const maxSavedBytes = 200
/** What programs go by: letters and digits after the last full stop, in a word that is not a sentence. */
const extensionForm = /(?<=.)\.[\p{L}\p{N}]{1,16}$/u
const fallback = 'attachment'

// What Windows, or a shell, or a path, takes for something else; controls, marks that turn the reading direction, and
// characters without a picture. The joiners U+200C and U+200D belong to Persian and Indic spelling and stay.
const unsafe =
  /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
/** Names of devices, whatever stands after a full stop. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i

/**
 * The name under which a file can be saved on any common system, made from the one that its sender gave it.
 *
 * No path and no device, not hidden, no option of a command, none that another spelling of the same name would hit;
 * its extension is kept where it has one. Names that differ in case only are one name.
 *
 * @param name - anything; a stranger's
 * @param isTaken - whether something of that name is there; asked with names of the answer's kind, lower-case
 * @returns 1 to 200 bytes in UTF-8
 */
export function safeName(name: string, isTaken: (lowerCaseName: string) => boolean = () => false): string {
  const { stem, extension } = cleaned(name)
  for (let copy = 1; ; copy++) {
    const suffix = (copy === 1 ? '' : ` (${copy})`) + extension
    const candidate = cut(stem, maxSavedBytes - utf8(suffix).length) + suffix
    if (!isTaken(keyOf(candidate))) return candidate
  }
}

/** The same for files that are saved together: no two get one name. @param present - names that are there already */
export function safeNames(names: readonly string[], present: readonly string[] = []): readonly string[] {
  const taken = new Set(present.map(keyOf))
  return names.map((name) => {
    const safe = safeName(name, (key) => taken.has(key))
    taken.add(keyOf(safe))
    return safe
  })
}

/** Composed and in lower case: what file systems that do not tell spellings apart compare. */
function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function cleaned(name: string): { readonly stem: string; readonly extension: string } {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replace(unsafe, '_')
    .replace(/^[\s.]+/u, '')
    .replace(/[\s.]+$/u, '')
  const extension = extensionForm.exec(plain)?.[0] ?? ''
  const stem = plain.slice(0, plain.length - extension.length).replace(/[\s.]+$/u, '')
  // A device's name ends at its first full stop: `con.tar.gz` is the console too.
  const [base = ''] = stem.split('.')
  const isRisky = device.test(base.trimEnd()) || stem.startsWith('-') || stem.startsWith('~')
  return { stem: isRisky ? `_${stem}` : stem || fallback, extension }
}

/** At most so many bytes of UTF-8, in whole characters, and no blank or full stop at the end. */
function cut(text: string, maxBytes: number): string {
  let [kept, size] = ['', 0]
  for (const character of text) {
    size += utf8(character).length
    if (size > maxBytes) break
    kept += character
  }
  return kept.replace(/[\s.]+$/u, '') || fallback
}
