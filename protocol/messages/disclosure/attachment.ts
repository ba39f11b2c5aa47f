import { maxAttachmentBytes } from '../../limits.ts'
import { itemId } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { language } from '../fields/name.ts'
import { coded, fileName, line } from '../fields/text.ts'
import { optional, record, z } from '../schema.ts'

/** RFC 6838 §4.2: two names of at most 127 characters, in lower case and without parameters. */
const mediaType = coded('media-type', /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/)

/**
 * A file that comes in parts (E10): what it is, and the key that opens it.
 *
 * An item: it can carry tags of its own, and is asked for by its id, which is the statement's attachment id.
 */
export const attachment = record({
  id: itemId,
  /** For people: what it is saved under is made from it (docs/protocol/4-messages.md, "File names"). */
  name: fileName,
  mediaType,
  /** Bytes, before padding. */
  length: z.int().min(0).max(maxAttachmentBytes),
  /** Secret: 32 bytes in hexadecimal. */
  key: coded('attachment-key', /^[0-9a-f]{64}$/),
  /** 24 bytes in hexadecimal. */
  salt: coded('attachment-salt', /^[0-9a-f]{48}$/),
  title: optional(line()),
  language: optional(language),
  form: optional(z.enum(['original', 'copy', 'translation'])),
  flags: itemFields.flags,
  secrecy: itemFields.secrecy,
  tags: itemFields.tags,
})
