// An Escape that a list or picker of the browser's own has kept to itself: the page learns of it only when the key comes up.
import type { KeyElement } from './key-use.ts'

const PICKERS = new Set(['date', 'time', 'datetime-local', 'month', 'week', 'color', 'file'])

/** Whether the browser opens something over this element that takes keys. */
function hasPicker(element: KeyElement | null): boolean {
  if (element === null) return false
  return element.tagName === 'SELECT' || (element.tagName === 'INPUT' && PICKERS.has(element.type ?? ''))
}

export class KeptEscape {
  #down = false
  /** Whether the window has just come to the front: what comes up then may have gone down elsewhere. */
  #arrived = false

  /** The window has come to the front, or is no longer there. */
  moved(): void {
    this.#down = false
    this.#arrived = true
  }

  /** A key went down, or something was clicked, in this window. */
  touched(key: string | null): void {
    this.#arrived = false
    if (key === 'Escape') this.#down = true
  }

  /** Whether an Escape that comes up here was pressed here without the page having been told. */
  released(element: KeyElement | null): boolean {
    const kept = !this.#down && !this.#arrived && hasPicker(element)
    this.#down = false
    return kept
  }
}
