// The latest face of every place of every deck, whether the deck is there or not.
import { disposable } from '../../../../shared/base/disposable.ts'
import type { DeckFace, DeckShown } from '../../../../shared/model/deck-face.ts'

export type ShowFace = (control: string, face: DeckFace | null) => void

type Faces = Map<string, DeckFace>

export class FaceBoard {
  /** By device; null is every deck. */
  readonly #faces = new Map<string | null, Faces>()
  readonly #decks = new Map<string, ShowFace>()

  /** What is shown at a deck by its name goes before what every deck shows. */
  show(shown: readonly DeckShown[]): void {
    for (const { device, control, face } of shown) {
      this.#keep(device, control, face)
      for (const [name, show] of this.#decks) {
        if (device === null || device === name) show(control, this.#faceOf(name, control))
      }
    }
  }

  /** It is shown all that is wanted of it, and from then on what changes. */
  attach(device: string, show: ShowFace): Disposable {
    this.#decks.set(device, show)
    const controls = [null, device].flatMap((name) => [...(this.#faces.get(name)?.keys() ?? [])])
    for (const control of new Set(controls)) show(control, this.#faceOf(device, control))
    return disposable(`faces of ${device}`, () => {
      if (this.#decks.get(device) === show) this.#decks.delete(device)
    })
  }

  #faceOf(device: string, control: string): DeckFace | null {
    return this.#faces.get(device)?.get(control) ?? this.#faces.get(null)?.get(control) ?? null
  }

  #keep(device: string | null, control: string, face: DeckFace | null): void {
    const faces = this.#faces.get(device) ?? new Map<string, DeckFace>()
    if (face === null) faces.delete(control)
    else faces.set(control, face)
    if (faces.size === 0) this.#faces.delete(device)
    else this.#faces.set(device, faces)
  }
}
