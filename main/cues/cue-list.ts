// Where one cue list stands: its standby, its playhead, and what was armed and disarmed by hand.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import type { CueListState } from '../../shared/contract/cue-streams.ts'
import type { Publish } from '../../shared/model/event.ts'
import { CueOrder, NOWHERE } from '../../shared/model/cue-order.ts'
import { goTooSoon, timeBetween } from './too-soon.ts'

export interface Loaded {
  readonly cueId: string
  readonly position: number
}

/** A cue by its id or by its number. */
export interface CueName {
  readonly id?: string | undefined
  readonly number?: string | undefined
}

export class CueList {
  definition: CueListDefinition
  order: CueOrder
  /** Milliseconds after a GO in which another is refused. */
  minimumGoTime = 0
  readonly #publish: Publish
  readonly #changed: () => void
  standby: string | null = null
  playhead: string | null = null
  loaded: Loaded | null = null
  /** By the id of a cue: armed or not, whatever the show says. */
  armed = new Map<string, boolean>()
  /** The last accepted GO, and the last that came too soon after it. */
  #went: { readonly by: string; readonly at: MonotonicMs } | null = null
  #refused: CueListState['refused'] = null

  constructor(definition: CueListDefinition, publish: Publish, changed: () => void) {
    this.definition = definition
    this.order = new CueOrder(definition)
    this.#publish = publish
    this.#changed = changed
  }

  get id(): string {
    return this.definition.id
  }

  get source(): string {
    return `cues:${this.definition.id}`
  }

  /** Stands by at the first cue, as in a show that is opened, and says so to nobody. */
  begin(): void {
    this.standby = this.idAt(this.order.at(0))
    this.playhead = null
    this.loaded = null
    this.armed = new Map()
    this.#went = null
    this.#refused = null
  }

  /** Stands as it does in a show that is opened. */
  reset(cause: number): void {
    this.playhead = null
    this.loaded = null
    this.armed = new Map()
    this.moveTo(this.order.at(0), cause)
  }

  /** The same list with other cues; `nameOf` is what cues are called now. What stood by gives way to the next that is left. */
  become(definition: CueListDefinition, nameOf: (cueId: string) => string, cause: number | null): void {
    const { cues: before } = this.order
    const standsBy = this.standby === null ? NOWHERE : this.order.placeOf(this.standby)
    this.definition = definition
    this.order = new CueOrder(definition)
    const isHere = (id: string): boolean => this.order.placeOf(id) !== NOWHERE
    if (this.armed.size > 0) this.armed = this.#stillArmed(before, nameOf)
    if (this.playhead !== null) {
      const playhead = nameOf(this.playhead)
      this.playhead = isHere(playhead) ? playhead : null
    }
    if (this.loaded !== null) {
      const cueId = nameOf(this.loaded.cueId)
      this.loaded = isHere(cueId) ? { ...this.loaded, cueId } : null
    }
    // Where there was nothing that could stand by, the first does.
    if (before.length === 0) this.moveTo(this.order.at(0), cause)
    else if (standsBy !== NOWHERE) this.#standBy(before.slice(standsBy), nameOf, isHere, cause)
    else this.standby = null
  }

  /** What was armed by hand stays so as long as the show says the same of it. */
  #stillArmed(before: readonly CueDefinition[], nameOf: (cueId: string) => string): Map<string, boolean> {
    const declared = new Map(before.map(({ id, armed }) => [nameOf(id), armed]))
    const kept = [...this.armed].map(([id, armed]): [string, boolean] => [nameOf(id), armed])
    return new Map(
      kept.filter(([id]) => {
        const cue = this.order.cues[this.order.placeOf(id)]
        return cue !== undefined && declared.get(id) === cue.armed
      }),
    )
  }

  #standBy(
    candidates: readonly CueDefinition[],
    nameOf: (cueId: string) => string,
    isHere: (id: string) => boolean,
    cause: number | null,
  ): void {
    const next = candidates.map(({ id }) => nameOf(id)).find(isHere)
    const [own] = candidates
    if (next !== undefined && own !== undefined && next === nameOf(own.id)) {
      // It is the same, whatever it is called.
      if (this.standby === next) return
      this.standby = next
      this.#publishStandby(cause)
    } else this.moveTo(next === undefined ? NOWHERE : this.order.at(this.order.placeOf(next)), cause)
  }

  /** The cue that is meant. */
  find({ id, number }: CueName): Result<number> {
    const place = id === undefined ? this.order.placeOfNumber(number ?? '') : this.order.placeOf(id)
    if (place !== NOWHERE) return ok(place)
    const called = id === undefined ? `number ${number ?? ''}` : `id ${id}`
    const what = `the list ${this.id} has no cue with the ${called}`
    return failed(fault('cue/unknown', this.id, what, 'look at the list'))
  }

  idAt(place: number): string | null {
    return this.order.cues[place]?.id ?? null
  }

  /** Why a GO that somebody pressed at `at` is refused; null where it is not. */
  tooSoon(at: MonotonicMs, by: string): Fault | null {
    const went = this.#went
    const since = went === null ? Infinity : timeBetween(went.at, at)
    if (went === null || since >= this.minimumGoTime) return null
    this.#refused = { by, at, since }
    this.#changed()
    return goTooSoon({ by: went.by, since, minimum: this.minimumGoTime }, 'list')
  }

  /** A GO that somebody pressed has been accepted. */
  went(at: MonotonicMs, by: string): void {
    if (this.#went === null || at >= this.#went.at) this.#went = { by, at }
    this.#refused = null
    this.#changed()
  }

  moveTo(place: number, cause: number | null): void {
    const cueId = this.idAt(place)
    if (this.loaded !== null && this.loaded.cueId !== cueId) this.loaded = null
    if (cueId === this.standby) return
    this.standby = cueId
    this.#publishStandby(cause)
  }

  #publishStandby(cause: number | null): void {
    this.#changed()
    const { id: cueId = null, number = null, name = null } = this.#standbyCue() ?? {}
    const payload = { listId: this.id, cueId, number, name }
    this.#publish({ type: 'cueList.standbyChanged', source: this.source, cause, payload })
  }

  #standbyCue(): CueDefinition | undefined {
    return this.standby === null ? undefined : this.order.cues[this.order.placeOf(this.standby)]
  }

  playheadAt(place: number): void {
    this.playhead = this.idAt(place)
    this.#changed()
  }

  load(place: number, position: number): void {
    const cueId = this.idAt(place)
    this.loaded = cueId === null || position === 0 ? null : { cueId, position }
    this.#changed()
  }

  /** Milliseconds later than at its beginning at which a cue begins; asked for once. */
  takeLoaded(place: number): number {
    if (this.loaded === null || this.loaded.cueId !== this.idAt(place)) return 0
    const { position } = this.loaded
    this.loaded = null
    return position
  }

  /** Whether a cue acts: it and the groups that it lies in are armed. */
  isArmed(place: number): boolean {
    for (let at = place; at !== NOWHERE; at = this.order.groupOf(at)) {
      const cue = this.order.cues[at]
      if (cue !== undefined && !(this.armed.get(cue.id) ?? cue.armed)) return false
    }
    return true
  }

  /** False where it is so already. */
  arm(place: number, armed: boolean): boolean {
    const cue = this.order.cues[place]
    if (cue === undefined || (this.armed.get(cue.id) ?? cue.armed) === armed) return false
    if (cue.armed === armed) this.armed.delete(cue.id)
    else this.armed.set(cue.id, armed)
    this.#changed()
    return true
  }

  view(): CueListState {
    const { standby, playhead, loaded } = this
    const cue = this.#standbyCue()
    const went = this.#went
    return {
      id: this.id,
      ...{ standby, playhead },
      next: standby === null ? null : this.idAt(this.order.afterGo(this.order.placeOf(standby))),
      went: went === null ? null : { ...went, until: went.at + this.minimumGoTime },
      refused: this.#refused,
      loaded: loaded?.position ?? null,
      standbyNumber: cue?.number ?? null,
      standbyName: cue?.name ?? null,
    }
  }
}
