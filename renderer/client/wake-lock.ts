// Keeps the screen on while the page is looked at, where the browser offers that.
import { disposable } from '../../shared/base/disposable.ts'

interface WakeLockPage {
  readonly document: Pick<EventTarget, 'addEventListener'> & { readonly hidden: boolean }
  readonly navigator: {
    readonly wakeLock?: { request(type: 'screen'): Promise<{ release(): Promise<void> }> }
  }
  /** Called with whether the screen stays on. */
  readonly changed: (isKept: boolean) => void
}

export function keepScreenOn({ document, navigator, changed }: WakeLockPage): Disposable {
  const listening = new AbortController()
  let lock: { release(): Promise<void> } | null = null

  /** The browser lets go of it whenever the page is not seen. */
  async function ask(): Promise<void> {
    if (document.hidden || navigator.wakeLock === undefined) {
      changed(false)
      return
    }
    try {
      lock = await navigator.wakeLock.request('screen')
      if (listening.signal.aborted) await lock.release()
      else changed(true)
    } catch {
      // With little battery browsers refuse.
      changed(false)
    }
  }
  document.addEventListener('visibilitychange', () => void ask(), { signal: listening.signal })
  void ask()
  return disposable('wake lock', () => {
    listening.abort()
    void lock?.release().catch(() => undefined)
  })
}
