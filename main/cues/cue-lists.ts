// The cue lists of a show, in its order: taken over when it changes, and found by what they and their cues are called.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import { NOWHERE } from '../../shared/model/cue-order.ts'
import type { Publish } from '../../shared/model/event.ts'
import { formerName, presentName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { CueList } from './cue-list.ts'
import type { CueName } from './cue-list.ts'
import type { CuePlay } from './cue-play.ts'

/** What of a show is the stage's. */
export interface CueDefinitions {
  readonly cueLists: readonly CueListDefinition[]
  readonly minimumGoTime: number
}

/** A cue, and the list that it is in: the first where none is named. */
export interface CuePlace extends CueName {
  readonly list?: string | undefined
}

export interface FoundCue {
  readonly list: CueList
  readonly at: number
}

export class CueLists {
  readonly #publish: Publish
  readonly #changed: () => void
  #lists = new Map<string, CueList>()

  constructor(publish: Publish, changed: () => void) {
    this.#publish = publish
    this.#changed = changed
  }

  get size(): number {
    return this.#lists.size
  }

  values(): Iterable<CueList> {
    return this.#lists.values()
  }

  byId(listId: string): CueList | undefined {
    return this.#lists.get(listId)
  }

  /** What did not change keeps its standby and its playhead. */
  take({ cueLists, minimumGoTime }: CueDefinitions, { cause, kind, renamed }: ShowChange): void {
    const before = this.#lists
    const formerOf = formerName(renamed, 'cueList')
    this.#lists = new Map()
    for (const definition of cueLists) {
      const former = formerOf(definition.id)
      const known = kind === 'open' || former === null ? undefined : before.get(former)
      const list = known ?? new CueList(definition, this.#publish, this.#changed)
      this.#lists.set(definition.id, list)
      if (known === undefined) list.begin()
      else if (known.definition !== definition) {
        known.become(definition, presentName(renamed, 'cue', definition.id), cause)
      }
      list.minimumGoTime = definition.minimumGoTime ?? minimumGoTime
    }
  }

  /** Where the cue of a start is since names have changed; null where it is gone. */
  present(renamed: readonly Renamed[] | undefined) {
    const listOf = presentName(renamed, 'cueList')
    return ({ listId, cueId }: CuePlay): { readonly list: CueList; readonly cueId: string } | null => {
      const list = this.#lists.get(listOf(listId))
      if (list === undefined) return null
      const cue = presentName(renamed, 'cue', list.id)(cueId)
      return list.order.placeOf(cue) === NOWHERE ? null : { list, cueId: cue }
    }
  }

  /** The first where none is named. */
  list(listId: string | undefined): Result<CueList> {
    const list = listId === undefined ? this.#lists.values().next().value : this.#lists.get(listId)
    return list === undefined ? failed(unknownList(listId)) : ok(list)
  }

  find(place: CuePlace): Result<FoundCue> {
    const list = this.list(place.list)
    if (!list.ok) return list
    const at = list.value.find(place)
    return at.ok ? ok({ list: list.value, at: at.value }) : at
  }

  /** The cue that stands by in a list, the first where none is named; null where none does. */
  standbyIn(listId?: string): CueDefinition | null {
    const list = this.list(listId)
    if (!list.ok || list.value.standby === null) return null
    const { order, standby } = list.value
    return order.cues[order.placeOf(standby)] ?? null
  }

  /** Ids of lists by the number that MIDI Show Control names them by. */
  ofNumber(number: string): string | null {
    for (const { definition } of this.#lists.values()) {
      if ((definition.number ?? definition.id) === number) return definition.id
    }
    return null
  }

  /** Whether a list, the first where none is named, has a cue of this number. */
  hasNumber(number: string, listId?: string): boolean {
    const list = this.list(listId)
    return list.ok && list.value.order.placeOfNumber(number) !== NOWHERE
  }
}

function unknownList(listId: string | undefined): Fault {
  if (listId === undefined) {
    return fault('cue/no-lists', 'cue lists', 'the show has no cue list', 'ask for a playlist')
  }
  return fault('cue/unknown-list', listId, 'the show has no such cue list', 'check the id')
}
