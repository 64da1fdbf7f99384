// The layers over the page, topmost last: what closes them, and where the focus goes back to.
import { createContext } from 'svelte'
import { isPressed, isTyping } from '../../lib/key-use.ts'

/** Why a layer is to close: only a panic cannot be refused. */
export type Closing = 'panic' | 'outside' | 'left' | 'done'

interface LayerOptions {
  /** What opened it. Pressing that again is not outside, so that a button may close what it opened. */
  readonly anchor: HTMLElement | null
  /** Whether the focus may go back into a text field; `page`: never. */
  readonly back?: 'any' | 'page'
  /** Whoever shows the layer takes it away. */
  readonly onclose: (why: Closing) => void
}

interface OpenLayer extends LayerOptions {
  readonly element: HTMLElement
  /** What had the focus before. */
  origin: HTMLElement | null
}

export const [layerStack, provideLayerStack] = createContext<LayerStack>()

export class LayerStack {
  readonly #layers: OpenLayer[] = []
  #listening: AbortController | null = null

  /** Shows a manual popover and gives it the focus; the answer takes it away again. */
  open(element: HTMLElement, options: LayerOptions): () => void {
    const layer = { ...options, element, origin: focused() }
    element.showPopover()
    this.#layers.push(layer)
    this.#listening ??= this.#listen()
    const first = element.querySelector<HTMLElement>('[data-first]') ?? focusable(element)[0] ?? element
    first.focus({ preventScroll: true })
    return () => this.#taken(layer, 'done')
  }

  /** Closes all of them, whatever they hold. */
  panic(): void {
    for (const layer of this.#layers.toReversed()) {
      this.#taken(layer, 'panic')
      layer.onclose('panic')
    }
    // Nothing that is no layer of ours is to be open, and if it is, a panic does not leave it.
    for (const left of document.querySelectorAll<HTMLElement>(':modal, :popover-open')) {
      if (left instanceof HTMLDialogElement) left.close()
      else left.hidePopover()
    }
  }

  /** Menus give way to what a key does while they are open. */
  leaveMenus(): void {
    for (const { element, onclose } of this.#layers.toReversed()) if (element.role === 'menu') onclose('left')
  }

  #taken(layer: OpenLayer, why: Closing): void {
    const at = this.#layers.indexOf(layer)
    if (at === -1) return
    this.#layers.splice(at, 1)
    for (const above of this.#layers.slice(at))
      if (layer.element.contains(above.origin)) above.origin = layer.origin
    const hadFocus = focused() === null || layer.element.contains(document.activeElement)
    if (layer.element.matches(':popover-open')) layer.element.hidePopover()
    if (hadFocus) this.#giveBack(layer, why)
    if (this.#layers.length > 0) return
    this.#listening?.abort()
    this.#listening = null
  }

  /**
   * To what had it before, else to the page, whose keys are the show's. After a panic neither into a text field,
   * which would take the next Escape, nor to a button, which would take the next Enter.
   */
  #giveBack({ origin, anchor, back, element }: OpenLayer, why: Closing): void {
    const notIntoText = why === 'panic' || back === 'page'
    const left = this.#layers.at(-1)?.element
    const to = [origin, left?.contains(anchor) === true ? anchor : null].find(
      (each) =>
        each?.checkVisibility() === true &&
        !(notIntoText && isTyping(each)) &&
        !(why === 'panic' && isPressed(each)),
    )
    const next = to ?? left
    if (next !== undefined) next.focus({ preventScroll: true })
    else if (element.contains(document.activeElement)) focused()?.blur()
  }

  /** Something was pressed, or has the focus: what lies over that closes. */
  #went(event: Event, why: Closing): void {
    const path = event.composedPath()
    const within = this.#layers.findLastIndex(
      ({ element, anchor }) => path.includes(element) || (anchor !== null && path.includes(anchor)),
    )
    for (const layer of this.#layers.slice(within + 1).toReversed()) layer.onclose(why)
  }

  #listen(): AbortController {
    const listening = new AbortController()
    const options = { signal: listening.signal, capture: true }
    document.addEventListener('pointerdown', (event) => this.#went(event, 'outside'), options)
    document.addEventListener('focusin', (event) => this.#went(event, 'left'), options)
    // What had the focus may have vanished: the next key is for the layer all the same.
    const keyed = (): void => {
      if (focused() === null) this.#layers.at(-1)?.element.focus({ preventScroll: true })
    }
    document.addEventListener('keydown', keyed, options)
    return listening
  }
}

function focused(): HTMLElement | null {
  const { activeElement, body } = document
  return activeElement instanceof HTMLElement && activeElement !== body ? activeElement : null
}

/** What the Tab key stops at within an element, in its order. */
export function focusable(within: HTMLElement): HTMLElement[] {
  const candidates = within.querySelectorAll<HTMLElement>(
    'button, input, select, textarea, a[href], [tabindex]',
  )
  return [...candidates].filter(
    (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility(),
  )
}
