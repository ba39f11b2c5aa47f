// Argon2id (RFC 9106) by OpenSSL, on a thread of the pool.
import { argon2 } from 'node:crypto'
import type { Argon2Cost } from '../primitives.ts'
import { plain } from './plain.ts'

export function argon2id(
  passphrase: Uint8Array,
  salt: Uint8Array,
  { memoryKiB, passes, lanes }: Argon2Cost,
  length: number,
): Promise<Uint8Array> {
  const parameters = {
    message: passphrase,
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism: lanes,
    tagLength: length,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => {
      if (error === null) resolve(plain(key))
      else reject(error)
    })
  })
}
