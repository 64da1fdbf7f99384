// One animation frame for everything that moves; it stands still while nothing asks for it.

const drawers = new Set<() => void>()
let scheduled = 0

function frame(): void {
  scheduled = requestAnimationFrame(frame)
  for (const draw of drawers) draw()
}

/** Calls `draw` before every repaint until the returned function is called. */
export function eachFrame(draw: () => void): () => void {
  drawers.add(draw)
  if (drawers.size === 1) scheduled = requestAnimationFrame(frame)
  return () => {
    drawers.delete(draw)
    if (drawers.size === 0) cancelAnimationFrame(scheduled)
  }
}

/** An attachment that keeps a node's text at what `read` says, frame by frame. */
export function liveText(read: () => string): (node: HTMLElement) => () => void {
  return (node) => {
    let shown = ''
    return eachFrame(() => {
      const text = read()
      if (text === shown) return
      node.textContent = shown = text
    })
  }
}

/** An attachment that keeps a bar's length at the share (0 to 1) that `read` says. */
export function liveShare(read: () => number): (node: HTMLElement) => () => void {
  return (node) => {
    let shown = -1
    return eachFrame(() => {
      const share = Math.round(read() * 2000) / 2000
      if (share === shown) return
      shown = share
      node.style.setProperty('--share', String(share))
    })
  }
}
