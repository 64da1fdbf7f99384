// Things with a lifetime: made by one owner, ended once, and counted so that a test can see what was left behind.

interface DisposableTracker {
  opened(disposable: Disposable, label: string): void
  closed(disposable: Disposable): void
}

let tracker: DisposableTracker | null = null

/** Installs an observer of every disposable made from now on; `null` removes it. For leak tests. */
export function trackDisposables(observer: DisposableTracker | null): void {
  tracker = observer
}

/** Wraps `end` so that it runs at most once, however often it is disposed. */
export function disposable(label: string, end: () => void): Disposable {
  let live = true
  const self: Disposable = {
    [Symbol.dispose]() {
      if (!live) return
      live = false
      tracker?.closed(self)
      end()
    },
  }
  tracker?.opened(self, label)
  return self
}

/** Ends `owned` now; for callers that hold one disposable and no scope. */
export function dispose(owned: Disposable | null | undefined): void {
  owned?.[Symbol.dispose]()
}
