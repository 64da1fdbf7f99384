// Which rows of a list are in view, and how one of them comes there.
import { tick } from 'svelte'

/** What a list of which only the rows in view are there says of itself; pixels. */
interface Rows {
  getScrollOffset(): number
  getViewportSize(): number
  findItemIndex(offset: number): number
  getItemSize(row: number): number
  scrollToIndex(row: number, to: { align: 'start' | 'nearest'; offset?: number }): void
  scrollBy(pixels: number): void
}

export class RowView {
  /** Null while the list has no rows. */
  list = $state<Rows | null>(null)
  /** Of the size in which the page is drawn, as of when a row was measured last. */
  rowHeight = $state(36)
  /** Pixels that are scrolled away. */
  offset = $state(0)
  /** Rows that are wholly in view. */
  seen = $state.raw({ from: 0, to: 0 })

  readonly look = (): void => {
    const { list } = this
    if (list === null) return
    this.offset = list.getScrollOffset()
    this.rowHeight = list.getItemSize(list.findItemIndex(this.offset)) || this.rowHeight
    const height = list.getViewportSize()
    const from = Math.ceil((this.offset - 1) / this.rowHeight)
    const to = Math.floor((this.offset + height + 1) / this.rowHeight) - 1
    if (from !== this.seen.from || to !== this.seen.to) this.seen = { from, to }
  }

  async scrollTo(row: number, where: 'third' | 'nearest'): Promise<void> {
    await tick()
    const { list, rowHeight } = this
    if (list === null || row < 0) return
    const third = Math.round(list.getViewportSize() / 3 / rowHeight) * rowHeight
    if (where === 'third') list.scrollToIndex(row, { align: 'start', offset: -third })
    else list.scrollToIndex(row, { align: 'nearest' })
  }

  /** Where a row is, seen from what is in view; null where it is in view, or there is none. */
  wayTo(row: number): 'up' | 'down' | null {
    const { from, to } = this.seen
    if (row < 0 || to === 0 || (row >= from && row <= to)) return null
    return row < from ? 'up' : 'down'
  }
}
