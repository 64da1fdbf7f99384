// What Stream Decks are to show: handed to the process, the latest of each place, one message at a time.
import { MOST_FACE_TEXT } from '../../shared/model/deck-face.ts'
import type { DeckFace, DeckShown } from '../../shared/model/deck-face.ts'
import type { AskedMessage } from './messages.ts'

/** As many as a show can have feedback. */
const MOST_PLACES = 2_000

interface DeckFacesOptions {
  readonly send: (asked: AskedMessage) => void
}

export class DeckFaces {
  readonly #options: DeckFacesOptions
  readonly #wanted = new Map<string, DeckShown>()
  /** What the process does not know yet. */
  readonly #changed = new Map<string, DeckShown>()
  #isOpen = false
  #isUnderWay = false
  #isDue = false
  #dropped = 0

  constructor(options: DeckFacesOptions) {
    this.#options = options
  }

  /** Faces that found no room. */
  get dropped(): number {
    return this.#dropped
  }

  show(shown: readonly DeckShown[]): void {
    for (const each of shown) this.#take(each)
    this.#sendSoon()
  }

  /** All that a process which starts now is to show. */
  all(): readonly DeckShown[] {
    return [...this.#wanted.values()]
  }

  /** A process has been told all of it, and hears from now on. */
  opened(): void {
    this.#isOpen = true
    this.#isUnderWay = false
    this.#changed.clear()
  }

  /** The process has taken the last message. */
  heard(): void {
    this.#isUnderWay = false
    this.#sendSoon()
  }

  lost(): void {
    this.#isOpen = false
  }

  #take({ device, control, face }: DeckShown): void {
    const key = `${control} ${device ?? ''}`
    if (face === null) this.#wanted.delete(key)
    else if (this.#wanted.size >= MOST_PLACES && !this.#wanted.has(key)) {
      this.#dropped += 1
      return
    } else this.#wanted.set(key, { device, control, face: short(face) })
    this.#changed.set(key, this.#wanted.get(key) ?? { device, control, face: null })
  }

  /** Once for all that one turn has changed. */
  #sendSoon(): void {
    if (this.#isDue || this.#isUnderWay || !this.#isOpen || this.#changed.size === 0) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      if (!this.#isOpen || this.#isUnderWay) return
      this.#isUnderWay = true
      const faces = [...this.#changed.values()]
      this.#changed.clear()
      this.#options.send({ kind: 'faces', faces })
    })
  }
}

function short(face: DeckFace): DeckFace {
  const cut = (text: string): string => text.slice(0, MOST_FACE_TEXT)
  return {
    ...face,
    number: face.number === null ? null : cut(face.number),
    name: cut(face.name),
    value: face.value === null ? null : cut(face.value),
  }
}
