// Draws what moves of faders: at most once a repaint, only those in view, and only those that are elsewhere; digits a few times a second.
import { dispose } from '../../../shared/base/disposable.ts'
import { drawn } from '../frame-loop.ts'
import { readTheme } from './fader-picture.ts'
import type { FaderTheme } from './fader-picture.ts'

/** Digits that change faster cannot be read. */
export const DIGITS_MS = 100

/** Draws one as it is at a moment of the page's clock, and answers for how many ms it will look the same. */
export type PaintOne = (at: number) => number

interface Sources {
  onMoved(moved: (name: string) => void): Disposable
}

export class FaderPaint implements Disposable {
  readonly #listening: Disposable
  readonly #byName = new Map<string, Set<PaintOne>>()
  /** When each is to be drawn next. */
  readonly #due = new Map<PaintOne, number>()
  #theme: FaderTheme | null = null
  /** Goes up with each other look. */
  looks = 0
  #stop: (() => void) | null = null
  /** When the loop will look again by itself. */
  #wakesAt = Infinity

  constructor(faders: Sources) {
    this.#listening = faders.onMoved((name) => this.touch(name))
  }

  /** It is to be drawn otherwise. */
  touch(name: string): void {
    const paints = this.#byName.get(name)
    if (paints === undefined) return
    for (const paint of paints) this.#due.set(paint, 0)
    this.#wake(0)
  }

  /** Colours as they are where `element` stands. */
  themeOf(element: HTMLElement): FaderTheme {
    this.#theme ??= readTheme(element)
    return this.#theme
  }

  /** Colours or sizes are others. */
  readonly restyle = (): void => {
    this.#theme = null
    this.looks += 1
    for (const name of this.#byName.keys()) this.touch(name)
  }

  /** Until the returned function is called. */
  add(name: string, paint: PaintOne): () => void {
    const paints = this.#byName.get(name) ?? new Set()
    this.#byName.set(name, paints.add(paint))
    this.#due.set(paint, 0)
    this.#wake(0)
    return () => {
      paints.delete(paint)
      this.#due.delete(paint)
      if (paints.size === 0) this.#byName.delete(name)
    }
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    this.#sleep()
    this.#due.clear()
    this.#byName.clear()
  }

  #wake(at: number): void {
    if (this.#stop !== null && this.#wakesAt <= at) return
    this.#sleep()
    this.#wakesAt = at
    this.#stop = drawn(() => this.#draw())
  }

  #sleep(): void {
    this.#stop?.()
    this.#stop = null
    this.#wakesAt = Infinity
  }

  #draw(): number {
    const now = performance.now()
    let next = Infinity
    for (const [paint, at] of this.#due) {
      if (at > now) {
        next = Math.min(next, at)
        continue
      }
      const lasts = paint(now)
      if (lasts === Infinity) this.#due.delete(paint)
      else {
        this.#due.set(paint, now + lasts)
        next = Math.min(next, now + lasts)
      }
    }
    if (next === Infinity) this.#sleep()
    else this.#wakesAt = next
    return Math.max(0, next - now)
  }
}
