// The last lines of a test run: what failed, what crashed and what passed only at a second try, each with the first line of why.
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node'

type Errors = readonly { readonly message: string }[]

/** More than these would push the first of them out of a log that is cut. */
const MOST = 40

function reasonOf(errors: Errors | undefined): string {
  return errors?.[0]?.message.split('\n')[0] ?? 'it did not say why'
}

function failedTests(module: TestModule): string[] {
  return [...module.children.allTests('failed')].map(
    (test) => `  ${module.relativeModuleId}\n    ${test.fullName}\n      ${reasonOf(test.result().errors)}`,
  )
}

/** Of a file or a group: it did not load, a hook around its tests failed, or it ended before they did. */
function crashed(module: TestModule): string[] {
  const groups: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  const lines = groups
    .filter((group) => group.errors().length > 0)
    .map((group) => {
      const name = group.type === 'suite' ? `\n    ${group.fullName}` : ''
      const missed = [...group.children.allTests()].filter((test) => test.result().state !== 'passed').length
      return `  ${module.relativeModuleId}${name}\n      ${reasonOf(group.errors())} (tests that did not pass: ${missed})`
    })
  const unfinished = [...module.children.allTests('pending')].length
  if (module.state() === 'queued' || module.state() === 'pending' || unfinished > 0) {
    lines.push(`  ${module.relativeModuleId}\n      it ended before ${unfinished} of its tests did`)
  }
  return lines
}

function secondTries(module: TestModule): string[] {
  return [...module.children.allTests('passed')].flatMap((test) => {
    if (test.diagnostic()?.flaky !== true) return []
    const why = `failed at first: ${reasonOf(test.result().errors)}`
    return [`  ${module.relativeModuleId}\n    ${test.fullName}\n      ${why}`]
  })
}

/** An error that belongs to no test: of a process that ended, or thrown after its test. */
function outside(error: SerializedError & { readonly VITEST_TEST_PATH?: string }): string {
  const file = error.VITEST_TEST_PATH
  const where = file === undefined ? 'in no file that is known' : relative(process.cwd(), file)
  return `  ${where}\n      ${error.name}: ${reasonOf([error])}`
}

function tell(heading: string, found: readonly string[]): void {
  if (found.length === 0) return
  const more = found.length > MOST ? `\n  and ${found.length - MOST} more` : ''
  console.log(`\n!! ${found.length} ${heading}\n${found.toSorted().slice(0, MOST).join('\n')}${more}\n`)
}

export default class LastLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    tell('PASSED ONLY AT A SECOND TRY: to be mended like a failure', modules.flatMap(secondTries))
    tell('FAILED', modules.flatMap(failedTests))
    tell('CRASHED: files and groups of tests that did not run to their end', modules.flatMap(crashed))
    tell('ERRORS OUTSIDE OF TESTS', errors.map(outside))
  }
}
