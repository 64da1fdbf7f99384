// An attachment that shows a few words above all else on the page, beside the field before them and within the view.

/** Pixels from the edges of the view. */
const MARGIN = 4

/** Under the field, or over it where there is no room below. */
export function aboveAll(node: HTMLElement): () => void {
  const about = node.previousElementSibling ?? node
  const place = (): void => {
    const { left, top, bottom } = about.getBoundingClientRect()
    const { innerWidth: wide, innerHeight: high } = window
    const x = Math.min(left, wide - node.offsetWidth - MARGIN)
    const fits = bottom + node.offsetHeight + MARGIN <= high
    node.style.left = `${Math.max(MARGIN, x)}px`
    node.style.top = `${Math.max(MARGIN, fits ? bottom : top - node.offsetHeight)}px`
  }
  node.popover = 'manual'
  node.showPopover()
  place()
  const listening = new AbortController()
  const { signal } = listening
  document.addEventListener('scroll', place, { capture: true, passive: true, signal })
  window.addEventListener('resize', place, { signal })
  return () => listening.abort()
}
