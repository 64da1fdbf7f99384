// Gestures that commands have added, changed or removed since the show was taken: laid over what the show itself holds.
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import { isSameJson } from '../../shared/base/same-json.ts'

export class RunTimeChanges {
  /** As the show holds them, by id, in its order. */
  #shows: ReadonlyMap<string, GestureDefinition> = new Map()
  /** By id; null where it was removed. */
  readonly #changed = new Map<string, GestureDefinition | null>()

  /** Lays them over another edition of the show: where that has changed a gesture itself, the show is right. */
  over(definitions: readonly GestureDefinition[]): void {
    const shows = new Map(definitions.map((definition) => [definition.id, definition]))
    for (const id of this.#changed.keys()) {
      if (!isSameJson(this.#shows.get(id), shows.get(id))) this.#changed.delete(id)
    }
    this.#shows = shows
  }

  put(definition: GestureDefinition): void {
    this.#changed.set(definition.id, definition)
  }

  remove(id: string): void {
    if (this.#shows.has(id)) this.#changed.set(id, null)
    else this.#changed.delete(id)
  }

  clear(): void {
    this.#changed.clear()
  }

  /** All that are to be listened for: in the show's order, then those that were added. */
  all(): readonly GestureDefinition[] {
    const merged = new Map<string, GestureDefinition | null>([...this.#shows, ...this.#changed])
    return [...merged.values()].filter((definition) => definition !== null)
  }
}
