// What lies under a bar that comes and goes: its rows move with the bar, and a click must not reach the one that moved there.
import { isAstray } from '../lib/moved-under.ts'

const PRESSES = ['pointerdown', 'click', 'dblclick'] as const

/** An attachment for what lies below `bar`. */
export function steadyUnder(bar: () => HTMLElement | undefined): (below: HTMLElement) => () => void {
  return (below) => {
    const above = bar()
    if (above === undefined) return () => undefined
    let height = above.offsetHeight
    let movedAt = -Infinity
    const moved = new ResizeObserver(() => {
      if (above.offsetHeight === height) return
      height = above.offsetHeight
      movedAt = performance.now()
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
