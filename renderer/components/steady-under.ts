// What lies under a bar that comes and goes: its rows move with the bar, and a click must not reach the one that moved there.
import { isAstray } from '../lib/moved-under.ts'

/** What a page shows first is not under anybody's hand yet. */
const SETTLES_MS = 2_000

const PRESSES = ['pointerdown', 'click', 'dblclick'] as const

/** An attachment for what lies below `bar`. */
export function steadyUnder(bar: () => HTMLElement | undefined): (below: HTMLElement) => () => void {
  return (below) => {
    const above = bar()
    if (above === undefined) return () => undefined
    const openedAt = performance.now()
    let height = above.offsetHeight
    let movedAt = -Infinity
    // Only where it grows: it shrinks at a click into the bar itself, and the hand is still there.
    const moved = new ResizeObserver(() => {
      const now = performance.now()
      if (above.offsetHeight > height && now - openedAt > SETTLES_MS) movedAt = now
      height = above.offsetHeight
    })
    const pressed = (event: Event): void => {
      // A click that a key made has no count.
      const byPointer = event.type === 'pointerdown' || (event as MouseEvent).detail > 0
      if (!isAstray({ byPointer, at: performance.now() }, movedAt)) return
      event.preventDefault()
      event.stopPropagation()
    }
    moved.observe(above)
    for (const type of PRESSES) below.addEventListener(type, pressed, { capture: true })
    return () => {
      moved.disconnect()
      for (const type of PRESSES) below.removeEventListener(type, pressed, { capture: true })
    }
  }
}
