// An attachment for what a hand moves a fader by: drags from where it is taken, two taps, wheel, and holding it still until it is let go.
import { DoubleTap } from '../../lib/double-tap.ts'
import { draggedTo, takenAt } from '../../lib/fader-drag.ts'
import type { FaderDrag } from '../../lib/fader-drag.ts'

/** A finger that rested on it for so long and is let go without having moved wanted something else of it. */
const HELD_MS = 600
/** Pixels of a wheel that turns without notches, and lines of one, that are a notch. */
const NOTCH = { 0: 50, 1: 2, 2: 1 } as const
/** Notches of one turn, however fast. */
const MOST_NOTCHES = 3

export interface FaderHand {
  readonly along: 'up' | 'right'
  /** Whether it moves at all now. */
  ready(): boolean
  share(): number
  /** Pixels from one end to the other. */
  travel(node: HTMLElement): number
  move(share: number): void
  /** Lost: what was sent is where it ends. */
  cut(): void
  reset(): void
  /** So many steps on, small ones with Shift. */
  step(steps: number, fine: boolean): void
  /** Held still and let go, with nothing else touched meanwhile; null where that is nothing. */
  hold: (() => void) | null
}

/** Of all faders: those that a hand is on. */
const held = new Set<Hand>()

/** Whether it moved nothing yet, so that a second touch of it may be the second of two taps. */
class Hand {
  readonly #node: HTMLElement
  readonly #of: () => FaderHand
  readonly #taps = new DoubleTap()
  #drag: FaderDrag | null = null
  #takenAt = 0
  /** Whether no other fader had a hand on it in all the time since it was taken. */
  #isAlone = true
  #turned = 0

  constructor(node: HTMLElement, of: () => FaderHand) {
    this.#node = node
    this.#of = of
  }

  readonly taken = (event: PointerEvent): void => {
    // The other button ends it.
    if (this.#drag !== null && event.pointerId === this.#drag.pointer) return this.cut()
    const hand = this.#of()
    if (event.button !== 0 || this.#drag !== null || !hand.ready()) return
    this.#node.setPointerCapture(event.pointerId)
    this.#drag = takenAt(event.pointerId, this.#placeOf(event), hand.share())
    this.#takenAt = event.timeStamp
    this.#isAlone = held.size === 0
    for (const other of held) other.#isAlone = false
    held.add(this)
  }

  readonly moved = (event: PointerEvent): void => {
    const drag = this.#drag
    if (drag?.pointer !== event.pointerId) return
    // A second button of a mouse that is down already is told as a move.
    if (event.buttons > 1) return this.cut()
    const hand = this.#of()
    if (!hand.ready()) return this.cut()
    // Somebody else may have moved it while the hand had yet to.
    const from = drag.isMoved ? drag : { ...drag, share: hand.share() }
    const next = draggedTo(from, this.#placeOf(event), hand.travel(this.#node), event.shiftKey)
    this.#drag = next
    if (drag.isMoved) hand.move(next.share)
  }

  readonly left = (event: PointerEvent): void => {
    const drag = this.#drag
    if (drag?.pointer !== event.pointerId) return
    this.#gone()
    if (drag.isMoved) return
    if (event.timeStamp - this.#takenAt < HELD_MS) {
      if (this.#taps.tap('fader', event.timeStamp)) this.#of().reset()
    } else if (this.#isAlone) this.#of().hold?.()
  }

  readonly lost = (event: PointerEvent): void => {
    if (this.#drag?.pointer === event.pointerId) this.cut()
  }

  /** Whatever takes the hand away: it ends where it was sent. */
  readonly cut = (): void => {
    const drag = this.#drag
    this.#gone()
    if (drag?.isMoved === true) this.#of().cut()
  }

  /** Only of the one that has the focus, or with a key held: a page that is scrolled moves no fader. */
  readonly turned = (event: WheelEvent): void => {
    const isMeant = document.activeElement === this.#node || event.altKey || event.ctrlKey || event.metaKey
    const hand = this.#of()
    if (!isMeant || !hand.ready()) return
    event.preventDefault()
    const delta = event.deltaY === 0 ? -event.deltaX : -event.deltaY
    this.#turned += delta / NOTCH[event.deltaMode as keyof typeof NOTCH]
    const notches = Math.trunc(this.#turned)
    if (notches === 0) return
    this.#turned -= notches
    hand.step(Math.min(Math.max(notches, -MOST_NOTCHES), MOST_NOTCHES), event.shiftKey)
  }

  #placeOf(event: PointerEvent): number {
    return this.#of().along === 'up' ? -event.clientY : event.clientX
  }

  #gone(): void {
    this.#drag = null
    held.delete(this)
  }
}

export function faderHand(of: () => FaderHand): (node: HTMLElement) => () => void {
  return (node) => {
    const hand = new Hand(node, of)
    const listening = new AbortController()
    const { signal } = listening
    node.addEventListener('pointerdown', hand.taken, { signal })
    node.addEventListener('pointermove', hand.moved, { signal })
    node.addEventListener('pointerup', hand.left, { signal })
    node.addEventListener('pointercancel', hand.lost, { signal })
    node.addEventListener('lostpointercapture', hand.lost, { signal })
    node.addEventListener('wheel', hand.turned, { signal, passive: false })
    node.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
    window.addEventListener('blur', hand.cut, { signal })
    return () => {
      hand.cut()
      listening.abort()
    }
  }
}
