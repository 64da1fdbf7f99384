// Drags rows of a list: hands what the pointer does to the drag, scrolls at the edges, and gives the pointer back.
import { IDLE, stepDrag } from '../../lib/row-drag.ts'
import type { DragInput, DragState } from '../../lib/row-drag.ts'

/** Pixels at the edges in which the list scrolls, and how far at each frame. */
const EDGE_PX = 28
const SCROLL_PX = 9

export interface RowDrag {
  /** Whether rows are dragged at all. */
  isOn(): boolean
  start(id: string): void
  /** The pointer is at a place in the window, so far right of where it was pressed. */
  over(y: number, right: number): void
  drop(): void
  cancel(): void
  scrollBy(pixels: number): void
}

/** An attachment for what holds the list; its rows carry `data-id`. */
export function dragRows(drag: RowDrag): (list: HTMLElement) => () => void {
  return (list) => {
    let state: DragState = IDLE
    let last = { x: 0, y: 0 }
    let frame = 0

    function step(input: DragInput): void {
      const [next, effect] = stepDrag(state, input)
      const before = state
      state = next
      if (effect === 'start' && next.is === 'dragging') {
        list.setPointerCapture(next.pointer)
        drag.start(next.at)
        frame = requestAnimationFrame(scroll)
      }
      if ((effect === 'start' || effect === 'over') && next.is === 'dragging')
        drag.over(last.y, last.x - next.x)
      if (effect === 'drop') drag.drop()
      if (effect === 'cancel') drag.cancel()
      if (next.is === 'idle' && before.is === 'dragging') {
        cancelAnimationFrame(frame)
        if (list.hasPointerCapture(before.pointer)) list.releasePointerCapture(before.pointer)
        // The click that the release would be.
        list.addEventListener('click', (event) => event.stopPropagation(), { capture: true, once: true })
      }
    }
    function scroll(): void {
      if (state.is !== 'dragging') return
      const { top, bottom } = list.getBoundingClientRect()
      const by = last.y < top + EDGE_PX ? -SCROLL_PX : last.y > bottom - EDGE_PX ? SCROLL_PX : 0
      if (by !== 0) {
        drag.scrollBy(by)
        drag.over(last.y, last.x - state.x)
      }
      frame = requestAnimationFrame(scroll)
    }
    function down(event: PointerEvent): void {
      const target = event.target as Element
      if (!drag.isOn() || target.closest('button, input') !== null) return
      const at = target.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null
      last = { x: event.clientX, y: event.clientY }
      step({ kind: 'down', pointer: event.pointerId, button: event.button, at, ...last })
    }
    function moved(event: PointerEvent): void {
      if (state.is === 'idle') return
      last = { x: event.clientX, y: event.clientY }
      // Another button that goes down while one is down comes as a move.
      if (event.buttons > 1) step({ kind: 'cancel' })
      else step({ kind: 'move', pointer: event.pointerId, ...last })
    }
    function pressed(event: KeyboardEvent): void {
      if (state.is !== 'dragging') return
      const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z'
      if (!isUndo && event.key !== 'Escape') return
      step({ kind: 'cancel' })
      // It ends this drag, and not the edit before. Escape is a panic all the same.
      if (!isUndo) return
      event.preventDefault()
      event.stopPropagation()
    }
    const cancel = (): void => step({ kind: 'cancel' })
    const listening = new AbortController()
    const { signal } = listening
    list.addEventListener('pointerdown', down, { signal })
    list.addEventListener('pointermove', moved, { signal })
    list.addEventListener('pointerup', ({ pointerId }) => step({ kind: 'up', pointer: pointerId }), {
      signal,
    })
    for (const type of ['pointercancel', 'lostpointercapture'] as const)
      list.addEventListener(type, cancel, { signal })
    window.addEventListener('blur', cancel, { signal })
    list.addEventListener(
      'contextmenu',
      (event) => {
        if (state.is === 'idle') return
        event.preventDefault()
        cancel()
      },
      { signal },
    )
    window.addEventListener('keydown', pressed, { signal, capture: true })
    return () => {
      cancel()
      listening.abort()
    }
  }
}
