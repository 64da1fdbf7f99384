// Three builds (renderer, main with its worker, preload) and the test projects.
import { globSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import type { EnvironmentOptions } from 'vite'
import { compressedFiles } from './scripts/compressed-files.ts'

const root = import.meta.dirname
const from = (...path: string[]): string => join(root, ...path)
/**
 * What stays an import in the output: Node's own, Electron, packages with native parts, which find those beside themselves,
 * and the router's compilers of JSON Schema, which are never loaded.
 */
const apart = new Set([
  'electron',
  'node-hid',
  'midi',
  '@elgato-stream-deck/node',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
])
function external(id: string): boolean {
  return isBuiltin(id) || apart.has(/^(@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? '')
}

const output = (folder: string, target: string) => ({
  outDir: from('dist', folder),
  emptyOutDir: true,
  target,
  sourcemap: true,
})

const renderer: EnvironmentOptions = { build: output('renderer', 'chrome140') }

/** Libraries go into the bundle: some hundred files fewer to find and read at every start. Tests load them as Node does. */
const bundled: NonNullable<EnvironmentOptions['resolve']> = { noExternal: true, external: [...apart] }

const main: EnvironmentOptions = {
  consumer: 'server',
  build: {
    ...output('main', 'node24'),
    minify: false,
    rolldownOptions: {
      external,
      input: {
        headless: from('main/headless.ts'),
        electron: from('main/electron.ts'),
        simulate: from('main/simulate.ts'),
        'check-show': from('main/check-show.ts'),
        'devices.process': from('main/devices.process.ts'),
        'runner.worker': from('main/playlists/runner.worker.ts'),
        'as-run.worker': from('main/as-run/as-run.worker.ts'),
        'build.worker': from('main/build/build.worker.ts'),
        'bundle.worker': from('main/bundle/bundle.worker.ts'),
        'pictures.worker': from('main/peripherals/hid/deck/pictures.worker.ts'),
      },
      // One flat folder: a worker is found beside whichever file starts it.
      output: {
        ...{ format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        // Node keeps the source in memory: in half the bytes where it is ASCII throughout, and without comments shorter still.
        charset: 'ascii',
        comments: { legal: true, annotation: false, jsdoc: false },
      },
    },
  },
}

const preload: EnvironmentOptions = {
  consumer: 'server',
  build: {
    ...output('preload', 'node24'),
    minify: false,
    rolldownOptions: {
      external,
      input: { bridge: from('preload/bridge.ts') },
      // A sandboxed preload can only be one CommonJS file.
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
}

/** Marks a complete build with the time it began, so that sources changed meanwhile count as newer. */
function stampBuild(startedAt: Date): void {
  mkdirSync(from('dist'), { recursive: true })
  writeFileSync(from('dist/stamp'), '')
  utimesSync(from('dist/stamp'), startedAt, startedAt)
}

/** The counts of which .ci/run tells the sum, a file for each of its runs. */
const resultsOf = (mode: string): string => from(`.cache/test-results/${mode}.json`)
const isCI = process.env['CI'] === 'true'

// Importing the real package would start its download.
const alias = { electron: from('test/support/electron.ts') }
const compiledOnce = from('test/support/compiled-once.ts')
/** Vitest leaves a processor to itself, which of two is half: but it only waits while tests run. */
const maxWorkers = Math.max(2, availableParallelism())

/**
 * Files share their processes, and so what they import: most of a file's time went into starting one and loading the same again.
 * What a test leaves open fails it (no-leaks). A busy machine takes several times as long for the larger property tests.
 */
const unit = {
  globalSetup: [compiledOnce],
  setupFiles: [from('test/support/no-leaks.ts'), from('test/support/property-runs.ts')],
  environment: 'node',
  isolate: false,
  testTimeout: 30_000,
  maxWorkers,
  sequence: { groupOrder: 1 },
}

/** `npm run test:explore`: properties only, many times over, from seeds that are new each time. */
const exploring = {
  env: { EXPLORE_TIMES: process.env['EXPLORE_TIMES'] ?? '30' },
  testTimeout: 3_600_000,
}
const isOfProperties = (path: string): boolean => readFileSync(from(path), 'utf8').includes('fc.assert(')
const filesOf = (pattern: string, isExploring: boolean): string[] =>
  isExploring ? globSync(pattern, { cwd: root }).filter(isOfProperties) : [pattern]

/** Tests of whole engines in real time. A condition that one waits for may take its time on a slow machine, or on a busy one. */
const whole = {
  globalSetup: [compiledOnce],
  environment: 'node',
  expect: { poll: { timeout: 10_000 } },
  testTimeout: 60_000,
  hookTimeout: 60_000,
}
/**
 * Real time, sockets, a browser, an emulated machine: what fails there once and then passes says more of the machine than of a
 * change, and must not stop one. But it is a test to be mended, or a rare fault: the last lines of a run name each (last-lines).
 * Whoever runs the tests at home sees it fail, and so does a test in simulated time, which has no such excuse.
 */
const tries = { retry: isCI ? 1 : 0 }

const attacks = 'test/integration/attack-*.test.ts'
/**
 * `npm run test:attack`: engines that are flooded on purpose. One at a time and in a run of their own, as they take the processors
 * from whatever is beside them.
 */
const attack = {
  root,
  resolve: { alias },
  test: { ...whole, name: 'attack', include: [attacks], fileParallelism: false },
}

/** `npm run test:faults`: hosts that are killed, and every failure of a disk and what a power cut leaves of it, simulated. */
const faults = {
  root,
  resolve: { alias },
  test: {
    ...whole,
    name: 'faults',
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 300_000,
    maxWorkers,
  },
}

/** Only in the virtual machine of `npm run test:hardware` are there devices. One at a time: all share the one kernel. */
const hardware = {
  root,
  resolve: { alias },
  test: {
    ...tries,
    name: 'hardware',
    include: ['test/hardware/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
}

export default defineConfig(({ command, mode }) => ({
  root: from('renderer'),
  plugins: [svelte({ configFile: false }), compressedFiles()],
  environments: {
    client: renderer,
    main: command === 'build' ? { ...main, resolve: bundled } : main,
    preload,
  },
  builder: {
    async buildApp(builder) {
      const startedAt = new Date()
      for (const environment of Object.values(builder.environments)) {
        // Vite has one for server-side rendering by default.
        if (environment.name !== 'ssr') await builder.build(environment)
      }
      stampBuild(startedAt)
    },
  },
  test: {
    root,
    reporters: [
      'default',
      from('test/support/last-lines.ts'),
      ...(isCI ? [['json', { outputFile: resultsOf(mode) }] as ['json', { outputFile: string }]] : []),
    ],
    projects: [
      {
        root,
        resolve: { alias },
        test: {
          ...unit,
          ...(mode === 'explore' ? exploring : {}),
          name: 'unit',
          include: filesOf('test/unit/**/*.test.ts', mode === 'explore'),
          exclude: ['test/unit/renderer/**'],
        },
      },
      {
        root,
        // Svelte's own runtime, as in the browser: without this condition its server half would be tested.
        resolve: { alias, conditions: ['browser'] },
        test: {
          ...unit,
          ...(mode === 'explore' ? exploring : {}),
          name: 'renderer',
          include: filesOf('test/unit/renderer/**/*.test.ts', mode === 'explore'),
        },
      },
      {
        root,
        resolve: { alias },
        test: {
          ...whole,
          ...tries,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: [attacks],
          // As for units, but one more than there are processors: most of them wait for something most of the time.
          isolate: false,
          maxWorkers: maxWorkers + 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        resolve: { alias },
        test: {
          ...whole,
          ...tries,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: [compiledOnce, from('test/support/e2e-setup.ts')],
          maxWorkers,
          sequence: { groupOrder: 3 },
        },
      },
      ...(mode === 'faults' ? [faults] : []),
      ...(mode === 'attack' ? [attack] : []),
      ...(process.env['HWLAB'] === '1' ? [hardware] : []),
    ],
  },
}))
