import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startChild } from './child.ts'

const program = fileURLToPath(import.meta.resolve('./attachment-process.ts'))

/** What opens a sealed file: its entry in the statement, and in the body. */
export const attachmentKeysSchema = z.object({
  attachment: z.string(),
  id: z.string(),
  key: z.string(),
  salt: z.string(),
  length: z.number(),
})
export type AttachmentKeys = z.infer<typeof attachmentKeysSchema>

const doneSchema = z.object({
  /** From the first byte read until all is durable. */
  ms: z.number(),
  keys: attachmentKeysSchema,
  /** The most memory of the whole process; `undefined` where the system does not tell. */
  peakBytes: z.number().optional(),
})
export type AttachmentDone = z.infer<typeof doneSchema>

/** Seals a file for one recipient in a new process. @param folder - for the blob, and the envelope that lists it */
export async function sealAside(file: string, folder: string): Promise<AttachmentDone> {
  await using child = await startChild(program, [file, folder])
  return doneSchema.parse(child.said)
}

/** Opens what {@link sealAside} made, in a new process, into a new file. */
export async function openAside(file: string, folder: string, keys: AttachmentKeys): Promise<AttachmentDone> {
  await using child = await startChild(program, [file, folder, JSON.stringify(keys)])
  return doneSchema.parse(child.said)
}
