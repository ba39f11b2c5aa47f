import { fromHex, toHex } from '../../crypto/index.ts'
import type { Attachment } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import type { Body, Disclosure } from '../messages/index.ts'
import { openAttachment, type AttachmentOpener, type AttachmentSecret } from './stream.ts'

/** What a body says of one attachment. */
type Listed = NonNullable<Disclosure['attachments']>[number]

/** An attachment, with what the statement and the body say of it. */
export interface AttachedFile {
  readonly attachment: Attachment
  readonly listed: Listed
  readonly secret: AttachmentSecret
  readonly opener: AttachmentOpener
}

/**
 * Holds the body's list of attachments against the statement's: the same ids in the same order, and each with the
 * key and the length that the statement commits to.
 *
 * @throws {@link ProtocolError} `COMMITMENT_INVALID` where the two differ
 * @see docs/protocol/5-envelope.md, "Attachments"
 */
export function attachedFiles(
  attachments: readonly Attachment[],
  { attachments: list = [] }: Pick<Disclosure, 'attachments'>,
): readonly AttachedFile[] {
  if (list.length !== attachments.length)
    throw new ProtocolError(
      'COMMITMENT_INVALID',
      'attachments: the body lists more or fewer than its statement',
    )
  return attachments.map((attachment, at) => {
    const listed = list[at]
    if (listed?.id !== toHex(attachment.attachmentId))
      throw new ProtocolError('COMMITMENT_INVALID', 'attachments: the body lists others than its statement')
    const secret = { key: fromHex(listed.key), salt: fromHex(listed.salt), length: listed.length }
    return { attachment, listed, secret, opener: openAttachment(attachment, secret) }
  })
}

/** The body without the keys of its files: nobody needs them who reads it. */
export function withoutKeys(body: Body | undefined): Record<string, unknown> {
  if (body === undefined || !('attachments' in body)) return { ...body }
  const { attachments = [] } = body
  return { ...body, attachments: attachments.map(({ key: _key, salt: _salt, ...said }) => said) }
}

/** The fields of the body's list that follow from sealing. */
export function listedFields(
  attachmentId: Uint8Array,
  { key, salt, length }: AttachmentSecret,
): Pick<Listed, 'id' | 'length' | 'key' | 'salt'> {
  return { id: toHex(attachmentId), length, key: toHex(key), salt: toHex(salt) }
}
