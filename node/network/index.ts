/** The network as bytes, peers and deadlines. */
export { createHost, type Host } from './host.ts'
export { processTimers } from './deps.ts'
export { firstHandlerRefusal, NetworkError, RefusalError } from './network-error.ts'
