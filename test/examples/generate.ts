// Makes what is not there yet of docs/protocol/examples/; run by hand: node cli/launch.js test/examples/generate.ts.
// What it wrote is frozen: signatures and encapsulations draw their own randomness.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { toHex } from '../../crypto/index.ts'
import { folder, written } from './example.ts'
import { createCast, makeEnvelope, makeExchange, makeTrust, type MadeExample } from './make.ts'
import { productReaders } from './readers.ts'

function write(name: string, { values, ...rest }: MadeExample): void {
  for (const { file, bytes } of values) {
    if (file !== undefined) writeFileSync(new URL(file, folder), bytes)
  }
  const example = {
    ...rest,
    values: values.map(({ bytes, ...value }) => ({
      ...value,
      ...(value.file === undefined ? { bytes: toHex(bytes) } : {}),
      // What has a file is too long to stand here twice.
      ...(value.message === undefined || value.file !== undefined
        ? {}
        : { decoded: written(productReaders(value.message)(bytes)) }),
    })),
  }
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(example, undefined, 2)}\n`)
}

mkdirSync(folder, { recursive: true })
const names = ['trust', 'envelope', 'exchange'].map((name) => new URL(`${name}.json`, folder))
// One cast for all: either all are there or none.
if (names.some((file) => !existsSync(file))) {
  const cast = await createCast()
  write('trust', makeTrust(cast))
  write('envelope', await makeEnvelope(cast))
  write('exchange', makeExchange())
}
