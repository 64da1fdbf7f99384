// An attachment that tells of a finger drawn sideways across a node, where it was not meant for a fader or for scrolling.

const FAR_PX = 64
const WITHIN_MS = 600

/** `to` is 1 for the next page, drawn to the left, and -1 for the one before. */
export function swipe(swiped: (to: 1 | -1) => void): (node: HTMLElement) => () => void {
  return (node) => {
    let from: { readonly x: number; readonly y: number; readonly at: number } | null = null
    const listening = new AbortController()
    const begin = ({ touches, target, timeStamp }: TouchEvent): void => {
      const [finger] = touches
      const barred = target instanceof Element && target.closest('[data-noswipe], input, select') !== null
      from =
        finger === undefined || touches.length > 1 || barred
          ? null
          : { x: finger.clientX, y: finger.clientY, at: timeStamp }
    }
    const end = ({ changedTouches, timeStamp }: TouchEvent): void => {
      const [finger] = changedTouches
      const began = from
      from = null
      if (began === null || finger === undefined || timeStamp - began.at > WITHIN_MS) return
      const [across, down] = [finger.clientX - began.x, finger.clientY - began.y]
      if (Math.abs(across) >= FAR_PX && Math.abs(across) > 2 * Math.abs(down)) swiped(across < 0 ? 1 : -1)
    }
    const options = { signal: listening.signal, passive: true }
    node.addEventListener('touchstart', begin, options)
    node.addEventListener('touchend', end, options)
    node.addEventListener('touchcancel', () => (from = null), options)
    return () => listening.abort()
  }
}
