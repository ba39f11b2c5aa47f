import { expect, test } from 'vitest'
import { directoryReplyShape } from '../../protocol/index.ts'
import { createCarrier } from '../../node/network/carrier.ts'
import type { Host } from '../../node/network/host.ts'

const peerKey = new Uint8Array(32).fill(3)
const signal = new AbortController().signal
const listed = { addresses: ['/ip4/192.0.2.1/tcp/1'] }

/** What a host would be told to dial when it opens the stream of a request. */
async function dialled(addresses: readonly string[]): Promise<readonly string[]> {
  let found: () => readonly string[] = () => []
  const link: Host['link'] = (_peerId, addressesOf) => {
    found = addressesOf
    const reply = directoryReplyShape.encode({ objects: [], until: 0, more: false })
    return { request: () => Promise.resolve(reply), close: () => undefined }
  }
  const carrier = createCarrier({ link }, () => listed.addresses)
  await carrier.directory({ peerKey, addresses }, { since: 0, publish: [] }, { signal })
  return found()
}

test('who names addresses is taken at its word alone; where nobody does, those that are listed are dialled', async () => {
  expect(await dialled(['/ip4/192.0.2.2/tcp/2'])).toEqual(['/ip4/192.0.2.2/tcp/2'])
  expect(await dialled([])).toEqual(['/ip4/192.0.2.1/tcp/1'])
})
