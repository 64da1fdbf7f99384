// Where in the page a key goes.

const LAYERS = ':modal, :popover-open'

/** What is used of an event. */
export type PlacedEvent = Pick<Event, 'composedPath'>

/** The innermost element that an event goes to, also inside a shadow root; null for the page itself. */
export function elementOf(event: PlacedEvent): HTMLElement | null {
  const [innermost] = event.composedPath()
  return innermost instanceof HTMLElement ? innermost : null
}

/** Whether an event happens in a dialog or popover that is open. */
export function isInLayer(event: PlacedEvent): boolean {
  if (document.querySelector(':modal') !== null) return true
  return event.composedPath().some((node) => node instanceof Element && node.matches(LAYERS))
}

/** Closes every dialog and popover. */
export function closeLayers(): void {
  for (const layer of document.querySelectorAll<HTMLElement>(LAYERS)) {
    if (layer instanceof HTMLDialogElement) layer.close()
    else layer.hidePopover()
  }
}

/** Takes the focus out of a text field so that nothing is committed by leaving it. */
export function leaveField(field: HTMLElement): void {
  const swallow = (event: Event): void => event.stopImmediatePropagation()
  window.addEventListener('change', swallow, { capture: true })
  field.blur()
  window.removeEventListener('change', swallow, { capture: true })
}
