// The cues of one list in their order: what comes after which, by itself or by the next GO.
import type { CueDefinition, CueListDefinition } from './cue.ts'

/** Not a place in the list. */
export const NOWHERE = -1

export class CueOrder {
  readonly cues: readonly CueDefinition[]
  readonly #places = new Map<string, number>()
  readonly #numbers = new Map<string, number>()
  /** By the place of a group, that of the first cue after the last one in it; of another cue the next place. */
  readonly #ends: Int32Array
  /** 1 of what lies in a group whose cues start together. */
  readonly #together: Uint8Array
  /** 1 of what is started by another cue, and not by a GO of its own. */
  readonly #follows: Uint8Array

  constructor({ cues }: Pick<CueListDefinition, 'cues'>) {
    this.cues = cues
    const count = cues.length
    this.#ends = new Int32Array(count)
    this.#together = new Uint8Array(count)
    this.#follows = new Uint8Array(count)
    for (const [place, { id, number }] of cues.entries()) {
      this.#places.set(id, place)
      if (number !== undefined) this.#numbers.set(number, place)
    }
    this.#layOut()
    for (let place = 0; place < count; place += 1) this.#markFollowers(place)
  }

  #layOut(): void {
    this.#ends.forEach((_, place) => (this.#ends[place] = place + 1))
    for (let place = this.cues.length - 1; place >= 0; place -= 1) {
      const group = this.groupOf(place)
      if (group === NOWHERE) continue
      this.#ends[group] = Math.max(this.#ends[group] as number, this.#ends[place] as number)
    }
    for (let place = 0; place < this.cues.length; place += 1) {
      const group = this.groupOf(place)
      if (group === NOWHERE) continue
      const isTogether = this.cues[group]?.group === 'together' || this.#together[group] === 1
      this.#together[place] = isTogether ? 1 : 0
    }
  }

  #markFollowers(place: number): void {
    if (this.#together[place] === 1) this.#follows[place] = 1
    const next = this.continuesInto(place)
    if (next !== NOWHERE) this.#follows[next] = 1
    const first = this.stepsInto(place)
    if (first !== NOWHERE) this.#follows[first] = 1
  }

  placeOf(cueId: string): number {
    return this.#places.get(cueId) ?? NOWHERE
  }

  placeOfNumber(number: string): number {
    return this.#numbers.get(number) ?? NOWHERE
  }

  /** The place of the group that a cue is in. */
  groupOf(place: number): number {
    const group = this.cues[place]?.in
    return group === undefined ? NOWHERE : this.placeOf(group)
  }

  /** Of a group whose cues start together, the places of those that lie in it directly; of another cue none. */
  startsWith(place: number): readonly number[] {
    const cue = this.cues[place]
    if (cue?.group !== 'together') return []
    const places: number[] = []
    for (let at = place + 1; at < (this.#ends[place] as number); at = this.#ends[at] as number)
      places.push(at)
    return places
  }

  /** The first cue of a group that GO steps into. */
  stepsInto(place: number): number {
    const isEmpty = (this.#ends[place] ?? 0) <= place + 1
    return this.cues[place]?.group === 'one-by-one' && !isEmpty ? place + 1 : NOWHERE
  }

  /** The cue that starts by itself after this one. */
  continuesInto(place: number): number {
    const cue = this.cues[place]
    if (cue === undefined || cue.continue === 'none' || this.#together[place] === 1) return NOWHERE
    return cue.group === 'one-by-one' ? NOWHERE : this.#after(place)
  }

  /** Whether it is started by another cue, so that no GO stops at it. */
  follows(place: number): boolean {
    return this.#follows[place] === 1
  }

  /** The place of the cue that starts this one. */
  leaderOf(place: number): number {
    const group = this.groupOf(place)
    if (this.#together[place] === 1 || (group !== NOWHERE && this.stepsInto(group) === place)) return group
    // A group that is started at once goes on into what comes after the last cue in it.
    for (let at = place - 1, below = place; at >= 0 && at < below; below = at, at = this.groupOf(at))
      if (this.continuesInto(at) === place) return at
    return NOWHERE
  }

  /** What stands by after a GO on this cue: the first that is not started by one that this GO has started. */
  afterGo(place: number): number {
    let at = place
    for (;;) {
      const inside = this.stepsInto(at)
      const next = inside === NOWHERE ? this.continuesInto(at) : inside
      if (next === NOWHERE) return this.#after(at)
      at = next
    }
  }

  /** The nearest cue before a place, the end of the list included, at which a GO stops. */
  before(place: number): number {
    const from = place === NOWHERE ? this.cues.length : place
    for (let at = from - 1; at >= 0; at -= 1) if (!this.follows(at)) return at
    return NOWHERE
  }

  /** The cue itself, or the nearest after it, at which a GO stops. */
  at(place: number): number {
    for (let at = place; at < this.cues.length; at += 1) if (!this.follows(at)) return at
    return NOWHERE
  }

  /** How many groups a cue lies in. */
  depthOf(place: number): number {
    let depth = 0
    for (let at = this.groupOf(place); at !== NOWHERE && at < place; at = this.groupOf(at)) depth += 1
    return depth
  }

  #after(place: number): number {
    const isStarted = this.cues[place]?.group === 'together'
    const next = isStarted ? (this.#ends[place] as number) : place + 1
    return next < this.cues.length ? next : NOWHERE
  }
}
