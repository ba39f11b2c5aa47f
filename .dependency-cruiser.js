// The table of docs/adr/0002-layers.md as rules. test/unit/layers.test.ts proves that the checker really looks:
// a checker that sees no module is silent too.
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  // A generator is run by hand and ships nothing.
  from: { path: from, pathNot: '/generate\\.js$' },
  to: { pathNot: [from, ...allowed] },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only(
      'crypto-is-bytes',
      '^crypto/',
      ['node_modules/(@noble|hpke)/', '^(node:)?crypto$'],
      'crypto/ knows bytes only',
    ),
    {
      name: 'native-alone-imports-node-crypto',
      severity: 'error',
      from: { path: '^crypto/', pathNot: '^crypto/native/' },
      to: { path: '^(node:)?crypto$' },
    },
    only(
      'protocol-is-pure',
      '^protocol/',
      ['^crypto/index\\.ts$', 'node_modules/(protobufjs|zod|ibantools|i18n-iso-countries)/'],
      'no I/O in protocol/',
    ),
    {
      name: 'wire-through-codec',
      severity: 'error',
      from: { path: '^protocol/', pathNot: '^protocol/(codec|wire)/' },
      to: { path: '^protocol/wire/' },
    },
    {
      name: 'protocol-from-outside-by-index',
      severity: 'error',
      from: { path: '^(node|cli)/' },
      to: { path: '^(protocol|crypto)/', pathNot: '^(protocol|crypto)/index\\.ts$' },
    },
    {
      name: 'use-cases-know-no-doors',
      severity: 'error',
      from: { path: '^node/exchanges/' },
      to: { path: '^node/(network|api|relay|console)/' },
    },
    {
      name: 'network-knows-no-use-cases',
      severity: 'error',
      from: { path: '^node/(network|relay)/' },
      to: { path: '^node/(exchanges|api|console|desk|keyring)/' },
    },
    {
      name: 'relay-reaches-no-keys',
      severity: 'error',
      comment: 'also by way of other rooms; what is left out writes files and knows no key',
      from: { path: '^node/(network|relay)/' },
      to: {
        path: '^node/(exchanges|api|console|desk|keyring)/',
        pathNot: '^node/keyring/write-whole\\.ts$',
        reachable: true,
      },
    },
    {
      name: 'api-knows-no-network',
      severity: 'error',
      from: { path: '^node/(api|console)/' },
      to: { path: ['^node/network/', '^crypto/'] },
    },
    {
      name: 'composition-root-is-not-imported',
      severity: 'error',
      from: { pathNot: '^(node/index\\.ts$|test/)' },
      to: { path: '^node/node\\.ts$' },
    },
    {
      name: 'cli-uses-two-doors',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^node/', pathNot: '^node/(index|api/client)\\.ts$' },
    },
    {
      name: 'independent-decoder-is-independent',
      severity: 'error',
      from: { path: '^test/independent/' },
      to: { path: '^(crypto|protocol|node|cli)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
}
