// A list of many rows that is one stop of the Tab key: arrows walk in it, and the focus is not lost when rows move on.

const ROWS = '[data-row]'
/** Value of `data-row` where a row answers to arrows itself. */
const WALKS = 'walks'
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

/**
 * An attachment for what holds the list. Its rows carry `data-row` and `tabindex="-1"`. The list itself is the tab stop
 * while no row has the focus, and hands it on to the row that had it last, to the chosen one, or to the first in view.
 */
export function singleTabStop(list: HTMLElement): () => void {
  /** The row that had the focus last, and the one that lost it to nothing at all. */
  let last: HTMLElement | null = null
  let dropped: HTMLElement | null = null
  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(ROWS)]
  const rowOf = (event: Event): HTMLElement | null => (event.target as Element).closest<HTMLElement>(ROWS)

  const goTo = (row: HTMLElement | undefined): void => {
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  const rowToEnter = (): HTMLElement | undefined => {
    if (last !== null && list.contains(last)) return last
    return list.querySelector<HTMLElement>(`${ROWS}[aria-pressed="true"]`) ?? firstInView()
  }
  const firstInView = (): HTMLElement | undefined => {
    const { top } = list.getBoundingClientRect()
    return rows().find((row) => row.getBoundingClientRect().bottom > top + 1)
  }

  const entered = (event: FocusEvent): void => {
    if (event.target === list) return goTo(rowToEnter())
    last = rowOf(event) ?? last
    // Not a stop on the way back out of the list.
    list.tabIndex = -1
  }
  const left = (event: FocusEvent): void => {
    if (list.contains(event.relatedTarget as Node | null)) return
    list.tabIndex = 0
    dropped = event.relatedTarget === null ? rowOf(event) : null
  }
  const pressed = (event: KeyboardEvent): void => {
    const row = rowOf(event)
    if (row === null || row.dataset['row'] === WALKS || event.ctrlKey || event.metaKey || event.altKey) return
    const all = rows()
    const step = STEPS[event.key]
    const at = all.indexOf(row)
    if (step !== undefined) goTo(all[Math.min(Math.max(at + step, 0), all.length - 1)])
    else if (event.key === 'Home') goTo(all[0])
    else if (event.key === 'End') goTo(all.at(-1))
    else return
    event.preventDefault()
  }
  // A row that has gone, as the oldest of a feed does, takes the focus with it.
  const changes = new MutationObserver(() => {
    for (const scroller of list.querySelectorAll<HTMLElement>(':scope > div')) scroller.tabIndex = -1
    if (list.contains(document.activeElement)) return
    list.tabIndex = rows().length === 0 ? -1 : 0
    const gone = dropped !== null && !dropped.isConnected
    dropped = null
    // Not scrolled to: a hand may be scrolling.
    if (gone && document.activeElement === document.body) firstInView()?.focus({ preventScroll: true })
  })

  list.role = 'group'
  list.ariaLabel = `${list.closest('section')?.ariaLabel ?? 'List'}: arrows walk through it`
  const listening = new AbortController()
  const { signal } = listening
  list.addEventListener('focusin', entered, { signal })
  list.addEventListener('focusout', left, { signal })
  list.addEventListener('keydown', pressed, { signal })
  changes.observe(list, { childList: true, subtree: true })
  return () => {
    listening.abort()
    changes.disconnect()
  }
}
