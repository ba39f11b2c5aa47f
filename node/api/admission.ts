import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from './api-error.ts'

/** Names under which this machine itself may ask; a page of another site cannot make a browser say one of them. */
const localNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses what a web page of another site could make a browser send.
 *
 * The Host header is what stops DNS rebinding; Origin and Sec-Fetch-Site (Fetch Metadata) stop plain cross-site
 * requests. Programs send neither and pass.
 *
 * @throws {@link ApiError} `FORBIDDEN_ORIGIN`
 */
export function checkSite(headers: IncomingHttpHeaders): void {
  const host = headers.host ?? ''
  if (!localNames.includes(host.replace(/:\d+$/, ''))) throw new ApiError('FORBIDDEN_ORIGIN')
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    throw new ApiError('FORBIDDEN_ORIGIN')
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new ApiError('FORBIDDEN_ORIGIN')
}

/**
 * Checks the bearer token of a request that came over TCP (RFC 6750 §2.1); the control socket needs none, because
 * the file system guards it.
 *
 * @throws {@link ApiError} `UNAUTHENTICATED`
 */
export function checkToken(headers: IncomingHttpHeaders, token: string): void {
  const given = /^Bearer ([\w.~+/=-]+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  if (!timingSafeEqual(digest(given), digest(token))) throw new ApiError('UNAUTHENTICATED')
}

// Equal lengths for timingSafeEqual, whatever was given.
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
