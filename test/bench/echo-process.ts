// The answering process of the stream benchmarks: a bare stream and a host of ours, both saying back what they hear.
import { processTimers } from '../../node/network/index.ts'
import { startHost, startRawPeer } from '../network/support/hosts.ts'
import { bareStream } from './bare-stream.ts'
import { serveParent } from './child.ts'
import { bareProtocol, keptProtocol, noLimits, sinkProtocol } from './echo.ts'

await using raw = await startRawPeer(1)
await raw.libp2p.handle(bareProtocol, (stream) => {
  const { send } = bareStream(stream, (frame) => {
    send(frame.slice())
  })
})
await raw.libp2p.handle(sinkProtocol, (stream) => {
  const { send } = bareStream(stream, () => {
    send(Uint8Array.of(1))
  })
})
const { host } = await startHost(2, { limits: noLimits }, { timers: processTimers })
await using _ended = host
await host.serve(keptProtocol, (_peer, body) => Promise.resolve(body.slice()), {
  maxResponseBytes: 64 * 1024,
})
await serveParent({
  bare: raw.libp2p.getMultiaddrs().map(String),
  kept: { peerId: host.peerId, addresses: host.addresses() },
})
