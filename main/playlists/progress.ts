// How far a run has got: what of its timeline it has played, which edits may have put anywhere, and what comes next.
import { carriedEmission, carriedQuestion } from './carry.ts'
import type { Carried } from './carry.ts'
import { PlaceSet } from './place-set.ts'
import { emissionAt } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** An edit, as a run meets it. */
export interface Edit {
  readonly from: CompiledTimeline
  readonly to: CompiledTimeline
  readonly carried: Carried
  /** Where the run stands, in ms of the timeline. */
  readonly position: number
  /** What lies before this is not made up for. */
  readonly longPast: number
  /** The emission at which it waits for an answer, or null. */
  readonly asks: number | null
}

/** Emissions that had not left, and that an edit has put so far back that they do not leave any more. */
export interface PassedOver {
  readonly count: number
  /** Position of the first. */
  readonly from: number
}

export class Progress {
  /** The next emission. */
  cursor: number
  #played: PlaceSet
  /** Behind the cursor only because something before them is made up for: new before the playhead, or passed over. */
  #leftOut = new PlaceSet()

  constructor(cursor: number) {
    this.cursor = cursor
    this.#played = PlaceSet.upTo(cursor)
  }

  /** Whether it comes no more, though it may lie ahead. */
  isOver(index: number): boolean {
    return this.#played.has(index) || this.#leftOut.has(index)
  }

  /** Of those from `from` to before `to`. */
  countOver(from: number, to: number): number {
    return this.#played.countIn(from, to) + this.#leftOut.countIn(from, to)
  }

  played(index: number): void {
    this.#played.add(index)
  }

  /** Goes on behind what has just been played. */
  next(): void {
    this.passTo(this.cursor + 1)
  }

  /** Goes on with the first from `index` on that has not been played. */
  passTo(index: number): void {
    let [at, before] = [index, -1]
    while (at !== before) {
      before = at
      at = this.#leftOut.freeFrom(this.#played.freeFrom(at))
    }
    this.cursor = at
  }

  /** Somebody moves it there: all that lies ahead is played, once more where it has been. */
  seek(index: number): void {
    this.#played.cut(index)
    this.#leftOut = new PlaceSet()
    this.cursor = index
  }

  /**
   * Goes over to another timeline. What has been played is not played again, wherever it lies now; what has not, and lies behind
   * the playhead now, comes next where that is not long past; what is new there does not.
   */
  follow(edit: Edit): PassedOver | null {
    const { from, to, carried, position } = edit
    const playhead = Math.min(position, from.offsets[this.cursor] ?? Infinity)
    const played = this.#played.carried(carried)
    const asksAnew =
      edit.asks === null || carriedQuestion(carried, edit.asks) !== null
        ? null
        : carriedEmission(carried, edit.asks)
    if (asksAnew !== null) played.delete(asksAnew)
    const here = this.#placeOf(playhead, edit)
    const { owed, passedOver } = this.#crossed(edit, here, played, asksAnew)
    const leftOut = new PlaceSet()
    const first = owed[0] ?? here
    const comes = new Set(owed)
    for (let at = first; at < here; at += 1) if (!played.has(at) && !comes.has(at)) leftOut.add(at)
    this.#played = played
    this.#leftOut = leftOut
    this.passTo(first)
    const [gone] = passedOver
    return gone === undefined ? null : { count: passedOver.length, from: to.offsets[gone] as number }
  }

  /** Of what lies at that very moment it goes on behind the last that was played. */
  #placeOf(playhead: number, { from, to, carried }: Edit): number {
    let here = emissionAt(to, playhead)
    for (let index = emissionAt(from, playhead); index < this.cursor; index += 1) {
      const now = carriedEmission(carried, index)
      if (now !== null && to.offsets[now] === playhead) here = Math.max(here, now + 1)
    }
    return here
  }

  /** What was to come and now lies before `here`: what comes all the same, in order, and what does not. */
  #crossed(
    { to, carried: { spans }, longPast }: Edit,
    here: number,
    played: PlaceSet,
    asksAnew: number | null,
  ): { readonly owed: readonly number[]; readonly passedOver: readonly number[] } {
    const crossed = asksAnew !== null && asksAnew < here ? [asksAnew] : []
    for (let at = 0; at < spans.length; at += 3) {
      const [before, now, count] = [spans[at], spans[at + 1], spans[at + 2]] as [number, number, number]
      const end = Math.min(here, now + count)
      for (let place = Math.max(now, now + this.cursor - before); place < end; place += 1)
        if (!played.has(place) && !this.#leftOut.has(place - now + before) && place !== asksAnew)
          crossed.push(place)
    }
    crossed.sort((a, b) => a - b)
    const first = crossed.findIndex((place) => (to.offsets[place] as number) >= longPast)
    const many = first < 0 ? crossed.length : first
    return { owed: crossed.slice(many), passedOver: crossed.slice(0, many) }
  }
}
