// Which rows of a list are in view, and how one of them comes there.
import { tick } from 'svelte'

/** What a list of which only the rows in view are there says of itself; pixels. */
interface Rows {
  getScrollOffset(): number
  getViewportSize(): number
  findItemIndex(offset: number): number
  getItemSize(row: number): number
}

export class RowView {
  /** Null while the list has no rows. */
  list = $state<Rows | null>(null)
  /** Of all rows, in the size in which the page is drawn, as of when one was measured last. */
  rowHeight = $state(30)
  /** Pixels that are scrolled away. */
  offset = $state(0)
  /** Rows that are wholly in view. */
  seen = $state.raw({ from: 0, to: 0 })

  readonly #grid: () => HTMLElement | undefined
  /** What is scrolled. */
  readonly viewport = $derived.by(() =>
    this.list === null ? null : (this.#grid()?.querySelector<HTMLElement>('[role="rowgroup"]') ?? null),
  )

  constructor(grid: () => HTMLElement | undefined) {
    this.#grid = grid
  }

  readonly look = (): void => {
    const { list } = this
    if (list === null) return
    this.offset = list.getScrollOffset()
    this.#measured(list.getItemSize(list.findItemIndex(this.offset)) || this.rowHeight)
    const height = list.getViewportSize()
    const from = Math.ceil((this.offset - 1) / this.rowHeight)
    const to = Math.floor((this.offset + height + 1) / this.rowHeight) - 1
    if (from !== this.seen.from || to !== this.seen.to) this.seen = { from, to }
  }

  /** In another size all rows are laid out anew, and those that were in view are so again. */
  #measured(height: number): void {
    if (height === this.rowHeight) return
    const row = this.offset / this.rowHeight
    this.rowHeight = height
    void tick().then(() => {
      if (this.viewport !== null) this.viewport.scrollTop = row * height
    })
  }

  /** At once and once: the list would hold on to the place for a while, and take it back from a hand that scrolls meanwhile. */
  async scrollTo(row: number, where: 'third' | 'nearest'): Promise<void> {
    await tick()
    const { viewport, rowHeight } = this
    if (viewport === null || row < 0) return
    const { clientHeight, scrollTop } = viewport
    const top = row * rowHeight
    const third = Math.round(clientHeight / 3 / rowHeight) * rowHeight
    const nearest = Math.min(top, Math.max(scrollTop, top + rowHeight - clientHeight))
    viewport.scrollTop = where === 'third' ? top - third : nearest
  }

  /** Where a row is, seen from what is in view; null where it is in view, or there is none. */
  wayTo(row: number): 'up' | 'down' | null {
    const { from, to } = this.seen
    if (row < 0 || to === 0 || (row >= from && row <= to)) return null
    return row < from ? 'up' : 'down'
  }
}
