// Where in the page a key goes.

import { isPressed } from '../lib/key-use.ts'

const LAYERS = ':modal, :popover-open'

/** What is used of an event. */
export type PlacedEvent = Pick<Event, 'composedPath'>

/** The innermost element that an event goes to, also inside a shadow root; null for the page itself. */
export function elementOf(event: PlacedEvent): HTMLElement | null {
  const [innermost] = event.composedPath()
  return innermost instanceof HTMLElement && innermost !== document.body ? innermost : null
}

/** The layer that a key belongs to: the one it happens in, and the topmost where nothing has the focus. */
export function layerOf(event: PlacedEvent): Element | null {
  const within = event.composedPath().find((node) => node instanceof Element && node.matches(LAYERS))
  if (within !== undefined) return within as Element
  const above = document.querySelectorAll(elementOf(event) === null ? LAYERS : ':modal')
  return above[above.length - 1] ?? null
}

/** Takes the focus out of a text field so that nothing is committed by leaving it; what it lies in keeps the keys. */
export function leaveField(field: HTMLElement): void {
  const swallow = (event: Event): void => event.stopImmediatePropagation()
  window.addEventListener('change', swallow, { capture: true })
  const layer = field.closest<HTMLElement>('[popover]')
  if (layer === null) field.blur()
  else layer.focus({ preventScroll: true })
  window.removeEventListener('change', swallow, { capture: true })
}

/**
 * Takes the focus from a button of the page that was pressed by hand: the next Enter is the show's, and does not press it again.
 * A row of a list keeps it, for the arrows that go on from there.
 */
export function leavePressed(at: EventTarget | null): void {
  const { activeElement: focused } = document
  if (!(focused instanceof HTMLElement) || !(at instanceof Node) || !focused.contains(at)) return
  const isRow = focused.hasAttribute('data-row')
  if (isPressed(focused) && !isRow && focused.closest(LAYERS) === null) focused.blur()
}
