// What a bar that comes and goes moves, or takes the place of: a click must not reach what has only just come under the pointer.
import { isAstray } from '../lib/moved-under.ts'

/** What a page shows first is not under anybody's hand yet. */
const SETTLES_MS = 2_000

const PRESSES = ['pointerdown', 'click', 'dblclick'] as const

/**
 * An attachment for what holds bars, in a place where nothing else is pressed, or over what is: a press that was meant for what was
 * there is none for the bar that came.
 */
export function steadyWithin(place: 'own' | 'over'): (bars: HTMLElement) => () => void {
  return (bars) => {
    let count = bars.childElementCount
    let movedAt = -Infinity
    const moved = new MutationObserver(() => {
      if (count > 0 || place === 'over') movedAt = performance.now()
      count = bars.childElementCount
    })
    moved.observe(bars, { childList: true })
    const release = refuseAstray(bars, () => movedAt)
    return () => {
      moved.disconnect()
      release()
    }
  }
}

/** An attachment for what lies below `bar`, where that has no height of its own. */
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
    moved.observe(above)
    const release = refuseAstray(below, () => movedAt)
    return () => {
      moved.disconnect()
      release()
    }
  }
}

function refuseAstray(element: HTMLElement, movedAt: () => number): () => void {
  const pressed = (event: Event): void => {
    // A click that a key made has no count.
    const byPointer = event.type === 'pointerdown' || (event as MouseEvent).detail > 0
    if (!isAstray({ byPointer, at: performance.now() }, movedAt())) return
    event.preventDefault()
    event.stopPropagation()
  }
  for (const type of PRESSES) element.addEventListener(type, pressed, { capture: true })
  return () => {
    for (const type of PRESSES) element.removeEventListener(type, pressed, { capture: true })
  }
}
