import type { TlsIdentity } from '../../../node/network/web-sockets.ts'

/** A self-signed certificate for 127.0.0.1 and its key: public, and good for nothing but these tests. */
export const loopbackTls: TlsIdentity = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBrjCCAVSgAwIBAgIUEmqI9zVUeC+mswGyCW8R4gUkTVYwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYbG9vcGJhY2ssIGZvciB0ZXN0cyBvbmx5MCAXDTI2MTEyMTA5
MDY1NloYDzIxMjYxMDI4MDkwNjU2WjAjMSEwHwYDVQQDDBhsb29wYmFjaywgZm9y
IHRlc3RzIG9ubHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ42dIULsFigKCJ
sB2dtSIzSqMkV+O/MJV5+IHqADoqnlRR+EazdijVsCTQWsjB9Khqx3+rGy+FAfKV
oWPEku2uo2QwYjAdBgNVHQ4EFgQURUwZpPK5cRONuPz42yweSqbNWXAwHwYDVR0j
BBgwFoAURUwZpPK5cRONuPz42yweSqbNWXAwDwYDVR0RBAgwBocEfwAAATAPBgNV
HRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDi8cPnEEAhbdNLUPUM1vgK
XJSuWVv/jQSn4jTP4FikcQIgWZ3ZG5alHD3pchaySTf6zhj3omVxErgJZEf/EGbk
GsA=
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoYD2bwMv6vQZOOKE
N/mxgFuUVVCt1gnABg7CWeHGLh6hRANCAAQ42dIULsFigKCJsB2dtSIzSqMkV+O/
MJV5+IHqADoqnlRR+EazdijVsCTQWsjB9Khqx3+rGy+FAfKVoWPEku2u
-----END PRIVATE KEY-----`,
}
