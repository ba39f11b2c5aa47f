/** A generated message class, as far as protocol/codec uses it. */
export interface WireClass {
  readonly encode: (message: never) => { finish: () => Uint8Array }
  readonly decode: (bytes: Uint8Array) => unknown
}

/** Every message of wire.proto by its name. */
export const wire: Readonly<Record<string, WireClass>>
