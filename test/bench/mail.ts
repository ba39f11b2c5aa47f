import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { createMessage, encrypt, generateKey, type PrivateKey } from 'openpgp'
import { z } from 'zod'
import { osRandom } from '../../crypto/index.ts'
import { loopbackTls } from '../network/support/tls.ts'
import { startChild, type Child } from './child.ts'

const program = fileURLToPath(import.meta.resolve('./mail-process.ts'))
const saidSchema = z.object({ port: z.number() })

/** What an institution would use instead: signed and encrypted mail over one kept connection. */
export interface Mail extends AsyncDisposable {
  /**
   * Signs, encrypts and sends so many random bytes; resolves when the receiver's 250 says they are on its disk.
   * One at a time: SMTP has no second message under way on a connection.
   */
  readonly send: (bytes: number) => Promise<void>
  readonly cpuMicros: Child['cpuMicros']
}

/**
 * PGP/MIME (RFC 3156) with curve25519 keys, over TLS 1.3. The receiver writes a file, flushes it, renames it and
 * flushes the folder; it verifies and opens nothing, and the sender keeps nothing.
 */
export async function startMail(): Promise<Mail> {
  await using starting = new AsyncDisposableStack()
  const child = starting.use(await startChild(program, []))
  const { port } = saidSchema.parse(child.said)
  const connection = new SMTPConnection({
    ...{ host: '127.0.0.1', port, secure: true },
    tls: { ca: loopbackTls.cert, minVersion: 'TLSv1.3' },
  })
  starting.defer(() => {
    connection.quit()
  })
  connection.connect()
  await once(connection, 'connect')
  const keys = { from: await newKey('sender'), to: await newKey('receiver') }
  const running = starting.move()
  return {
    cpuMicros: child.cpuMicros,
    send: async (bytes) => post(connection, await pgpMime(keys, osRandom(bytes))),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function newKey(name: string): Promise<PrivateKey> {
  const userIDs = { name, email: addressOf(name) }
  const { privateKey } = await generateKey({ type: 'curve25519', userIDs, format: 'object' })
  return privateKey
}

const addressOf = (name: string): string => `${name}@bench.example`

function post(connection: SMTPConnection, message: string): Promise<void> {
  const envelope = { from: addressOf('sender'), to: [addressOf('receiver')] }
  return new Promise((resolve, reject) => {
    connection.send(envelope, message, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}

async function pgpMime(
  { from, to }: { readonly from: PrivateKey; readonly to: PrivateKey },
  content: Uint8Array,
): Promise<string> {
  const part = lines(
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
  )
  const armored = await encrypt({
    message: await createMessage({ text: part }),
    encryptionKeys: to.toPublic(),
    signingKeys: from,
  })
  const boundary = Buffer.from(osRandom(12)).toString('hex')
  return lines(
    `From: ${addressOf('sender')}`,
    `To: ${addressOf('receiver')}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${boundary}@bench.example>`,
    'Subject: ...',
    'MIME-Version: 1.0',
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '',
    `--${boundary}`,
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    '',
    armored,
    `--${boundary}--`,
    '',
  )
}

const lines = (...each: readonly string[]): string => each.join('\r\n')
