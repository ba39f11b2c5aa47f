/** Bytes from the beginning of a file that {@link mediaTypeOf} looks at. */
export const mediaTypeBytes = 16

/** What files of a kind begin with; longer beginnings first where one is part of another. */
const beginnings: readonly (readonly [begins: string, mediaType: string])[] = [
  ['255044462d', 'application/pdf'],
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['474946383761', 'image/gif'],
  ['474946383961', 'image/gif'],
  ['49492a00', 'image/tiff'],
  ['4d4d002a', 'image/tiff'],
  ['d0cf11e0a1b11ae1', 'application/x-ole-storage'],
  ['504b0304', 'application/zip'],
  ['1f8b', 'application/gzip'],
  ['377abcaf271c', 'application/x-7z-compressed'],
  ['7b5c727466', 'application/rtf'],
]

/** What office programs put into a zip: told from one another by their names only. */
const byExtension: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
}

const unknown = 'application/octet-stream'

/**
 * What a file seems to be, for an officer who does not say: by its first bytes, and its name only for what is a zip.
 *
 * A claim, as any media type is: nobody opens a file by it.
 */
export function mediaTypeOf(head: Uint8Array, name: string): string {
  const digits = Buffer.from(head.subarray(0, mediaTypeBytes)).toString('hex')
  const found = beginnings.find(([begins]) => digits.startsWith(begins))?.[1] ?? unknown
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return found === 'application/zip' && Object.hasOwn(byExtension, extension)
    ? (byExtension[extension] ?? found)
    : found
}
