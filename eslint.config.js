import tseslint from 'typescript-eslint'

// The pure layers are deterministic by lint: whatever they need of the world is handed in.
const worldly = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'console',
  'process',
  'fetch',
]

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', 'protocol/wire/wire.js', 'protocol/wire/wire.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            '*.js',
            '.*.js',
            'cli/launch.js',
            'cli/sponte.js',
            'protocol/wire/generate.js',
          ],
        },
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A `case` with a block, `await using _x` and the like are idiom here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['crypto/**/*.ts', 'protocol/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...worldly.map((name) => ({
          name,
          message: 'The pure layers are handed clocks, randomness and loggers.',
        })),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
  {
    files: [
      'test/bench/**/*.ts',
      'test/demo/**/*.ts',
      'test/soak/**/*.ts',
      'test/mutation/main.ts',
      'test/formal/main.ts',
      'cli/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
)
