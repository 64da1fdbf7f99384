// What the last lines of a test run tell: planted failures of every kind are named, and nothing where all is well.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratch } from '../../support/scratch.ts'

const root = join(import.meta.dirname, '../../..')

function lastLines(files: Readonly<Record<string, string>>): string {
  using checkout = scratch({
    'vitest.config.ts': `export default { test: { reporters: [${JSON.stringify(join(root, 'test/support/last-lines.ts'))}] } }`,
    ...files,
  })
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', checkout.path],
    { cwd: checkout.path, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  )
  return stdout
}

test('names what failed, crashed, was thrown outside and passed at a second try', { timeout: 60_000 }, () => {
  const told = lastLines({
    'fails.test.ts': `
      import { expect, test } from 'vitest'
      test('adds', () => expect(1 + 1).toBe(3))
      test('is well', () => {})`,
    'hook.test.ts': `
      import { beforeAll, describe, test } from 'vitest'
      describe('an engine', () => {
        beforeAll(() => { throw new Error('no port\\nis free') })
        test('plays', () => {})
        test('stops', () => {})
      })`,
    'broken.test.ts': `throw new Error('cannot be loaded')`,
    'outside.test.ts': `
      import { test } from 'vitest'
      test('leaves something open', async () => {
        setTimeout(() => { throw new TypeError('too late') }, 1)
        await new Promise((done) => setTimeout(done, 50))
      })`,
    'gone.test.ts': `
      import { test } from 'vitest'
      test('takes the process along', async () => {
        process.kill(process.pid, 'SIGKILL')
        await new Promise(() => {})
      })`,
    'second.test.ts': `
      import { expect, test } from 'vitest'
      let tries = 0
      test('wants another try', { retry: 1 }, () => expect(tries++).toBe(1))`,
  })
  expect(told.replaceAll(/\n{2,}/g, '\n\n')).toBe(`
!! 1 PASSED ONLY AT A SECOND TRY: to be mended like a failure
  second.test.ts
    wants another try
      failed at first: expected +0 to be 1 // Object.is equality

!! 1 FAILED
  fails.test.ts
    adds
      expected 2 to be 3 // Object.is equality

!! 3 CRASHED: files and groups of tests that did not run to their end
  broken.test.ts
      cannot be loaded (tests that did not pass: 0)
  gone.test.ts
      it ended before 1 of its tests did
  hook.test.ts
    an engine
      no port (tests that did not pass: 2)

!! 2 ERRORS OUTSIDE OF TESTS
  in no file that is known
      Error: [vitest-pool]: Worker forks emitted error.
  outside.test.ts
      TypeError: too late

`)
})

test('tells nothing where all is well', { timeout: 60_000 }, () => {
  expect(lastLines({ 'well.test.ts': `import { test } from 'vitest'\ntest('is well', () => {})` })).toBe('')
})
