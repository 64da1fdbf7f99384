// Drags rows of a list: hands what the pointer does to the drag, scrolls at the edges, and gives the pointer back.
import { IDLE, stepDrag } from '../../lib/row-drag.ts'
import type { DragInput, DragState } from '../../lib/row-drag.ts'

/** Pixels at the edges in which the list scrolls, and how far at each frame. */
const EDGE_PX = 28
const SCROLL_PX = 9
const RESTS_MS = 600

export interface RowDrag {
  /** Whether rows are dragged at all. */
  isOn(): boolean
  start(id: string): void
  /** The pointer is at a place in the window, so far right of where it was pressed. */
  over(y: number, right: number): void
  /** The pointer has stood still over a row for a while. */
  rest(id: string): void
  /** Whether a drop would copy, for it is Alt that is held. */
  copies(copies: boolean): void
  drop(): void
  cancel(): void
  scrollBy(pixels: number): void
}

/** An attachment for what holds the list; its rows carry `data-id`. */
export function dragRows(drag: RowDrag): (list: HTMLElement) => () => void {
  return (list) => new Dragging(list, drag).listen()
}

class Dragging {
  readonly #list: HTMLElement
  readonly #drag: RowDrag
  #state: DragState = IDLE
  #last = { x: 0, y: 0 }
  #frame = 0
  /** The row under the pointer, and since when on the clock of the page. */
  #under: { readonly id: string; readonly since: number } | null = null

  constructor(list: HTMLElement, drag: RowDrag) {
    this.#list = list
    this.#drag = drag
  }

  listen(): () => void {
    const list = this.#list
    const listening = new AbortController()
    const { signal } = listening
    list.addEventListener('pointerdown', (event) => this.#down(event), { signal })
    list.addEventListener('pointermove', (event) => this.#moved(event), { signal })
    list.addEventListener('pointerup', ({ pointerId }) => this.#step({ kind: 'up', pointer: pointerId }), {
      signal,
    })
    for (const type of ['pointercancel', 'lostpointercapture'] as const)
      list.addEventListener(type, this.#cancel, { signal })
    list.addEventListener('contextmenu', (event) => this.#otherButton(event), { signal })
    window.addEventListener('blur', this.#cancel, { signal })
    window.addEventListener('keydown', (event) => this.#pressed(event), { signal, capture: true })
    window.addEventListener('keyup', ({ altKey }) => this.#copies(altKey), { signal })
    return () => {
      this.#cancel()
      listening.abort()
    }
  }

  readonly #cancel = (): void => this.#step({ kind: 'cancel' })

  #step(input: DragInput): void {
    const before = this.#state
    const [next, effect] = stepDrag(before, input)
    this.#state = next
    if (next.is === 'dragging' && effect === 'start') {
      this.#list.setPointerCapture(next.pointer)
      this.#drag.start(next.at)
      this.#frame = requestAnimationFrame(this.#scroll)
    }
    if (next.is === 'dragging' && effect !== null) this.#drag.over(this.#last.y, this.#last.x - next.x)
    if (effect === 'drop') this.#drag.drop()
    if (effect === 'cancel') this.#drag.cancel()
    if (next.is === 'idle' && before.is === 'dragging') this.#ended(before.pointer)
  }

  #copies(copies: boolean): void {
    if (this.#state.is === 'dragging') this.#drag.copies(copies)
  }

  #rests(): void {
    const { x, y } = this.#last
    const id = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null
    const now = performance.now()
    if (id !== (this.#under?.id ?? null)) this.#under = id === null ? null : { id, since: now }
    else if (this.#under !== null && now - this.#under.since >= RESTS_MS) {
      this.#under = { ...this.#under, since: Infinity }
      this.#drag.rest(this.#under.id)
    }
  }

  #ended(pointer: number): void {
    cancelAnimationFrame(this.#frame)
    this.#under = null
    if (this.#list.hasPointerCapture(pointer)) this.#list.releasePointerCapture(pointer)
    // The click that the release would be, which comes at once or not at all.
    const swallow = (event: Event): void => event.stopPropagation()
    this.#list.addEventListener('click', swallow, { capture: true, once: true })
    requestAnimationFrame(() => this.#list.removeEventListener('click', swallow, { capture: true }))
  }

  /** At an edge the list goes on scrolling while the pointer stands still. */
  readonly #scroll = (): void => {
    const state = this.#state
    if (state.is !== 'dragging') return
    const { top, bottom } = this.#list.getBoundingClientRect()
    const { x, y } = this.#last
    const by = y < top + EDGE_PX ? -SCROLL_PX : y > bottom - EDGE_PX ? SCROLL_PX : 0
    if (by !== 0) {
      this.#drag.scrollBy(by)
      this.#drag.over(y, x - state.x)
    }
    this.#rests()
    this.#frame = requestAnimationFrame(this.#scroll)
  }

  #down(event: PointerEvent): void {
    const target = event.target as Element
    if (!this.#drag.isOn() || target.closest('button, input') !== null) return
    const at = target.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null
    this.#last = { x: event.clientX, y: event.clientY }
    this.#step({ kind: 'down', pointer: event.pointerId, button: event.button, at, ...this.#last })
  }

  #moved(event: PointerEvent): void {
    if (this.#state.is === 'idle') return
    this.#last = { x: event.clientX, y: event.clientY }
    // Another button that goes down while one is down comes as a move.
    if (event.buttons > 1) this.#cancel()
    else this.#step({ kind: 'move', pointer: event.pointerId, ...this.#last })
    this.#copies(event.altKey)
  }

  #otherButton(event: Event): void {
    if (this.#state.is === 'idle') return
    event.preventDefault()
    this.#cancel()
  }

  #pressed(event: KeyboardEvent): void {
    if (this.#state.is !== 'dragging') return
    this.#copies(event.altKey)
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z'
    if (!isUndo && event.key !== 'Escape') return
    this.#cancel()
    // It ends this drag, and not the edit before. Escape is a panic all the same.
    if (!isUndo) return
    event.preventDefault()
    event.stopPropagation()
  }
}
