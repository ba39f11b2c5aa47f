// Signs and encrypts one file with openpgp in a process of its own, and then tells how long it took.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createMessage, encrypt, generateKey } from 'openpgp'
import { serveParent } from './child.ts'
import { flush } from './disk.ts'

const [from = '', to = ''] = process.argv.slice(2)
const newKey = async (name: string) => {
  const userIDs = { name, email: `${name}@bench.example` }
  return (await generateKey({ type: 'curve25519', userIDs, format: 'object' })).privateKey
}
const [sender, receiver] = [await newKey('sender'), await newKey('receiver')]

const start = performance.now()
{
  await using output = await open(to, 'wx')
  const binary = Readable.toWeb(createReadStream(from, { highWaterMark: 256 * 1024 }))
  const message = await createMessage({ binary })
  // It compresses only where it is told to.
  const sealed = await encrypt({
    ...{ message, format: 'binary' },
    encryptionKeys: receiver.toPublic(),
    signingKeys: sender,
  })
  for await (const piece of sealed) await output.write(piece)
}
await flush(to)
await serveParent({ ms: performance.now() - start })
