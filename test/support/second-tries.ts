// The last lines of a test run: each test that failed at first and passed at its second try, so that none goes unseen.
import type { Reporter, TestModule } from 'vitest/node'

export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const found = modules.flatMap((module) =>
      [...module.children.allTests('passed')].flatMap((test) => {
        if (test.diagnostic()?.flaky !== true) return []
        const why = test.result().errors?.[0]?.message.split('\n')[0] ?? 'it did not say why'
        return [`  ${module.relativeModuleId}\n    ${test.fullName}\n      failed at first: ${why}`]
      }),
    )
    if (found.length === 0) return
    const many = found.length === 1 ? '1 TEST PASSED' : `${found.length} TESTS PASSED`
    console.log(`\n!! ${many} ONLY AT A SECOND TRY: to be mended like a failure\n${found.join('\n')}\n`)
  }
}
