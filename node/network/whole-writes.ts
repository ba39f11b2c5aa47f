import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'

/** Beyond this, copying the pieces together costs more than writing them one by one. */
const maxWholeBytes = 16 * 1_024

/**
 * Makes an encrypter pass each small `send` down in one piece.
 *
 * Noise hands on length, header, ciphertext and tag as pieces of their own, and the transports write every piece by
 * itself: four system calls and, without Nagle's delay, four packets, or four WebSocket messages, for one record.
 */
export function wholeWrites<Components, Extension>(
  create: (components: Components) => ConnectionEncrypter<Extension>,
): (components: Components) => ConnectionEncrypter<Extension> {
  return (components) => {
    const encrypter = create(components)
    return {
      protocol: encrypter.protocol,
      secureOutbound: (connection, options) => encrypter.secureOutbound(inOnePiece(connection), options),
      secureInbound: (connection, options) => encrypter.secureInbound(inOnePiece(connection), options),
    }
  }
}

function inOnePiece<Connection extends MessageStream>(connection: Connection): Connection {
  const send = connection.send.bind(connection)
  connection.send = (data) => send(data.byteLength <= maxWholeBytes ? data.subarray() : data)
  return connection
}
