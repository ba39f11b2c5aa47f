/** Files that come along with a disclosure, in the words of drafts and of exchanges. */
import { z } from 'zod'
import { plainText, shortId } from './values.ts'

/** What a file can be said to be, and to show (docs/protocol/4-messages.md, "Attachments"). */
export const fileForms = ['original', 'copy', 'translation'] as const
export const fileFlags = ['special', 'victim', 'witness', 'minor'] as const
export const fileSecrecies = ['bank', 'tax', 'fiu', 'privilege', 'informant'] as const

/** What an officer says of a file; `check` says what is wrong with it. Texts as an editor wrote them, in one form. */
export const attachmentSaid = z.object({
  name: z.string().min(1).max(1024).overwrite(plainText),
  /** A claim: by what it seems to be where nobody said. */
  mediaType: z.string(),
  title: z.string().overwrite(plainText).optional(),
  language: z.string().optional(),
  form: z.literal(fileForms).optional(),
  flags: z.array(z.literal(fileFlags)).optional(),
  secrecy: z.array(z.literal(fileSecrecies)).optional(),
  tags: z.array(z.string()).optional(),
})

/** `waiting`: parts are under way. `given-up`: nothing more is done about it; what came was let go. */
export const attachmentStates = ['waiting', 'complete', 'given-up'] as const

/** How far an attachment is; of its name and kind nothing is known before the content is opened. */
export const attachmentProgress = z.object({
  id: shortId,
  /** Bytes after padding: the file is a little smaller. */
  paddedLength: z.int(),
  state: z.literal(attachmentStates),
  /** Of an incoming file, parts that are here; of an outgoing one, parts that left. */
  parts: z.int(),
  ofParts: z.int(),
})

/** An attachment whose statement was opened. */
export const attachmentOpened = attachmentSaid.extend({ length: z.int(), ...attachmentProgress.shape })
