// The type checkers are awake: a planted mistake is reported, in plain and in Svelte files.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratch } from '../../support/scratch.ts'

const root = join(import.meta.dirname, '../../..')
const project = (path: string): string => readFileSync(join(root, path), 'utf8')

function run(cwd: string, program: string, ...args: string[]): { failed: boolean; output: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd,
    encoding: 'utf8',
  })
  return { failed: status !== 0, output: stdout }
}

test('tsc refuses a wrong type and what its folder may not use', () => {
  using checkout = scratch({
    'tsconfig.json': project('tsconfig.json'),
    'shared/tsconfig.json': project('shared/tsconfig.json'),
    'shared/wrong.ts': "export const offset: number = 'soon'\n",
    'shared/timed.ts': 'export const now = performance.now()\n',
  })
  const { failed, output } = run(checkout.path, '@typescript/native/bin/tsc', '-p', 'shared')
  expect(failed).toBe(true)
  expect(output).toContain('shared/wrong.ts(1,14): error TS2322')
  expect(output).toContain("Cannot find name 'performance'")
})

test('svelte-check refuses a wrong type in script and template', { timeout: 60_000 }, () => {
  using checkout = scratch({
    'tsconfig.json': project('tsconfig.json'),
    'renderer/tsconfig.json': project('renderer/tsconfig.json'),
    'renderer/Wrong.svelte': `<script lang="ts">
  let offset: number = 'soon'
</script>
<button disabled={offset.length}>GO</button>
`,
  })
  const { failed, output } = run(
    checkout.path,
    'svelte-check/bin/svelte-check',
    ...['--workspace', 'renderer', '--tsconfig', './tsconfig.json', '--output', 'machine'],
  )
  expect(failed).toBe(true)
  expect(output).toContain(`"Wrong.svelte" 2:7 "Type 'string' is not assignable to type 'number'.`)
  expect(output).toContain(`"Wrong.svelte" 4:26 "Property 'length' does not exist on type 'number'.`)
})
