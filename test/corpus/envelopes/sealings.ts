import { cut, flip, header, mailboxOfParty, padTo, step, type Drafting } from '../drafting.ts'
import { random } from '../world.ts'

/** What stands around the content: versions, addresses, keys, padding and binding. */
export async function draftSealings({
  world: { b, c, second },
  bad,
  begin,
  common,
}: Drafting): Promise<void> {
  // ---- versions, addresses, keys ----
  bad('header-of-another-version', step(1), 'UPGRADE_NEEDED', 'header-version', {
    outer: header({ version: 2 }),
  })
  bad('header-of-another-suite', step(1), 'UPGRADE_NEEDED', 'header-version', { outer: header({ suite: 2 }) })
  const otherBox = mailboxOfParty(c)
  bad('for-another-mailbox', step(2), 'MISADDRESSED', 'mailbox', { outer: header({ mailbox: otherBox }) })
  bad('for-another-prekey', step(3), 'PREKEY_UNKNOWN', 'prekey', { outer: header({ prekeyId: random(16) }) })
  // Sealed under the names of others, and addressed to B.
  const redirected = async (to: Parameters<typeof begin>[0]) => ({
    ...(await begin(to)),
    outer: common.outer,
  })
  const underOther = await redirected({ ...b.party, institutionId: c.party.institutionId, prekey: b.prekey })
  bad('sealed-for-another-institution', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: underOther })
  const elsewhere = await redirected({ ...b.party, networkId: second.networkId, prekey: b.prekey })
  bad('sealed-in-another-network', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: elsewhere })
  const toOtherKey = await redirected({ ...b.party, prekey: c.prekey })
  bad('sealed-to-another-prekey', step(4), 'ENVELOPE_CORRUPT', 'stream', { begun: toOtherKey })

  // A point of small order: no secret comes of it.
  bad('enc-curve-half-of-small-order', step(4), 'ENVELOPE_CORRUPT', 'hpke', {
    envelope: (bytes) => {
      const at = Buffer.from(bytes).indexOf(common.enc)
      return bytes.slice().fill(0, at + 1088, at + 1120)
    },
  })

  // ---- padding and binding ----
  bad('padding-without-a-length', step(6), 'PADDING_INVALID', 'padding', { padded: cut(2) })
  bad('padding-not-zero', step(6), 'PADDING_INVALID', 'padding', { padded: flip(-1) })
  bad('padding-too-long', step(6), 'PADDING_INVALID', 'padding', { padded: padTo(34816) })
  bad('padding-too-short', step(6), 'PADDING_INVALID', 'padding', { padded: padTo(24576) })
  bad('length-beyond-the-padding', step(6), 'PADDING_INVALID', 'padding', { padded: flip(0) })
  bad('content-for-another-envelope', step(7), 'BINDING_INVALID', 'sealed-binding', {
    sealed: { binding: random(32) },
  })
}
