// Fails every test that leaves a disposable open.
import { beforeEach } from 'vitest'
import { trackDisposables } from '../../shared/base/disposable.ts'

beforeEach(({ onTestFinished }) => {
  const open = new Map<Disposable, string>()
  trackDisposables({
    opened: (disposable, label) => open.set(disposable, label),
    closed: (disposable) => open.delete(disposable),
  })
  // The first one registered runs last, after the test's own clean-up.
  onTestFinished(() => {
    trackDisposables(null)
    if (open.size > 0) throw new Error(`left open: ${[...open.values()].join(', ')}`)
  })
})
