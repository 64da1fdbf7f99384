// The page's one draw loop, and what is drawn by it: texts that count, and bars that grow. A page that nobody sees draws nothing.
import { DrawLoop } from './draw-loop.ts'
import type { Draw, PageTime } from './draw-loop.ts'

/** Runs once the page is seen; at once where it is. Answers how to take it back. */
function whenSeen(run: () => void): () => void {
  if (!document.hidden) {
    run()
    return () => undefined
  }
  document.addEventListener('visibilitychange', run, { once: true })
  return () => document.removeEventListener('visibilitychange', run)
}

const pageTime: PageTime = {
  now: () => performance.now(),
  after(ms, run) {
    let cancel = (): void => clearTimeout(timer)
    const timer = setTimeout(() => {
      cancel = whenSeen(run)
    }, ms)
    return () => cancel()
  },
  nextFrame(run) {
    // Browsers give no frames to a page that is hidden.
    const frame = requestAnimationFrame(run)
    return () => cancelAnimationFrame(frame)
  },
}

const loop = new DrawLoop(pageTime)

/** Calls `draw` before the next repaint and whenever it is due, until the returned function is called. */
export const drawn = (draw: Draw): (() => void) => loop.add(draw)

/** Shows something at once, and again whenever it may be another. */
export function shown(show: () => void, lasts: () => number): () => void {
  show()
  const draw = (): number => {
    show()
    return lasts()
  }
  return loop.add(draw, lasts())
}

/** Times are read to the tenth of a second at best. */
const TEXT_MS = 100
/** A bar that moves faster than by a step in this is drawn in jumps, which few see. */
const SHARE_MS = 50
/** Steps of a bar: less than a pixel of one that is as wide as a panel. */
const SHARES = 600

/** An attachment that keeps a node's text at what `read` says. */
export function liveText(
  read: () => string,
  every: () => number = () => TEXT_MS,
): (node: HTMLElement) => () => void {
  return (node) => {
    let last = ''
    return shown(() => {
      const text = read()
      if (text === last) return
      // The very text is changed, so that nothing has to be laid out but it.
      if (node.firstChild instanceof Text) node.firstChild.data = text
      else node.textContent = text
      last = text
    }, every)
  }
}

/** An attachment that keeps a bar's length at the share (0 to 1) that `read` says. */
export function liveShare(
  read: () => number,
  every: () => number = () => SHARE_MS,
): (node: HTMLElement) => () => void {
  return (node) => {
    let last = -1
    return shown(() => {
      const share = Math.round(read() * SHARES) / SHARES
      if (share === last) return
      last = share
      node.style.setProperty('--share', String(share))
    }, every)
  }
}
