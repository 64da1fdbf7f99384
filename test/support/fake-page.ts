// The window of a page as far as addresses, storage and sizes go.

export class FakePage extends EventTarget {
  readonly location = { hash: '' }
  /** What stood in the address, one after the other. */
  readonly written: string[] = []
  readonly history = {
    state: null,
    replaceState: (_state: unknown, _unused: string, hash?: string | URL | null) => {
      this.location.hash = String(hash)
      this.written.push(String(hash))
    },
  }
  readonly wide = Object.assign(new EventTarget(), { matches: false })

  /** Somebody writes another address. */
  move(hash: string): void {
    this.location.hash = hash
    this.dispatchEvent(new Event('hashchange'))
  }
}

/** What a browser keeps. */
export class FakeStorage {
  readonly kept = new Map<string, string>()
  /** Whether it keeps nothing more. */
  full = false

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new Error('full')
    this.kept.set(key, value)
  }
}
