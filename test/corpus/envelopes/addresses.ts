import { type Bend } from '../draft.ts'
import { standing, step, type Drafting } from '../drafting.ts'
import { random } from '../world.ts'

/** To whom it is said, and passed on to others. */
export function draftAddresses({ world: { a, b, c, e, second }, bad, draft }: Drafting): void {
  bad('addressed-to-another-member', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: c.party },
  })
  bad('addressed-to-another-key', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: { ...b.party, iikHash: random(32) } },
  })
  bad('addressed-in-another-network', step(14), 'MISADDRESSED', 'addressed-to-me', {
    statement: { to: { ...b.party, networkId: second.networkId } },
  })
  bad('from-another-network-of-ours', step(14), 'PARTIES_INVALID', 'one-network', { from: e })
  bad('to-itself', '3-exchange.md, form.two-institutions', 'PARTIES_INVALID', 'two-institutions', { from: b })
  // C was sent it by A, and seals it to B.
  const toC: Bend = { statement: { to: c.party } }
  bad('forwarded-with-its-sealing', step(11), 'BINDING_INVALID', 'sealing-binding', {
    ...toC,
    sealing: { binding: random(32) },
  })
  bad('forwarded-under-own-name', standing(5), 'CERTIFICATE_UNKNOWN', 'officer-known', {
    from: c,
    officer: { hash: a.officerCertHash, key: a.officer },
  })
  bad('forwarded-with-the-receiver-rewritten', step(12), 'SIGNATURE_INVALID', 'officer-signature', {
    officerSig: () => officerSigFor(toC),
  })
  function officerSigFor(bend: Bend): Uint8Array {
    let kept = new Uint8Array(64)
    draft({ ...bend, officerSig: (signature) => (kept = new Uint8Array(signature)) })
    return kept
  }
}
