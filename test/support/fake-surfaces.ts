// Devices that show feedback, which a test plugs in and out and mutes.
import type { DeckFace, DeckShown } from '../../shared/model/deck-face.ts'
import type { Surfaces } from '../../main/feedback/surfaces.ts'

type Changed = Parameters<Surfaces['onChanged']>[0]
type Name = Parameters<Changed>[0]

export class FakeSurfaces implements Surfaces {
  /** What Stream Decks show, by device and control. */
  readonly faces = new Map<string, DeckFace | null>()
  readonly shaken: (string | null)[] = []
  readonly #away = new Set<string>()
  readonly #listeners = new Set<Changed>()

  readonly muted = new Set<string>()

  silence({ kind, id }: Parameters<Surfaces['silence']>[0]): ReturnType<Surfaces['silence']> {
    if (id !== null && this.muted.has(id)) return 'muted'
    return this.#away.has(`${kind} ${id}`) ? 'away' : null
  }

  onChanged(changed: Changed): Disposable {
    this.#listeners.add(changed)
    return { [Symbol.dispose]: () => void this.#listeners.delete(changed) }
  }

  show(faces: readonly DeckShown[]): void {
    for (const { device, control, face } of faces) this.faces.set(`${device ?? 'any'} ${control}`, face)
  }

  shake(device: string | null): void {
    this.shaken.push(device)
  }

  /** Unplugs it. */
  take(id: string, kind: Name['kind'] = 'midiOutput'): void {
    this.#away.add(`${kind} ${id}`)
    this.#tell({ kind, id }, false)
  }

  /** Plugs it in, showing nothing; or unmutes it, as it was. */
  give(id: string, isNew = true, kind: Name['kind'] = 'midiOutput'): void {
    this.#away.delete(`${kind} ${id}`)
    this.#tell({ kind, id }, isNew)
  }

  #tell(device: Name, isNew: boolean): void {
    for (const listener of this.#listeners) listener(device, isNew)
  }
}
