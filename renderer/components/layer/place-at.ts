// Keeps a layer at what opened it, and off GO, PANIC and the questions.
import { placeLayer } from '../../lib/layer-place.ts'

/** An attachment for a layer that is open. Its room is the part of the page under the bars. */
export function placeAt(
  anchor: () => HTMLElement | null,
  grows: boolean,
): (layer: HTMLElement) => () => void {
  return (layer) => {
    const room = document.querySelector('main') ?? document.body
    let at: DOMRect | null = null
    const place = (): void => {
      const opener = anchor()
      // One that has gone, as a row of a long list does, is remembered.
      if (opener?.checkVisibility() === true) at = opener.getBoundingClientRect()
      const around = room.getBoundingClientRect()
      const height = `${Math.max(0, around.height - 8)}px`
      layer.style.maxHeight = height
      // For what is in it and scrolls by itself.
      layer.style.setProperty('--layer-height', height)
      const { left, top } = placeLayer({
        size: { width: layer.offsetWidth, height: layer.offsetHeight },
        anchor: at,
        room: around,
        grows,
      })
      layer.style.left = `${left}px`
      layer.style.top = `${top}px`
    }
    const resized = new ResizeObserver(place)
    for (const element of [layer, room]) resized.observe(element)
    const scrolled = { capture: true, passive: true }
    document.addEventListener('scroll', place, scrolled)
    return () => {
      resized.disconnect()
      document.removeEventListener('scroll', place, scrolled)
    }
  }
}
