// Everything that is checked without running the app: format, lint, types, import rule, unused code.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** A tool's program inside its package, so that no shell and no PATH is needed on any system. */
function tool(packageName: string, program: string): string {
  return join(root, 'node_modules', packageName, program)
}

const tsc = tool('@typescript/native', 'bin/tsc')
const checks: Record<string, string[]> = {
  lint: [tool('eslint', 'bin/eslint.js'), '.'],
  screen: [
    tool('svelte-check', 'bin/svelte-check'),
    '--workspace',
    'renderer',
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
  ],
  format: [tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  'quick lint': [tool('oxlint', 'bin/oxlint')],
  boundaries: [
    tool('dependency-cruiser', 'bin/dependency-cruiser.mjs'),
    ...['shared', 'main', 'preload', 'renderer', 'test', 'scripts', 'vite.config.ts'],
  ],
  unused: [tool('knip', 'bin/knip.js')],
  ...Object.fromEntries(
    ['shared', 'main', 'preload', 'renderer', 'test', 'scripts'].map((folder) => [
      `types of ${folder}`,
      [tsc, '-p', folder],
    ]),
  ),
}

interface Outcome {
  readonly passed: boolean
  readonly output: string
}

function run(command: readonly string[]): Promise<Outcome> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (text: string): void => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('close', (code) => settle({ passed: code === 0, output }))
  })
}

const waiting = Object.entries(checks)
const failed: string[] = []
/** Of what a check complains of, this much is said again at the end, where a log that is cut still has it. */
const LINES_AT_THE_END = 30
const complaints: string[] = []

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, command] = next
    const startedAt = Date.now()
    const { passed, output } = await run(command)
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
    if (passed) continue
    failed.push(name)
    console.log(output)
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    complaints.push([`!! ${name} FAILED`, ...lines.slice(0, LINES_AT_THE_END), ''].join('\n'))
  }
}

// Two at a time: more only makes each slower on a small machine.
await Promise.all([work(), work()])
if (failed.length > 0) {
  console.log(`\n${complaints.join('\n')}`)
  console.log(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
