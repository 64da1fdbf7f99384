// Shows faces on one open deck: the latest of each place, one picture at a time, no more in a second than a deck takes.
import type { StreamDeck } from '@elgato-stream-deck/node'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { Clock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { messageOf } from '../../../../shared/base/result.ts'
import { within } from '../../../../shared/base/within.ts'
import type { DeckFace } from '../../../../shared/model/deck-face.ts'
import type { DisplayHealth } from '../../../../shared/model/health.ts'
import { LOOKS } from './draw-face.ts'
import type { Pictures } from './pictures.ts'
import { placesOf } from './places.ts'
import type { DeckPlace } from './places.ts'

export type Deck = Pick<
  StreamDeck,
  'CONTROLS' | 'fillKeyBuffer' | 'fillKeyColor' | 'fillLcdRegion' | 'setBrightness' | 'clearPanel'
>

/** A whole deck at once, as on another page of controls, and then as many in a second as leave the bus to others. */
const AT_ONCE = 40
const A_SECOND = 40
/** For one picture, after which the deck is said to hang. */
const STALLED_MS = 3_000
/** For the clearing of its end; a deck that hangs stays as it is. */
const CLEAR_WITHIN_MS = 300

export interface DisplayOptions {
  readonly clock: Clock
  readonly deck: Deck
  readonly pictures: Pick<Pictures, 'draw'>
}

export class DeckDisplay {
  readonly #options: DisplayOptions
  readonly #places: ReadonlyMap<string, DeckPlace>
  readonly #wanted = new Map<string, DeckFace | null>()
  /** What each place shows, as text. */
  readonly #shows = new Map<string, string>()
  /** Places that show something else than is wanted, the longest waiting first. */
  readonly #changed = new Set<string>()
  #isBusy = false
  #isClosed = false
  #wait: Disposable | null = null
  /** Pictures that may be shown at once, as of `#countedAt`. */
  #left = AT_ONCE
  #countedAt: number
  #shown = 0
  #failed = 0
  #lastError: string | null = null

  constructor(options: DisplayOptions) {
    this.#options = options
    this.#places = placesOf(options.deck.CONTROLS)
    this.#countedAt = options.clock.now()
  }

  /** Places that this deck does not have are another deck's. */
  show(control: string, face: DeckFace | null): void {
    if (!this.#places.has(control)) return
    this.#wanted.set(control, face)
    if (this.#shows.get(control) === JSON.stringify(face)) this.#changed.delete(control)
    else this.#changed.add(control)
    this.#pump()
  }

  counts(): DisplayHealth {
    return { shown: this.#shown, failed: this.#failed, lastError: this.#lastError }
  }

  /** Dark again, where anything was shown. */
  async close(): Promise<void> {
    this.#isClosed = true
    dispose(this.#wait)
    if ([...this.#shows.keys()].every((control) => control === 'brightness')) return
    const cleared = this.#options.deck.clearPanel().catch(() => {})
    await within(this.#options.clock, CLEAR_WITHIN_MS, cleared)
  }

  #pump(): void {
    if (this.#isBusy || this.#isClosed || this.#wait !== null) return
    const [control] = this.#changed
    if (control === undefined) return
    if (!this.#mayShow()) return
    this.#changed.delete(control)
    void this.#showNext(control)
  }

  async #showNext(control: string): Promise<void> {
    this.#isBusy = true
    try {
      const face = this.#wanted.get(control) ?? null
      await this.#draw(this.#places.get(control) as DeckPlace, face)
      this.#shows.set(control, JSON.stringify(face))
      this.#shown += 1
    } catch (thrown) {
      // It is tried again when it is to show something else; what broke a picture breaks it again.
      this.#fail(messageOf(thrown))
    }
    this.#isBusy = false
    this.#pump()
  }

  /** Says so where the deck does not take it for long; it is waited for all the same. */
  async #written(write: Promise<void>): Promise<void> {
    const { clock } = this.#options
    using _ = clock.upkeep(monotonicMs(clock.now() + STALLED_MS), () =>
      this.#fail('it has taken no picture for three seconds'),
    )
    await write
  }

  #draw(place: DeckPlace, face: DeckFace | null): Promise<void> {
    switch (place.kind) {
      case 'brightness':
        return this.#brighten(face)
      case 'light':
        return this.#light(place.index, face)
      default:
        return this.#picture(place, face)
    }
  }

  async #picture(place: DeckPlace & { kind: 'key' | 'strip' }, face: DeckFace | null): Promise<void> {
    const { deck, pictures } = this.#options
    const { width, height } = place
    const pixels = await pictures.draw(face, place)
    // Gone meanwhile.
    if (this.#isClosed) return
    const write =
      place.kind === 'key'
        ? deck.fillKeyBuffer(place.index, pixels, { format: 'rgba' })
        : deck.fillLcdRegion(place.segment, place.x, 0, pixels, { format: 'rgba', width, height })
    await this.#written(write)
  }

  async #light(index: number, face: DeckFace | null): Promise<void> {
    const colour = face === null ? ([0, 0, 0] as const) : LOOKS[face.state].mark
    await this.#written(this.#options.deck.fillKeyColor(index, ...colour))
  }

  /** How bright it is without a face stays as it is. */
  async #brighten(face: DeckFace | null): Promise<void> {
    if (face === null || face.level === null) return
    const percent = Math.round(Math.min(1, Math.max(0, face.level)) * 100)
    await this.#written(this.#options.deck.setBrightness(percent))
  }

  #mayShow(): boolean {
    const { clock } = this.#options
    const now = clock.now()
    this.#left = Math.min(AT_ONCE, this.#left + ((now - this.#countedAt) / 1000) * A_SECOND)
    this.#countedAt = now
    if (this.#left >= 1) {
      this.#left -= 1
      return true
    }
    const soon = Math.ceil(((1 - this.#left) / A_SECOND) * 1000)
    this.#wait = clock.upkeep(monotonicMs(now + soon), () => {
      this.#wait = null
      this.#pump()
    })
    return false
  }

  #fail(why: string): void {
    this.#failed += 1
    this.#lastError = why
  }
}
