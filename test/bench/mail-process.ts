// The receiving process of the mail baseline: it keeps each message in a file, durably, before it says 250.
import { once } from 'node:events'
import { open, rename } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { temporaryFolder } from '../store/support.ts'
import { loopbackTls } from '../network/support/tls.ts'
import { serveParent } from './child.ts'

await using inbox = await temporaryFolder()
await using folder = await open(inbox.path)
let kept = 0

async function keep(message: Uint8Array): Promise<void> {
  kept += 1
  const written = join(inbox.path, `${kept}.new`)
  {
    await using file = await open(written, 'wx')
    await file.writeFile(message)
    await file.sync()
  }
  await rename(written, join(inbox.path, `${kept}.eml`))
  await folder.sync()
}

const server = new SMTPServer({
  ...loopbackTls,
  secure: true,
  minVersion: 'TLSv1.3',
  disabledCommands: ['AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, _session, done) => {
    void buffer(stream)
      .then(keep)
      .then(() => done(), done)
  },
})
const listening = server.listen(0, '127.0.0.1')
await once(listening, 'listening')
await serveParent({ port: (listening.address() as AddressInfo).port })
server.close()
