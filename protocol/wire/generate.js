// Regenerates wire.js from wire.proto: `npm run wire`. The output is committed; a test proves that it still
// matches, so nobody edits it by hand. Types come from protocol/codec, where each field also gets its bounds.
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, 'wire.js')
const options =
  '-t static-module -w esm --no-create --no-verify --no-convert --no-delimited --no-service --no-comments'
const pbjs = 'node_modules/protobufjs-cli/bin/pbjs'
execFileSync(process.execPath, [pbjs, ...options.split(' '), '-o', out, join(here, 'wire.proto')])
