import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

/** For every rule the files that break it; `from` is where the fault must be reported. */
const plants: Readonly<Record<string, { readonly from: string; readonly files: Tree }>> = {
  'no-circular': {
    from: 'test/plant/ring-a.ts',
    files: {
      'test/plant/ring-a.ts': "import { b } from './ring-b.ts'\nexport const a = () => b\n",
      'test/plant/ring-b.ts': "import { a } from './ring-a.ts'\nexport const b = () => a\n",
    },
  },
  resolvable: plant('test/plant/nowhere.ts', './not-there.ts'),
  'crypto-is-bytes': plant('crypto/plant.ts', 'node:fs'),
  'native-alone-imports-node-crypto': plant('crypto/noble/plant.ts', 'node:crypto'),
  'protocol-is-pure': plant('protocol/codec/plant.ts', 'node:crypto'),
  'wire-through-codec': plant('protocol/trust/plant.ts', '../wire/wire.ts'),
  'protocol-from-outside-by-index': plant('node/ledger/plant.ts', '../../protocol/codec/shape.ts'),
  'use-cases-know-no-doors': plant('node/exchanges/plant.ts', '../network/host.ts'),
  'network-knows-no-use-cases': plant('node/relay/plant.ts', '../keyring/keyring.ts'),
  'relay-reaches-no-keys': {
    from: 'node/relay/detour.ts',
    files: {
      'node/relay/detour.ts': imports('../directory/detour.ts'),
      'node/directory/detour.ts': imports('../keyring/keyring.ts'),
    },
  },
  'api-knows-no-network': plant('node/api/plant.ts', '../network/host.ts'),
  'composition-root-is-not-imported': plant('node/desk/plant.ts', '../node.ts'),
  'cli-uses-two-doors': plant('cli/commands/plant.ts', '../../node/exchanges/send.ts'),
  'independent-decoder-is-independent': plant('test/independent/plant.ts', '../../crypto/index.ts'),
}

/** A small house in which every import is one that the layers allow. */
const house: Tree = {
  'crypto/index.ts': imports('./native/hash.ts', './noble/hash.ts'),
  'crypto/native/hash.ts': imports('node:crypto'),
  'crypto/noble/hash.ts': imports(),
  'protocol/index.ts': imports('./trust/pin.ts'),
  'protocol/trust/pin.ts': imports('../codec/shape.ts', '../../crypto/index.ts'),
  'protocol/codec/shape.ts': imports('../wire/wire.ts', '../../crypto/index.ts'),
  'protocol/wire/wire.ts': imports(),
  'node/index.ts': imports('./node.ts'),
  'node/node.ts': imports('./exchanges/send.ts', './network/host.ts', './api/server.ts'),
  'node/exchanges/send.ts': imports('../../protocol/index.ts', '../keyring/keyring.ts'),
  'node/keyring/keyring.ts': imports('../../crypto/index.ts'),
  'node/network/host.ts': imports('../../protocol/index.ts'),
  'node/api/server.ts': imports('../exchanges/send.ts'),
  'node/api/client.ts': imports(),
  'cli/main.ts': imports('../node/index.ts', '../node/api/client.ts'),
  'test/unit/some.test.ts': imports('../../protocol/trust/pin.ts', '../../node/index.ts'),
  'test/independent/decode.ts': imports(),
}

test('the layer checker looks at every TypeScript file of every room', async () => {
  const onDisk = globSync('{crypto,protocol,node,cli,test}/**/*.ts')
  const { seen } = await checkLayers('.')
  expect(onDisk.length).toBeGreaterThan(20)
  expect(onDisk.filter((file) => !seen.has(file))).toEqual([])
})

test('the layer checker reports a planted fault for each of its rules, and nothing without them', async () => {
  const folder = await buildHouse()
  const { rules, faults: before } = await checkLayers(folder)
  expect(before).toEqual([])
  expect(Object.keys(plants).sort()).toEqual(rules.sort())

  for (const { files } of Object.values(plants)) await writeTree(folder, files)
  const { faults } = await checkLayers(folder)
  for (const [rule, { from }] of Object.entries(plants)) expect(faults).toContainEqual({ rule, from })
})

type Tree = Readonly<Record<string, string>>

interface Report {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] }
  }
}

function imports(...paths: readonly string[]): string {
  return [...paths.map((path) => `import '${path}'`), 'export {}', ''].join('\n')
}

function plant(from: string, path: string) {
  return { from, files: { [from]: imports(path) } }
}

async function writeTree(folder: string, files: Tree): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function buildHouse(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-layers-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const file of ['.dependency-cruiser.js', 'tsconfig.json', 'package.json']) {
    await cp(file, join(folder, file))
  }
  await writeTree(folder, house)
  return folder
}

/** Runs the very command of `npm run check:layers` in `folder`, but for its output format. */
async function checkLayers(folder: string) {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
  const [node = '', launcher = '', program = '', ...args] = (manifest.scripts['check:layers'] ?? '').split(
    ' ',
  )
  const { stdout } = await promisify(execFile)(
    node,
    [join(process.cwd(), launcher), join(process.cwd(), program), '--output-type', 'json', ...args],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
  )
  const { modules, summary } = JSON.parse(stdout) as Report
  return {
    seen: new Set(modules.map(({ source }) => source)),
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
    faults: summary.violations.map(({ from, rule }) => ({ rule: rule.name, from })),
  }
}
