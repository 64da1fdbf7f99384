// The keys of this window: each is decided once, on its way in, for the app and for the show alike.
import type { ComingField } from '../lib/coming-field.ts'
import { KeptEscape } from '../lib/kept-escape.ts'
import { isTyping, targetOf, useOf } from '../lib/key-use.ts'
import type { KeyPlace, KeyUse, Keyed, KeyedAction } from '../lib/key-use.ts'
import { TypedOn } from '../lib/typed-on.ts'
import { elementOf, layerOf, leaveField, leavePressed } from './key-place.ts'

export interface KeyActs {
  panic(): void
  press(action: KeyedAction['action'], chord: string): void
}

export class WindowKeys {
  readonly #keyed: Keyed
  readonly #isApple: boolean
  readonly #coming: ComingField
  readonly #uses = new WeakMap<object, KeyUse>()
  /** Where each key that is down went down. */
  readonly #down = new Map<string, EventTarget | null>()
  readonly #typedOn = new TypedOn()
  readonly #keptEscape = new KeptEscape()
  /** What a pointer went down on. */
  #pressedAt: EventTarget | null = null

  /** `keyed` is what the table of actions says of a key now. */
  constructor(keyed: Keyed, coming: ComingField, isApple: boolean) {
    this.#keyed = keyed
    this.#coming = coming
    this.#isApple = isApple
  }

  /** What a key that goes down is for. It stays what it was when it came in, whatever it has closed meanwhile. */
  useOf(event: KeyboardEvent): KeyUse {
    const decided = this.#uses.get(event)
    if (decided !== undefined) return decided
    const use = useOf(event, this.#placeOf(event), this.#keyed)
    this.#uses.set(event, use)
    const element = elementOf(event)
    if (element !== null && isTyping(element)) {
      this.#coming.end()
      if (use === 'text' || use === 'leaveField') this.#typedOn.typed(element, event.key, event.timeStamp)
      else this.#typedOn.end()
    }
    return use
  }

  /** Acts by the keys until the answer is called. */
  attend(acts: KeyActs): () => void {
    const listening = new AbortController()
    const { signal } = listening
    const onTheWay = { signal, capture: true }
    window.addEventListener('keydown', (event) => this.#arrived(event, acts), onTheWay)
    window.addEventListener('keydown', (event) => this.#pressed(event, acts), { signal })
    window.addEventListener('keyup', (event) => this.#released(event, acts), onTheWay)
    window.addEventListener('pointerdown', (event) => this.#clicked(event), onTheWay)
    // A finger gives the focus only after it has gone up, and a mouse may go up elsewhere.
    for (const type of ['pointerup', 'click'] as const)
      window.addEventListener(type, (event) => this.#letGo(event), onTheWay)
    for (const type of ['focus', 'blur']) window.addEventListener(type, () => this.#moved(), { signal })
    return () => listening.abort()
  }

  /** On the way to what has the focus, so that nothing on the page can keep a panic from being one. */
  #arrived(event: KeyboardEvent, acts: KeyActs): void {
    this.#keptEscape.touched(event.key)
    if (this.useOf(event) === 'panic') this.#panic(event, acts)
  }

  #panic(event: KeyboardEvent, acts: KeyActs): void {
    event.preventDefault()
    acts.panic()
  }

  #pressed(event: KeyboardEvent, acts: KeyActs): void {
    if (event.defaultPrevented) return
    const use = this.useOf(event)
    if (use === 'panic' || use === 'text' || use === 'element' || use === 'show') return
    event.preventDefault()
    const element = elementOf(event)
    if (use === 'leaveField' && element !== null) leaveField(element)
    else if (use === 'toggle') element?.click()
    else if (typeof use === 'object') acts.press(use.action, use.chord)
  }

  #released(event: KeyboardEvent, acts: KeyActs): void {
    const element = elementOf(event)
    if (event.key === 'Escape' && this.#keptEscape.released(element)) {
      if (this.useOf(event) === 'panic') this.#panic(event, acts)
      this.#pressed(event, acts)
    }
    const from = this.#down.get(event.code)
    this.#down.delete(event.code)
    // Some browsers press a focused button when the space bar comes up: only where it went down, in a text or a layer.
    const owner = ownerOf(event)
    if (event.key === ' ' && (owner === null || owner !== from)) event.preventDefault()
  }

  #placeOf(event: KeyboardEvent): KeyPlace {
    const owner = ownerOf(event)
    const heldOver = event.repeat && this.#down.get(event.code) !== owner
    if (!event.repeat) this.#down.set(event.code, owner)
    const layer = layerOf(event)
    return {
      target: targetOf(elementOf(event)),
      inLayer: layer !== null,
      inMenu: layer?.role === 'menu',
      heldOver,
      typedOn: this.#typedOn.takes(event.key, event.timeStamp) || this.#coming.takes(event.key),
      isApple: this.#isApple,
    }
  }

  #clicked(event: Event): void {
    this.#pressedAt = innermostOf(event)
    this.#typedOn.end()
    this.#coming.end()
    this.#keptEscape.touched(null)
  }

  /** Keys click as well, and leave the focus where it is. */
  #letGo(event: MouseEvent): void {
    if (event.type === 'pointerup' || event.detail > 0) leavePressed(this.#pressedAt)
  }

  #moved(): void {
    this.#keptEscape.moved()
    this.#down.clear()
  }
}

const innermostOf = (event: Event): EventTarget | null => event.composedPath()[0] ?? null

/** What a key belongs to: a text, else a layer; null for the page. Tab passes through texts while it is held. */
function ownerOf(event: KeyboardEvent): EventTarget | null {
  const element = elementOf(event)
  return event.key !== 'Tab' && isTyping(element) ? element : layerOf(event)
}
