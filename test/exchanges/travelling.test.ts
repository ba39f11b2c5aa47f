import { expect, test } from 'vitest'
import { travellersOf } from '../../node/exchanges/carried.ts'
import { directoryKinds } from '../../protocol/index.ts'

const object = (kind: number, bytes: number) => ({ kind, object: new Uint8Array(bytes) })
const { CREDENTIAL, NODE_CERTIFICATE, OFFICER_CERTIFICATE, STATUS, PREKEY_BUNDLE } = directoryKinds

test('certificates travel with a statement; what the directory brings does not', () => {
  const certs = [CREDENTIAL, NODE_CERTIFICATE, OFFICER_CERTIFICATE].map((kind) => object(kind, 1000))
  const others = [object(STATUS, 10), object(PREKEY_BUNDLE, 10)]
  expect(travellersOf({ certs: [...others, ...certs] })).toEqual(certs)
})

test('who asks brings its own bundle, under which it wants the answer', () => {
  const certs = [object(NODE_CERTIFICATE, 1000), object(PREKEY_BUNDLE, 10)]
  expect(travellersOf({ certs: [object(STATUS, 10), ...certs] }, { asker: true })).toEqual(certs)
})

test('they are refused where they are larger together than certificates are', () => {
  const half = object(OFFICER_CERTIFICATE, 32 * 1024)
  expect(travellersOf({ certs: [half, half] })).toHaveLength(2)
  expect(() => travellersOf({ certs: [half, half, object(STATUS, 1)] })).toThrow(
    expect.objectContaining({ code: 'OVERSIZE' }),
  )
})
