// Lint rules: strict types everywhere, and time only where it may be told.
import { defineConfig, globalIgnores } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

const clockInstead = 'Take a Clock (shared/base/clock.ts), so that tests and rehearsals can drive time.'

const timeIsAParameter = {
  'no-restricted-globals': [
    'error',
    ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'].map((name) => ({
      name,
      message: clockInstead,
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: clockInstead },
    { object: 'performance', property: 'now', message: clockInstead },
    { object: 'process', property: 'hrtime', message: clockInstead },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockInstead },
  ],
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: ['node:timers', 'node:timers/*', 'timers', 'timers/*'], message: clockInstead }] },
  ],
}

export default defineConfig(
  globalIgnores(['dist/', 'release/', '.cache/', 'coverage/']),
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.cjs', 'vite.config.ts'] },
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'always' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `using _` holds something open, and a leading underscore says that a parameter is passed over.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Parts are records of functions that use no `this`, made to be taken apart.
      '@typescript-eslint/unbound-method': 'off',
      // Two packages carry the types of one WebSocket.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A parameter used once still says which member of a table is meant.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['shared/**', 'main/**', 'preload/**'],
    ignores: ['shared/base/clock.ts', 'main/clock.ts', 'main/headless.ts', 'main/electron.ts'],
    rules: timeIsAParameter,
  },
  {
    // A longer one keeps several things: state goes into a class of short methods, tables are parted by what they are about.
    files: ['shared/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts', 'renderer/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: false, skipComments: false }] },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // State is replaced, not changed in place, so its maps need not be reactive themselves.
      'svelte/prefer-svelte-reactivity': 'off',
      // Svelte's own rule knows of props that are rebound.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    // Here components are of unknown type; svelte-check knows them and is the judge of types.
    files: ['**/*.svelte'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return']
        .map((use) => `no-unsafe-${use}`)
        .concat('no-redundant-type-constituents', 'no-unnecessary-type-assertion')
        .map((rule) => [`@typescript-eslint/${rule}`, 'off']),
    ),
  },
  {
    files: ['main/simulate.ts', 'main/check-show.ts', 'test/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**', 'scripts/**'],
    rules: {
      // A test may assert what it has just made sure of.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['*.js', '*.cjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
)
