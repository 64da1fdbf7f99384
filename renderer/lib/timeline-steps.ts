// The steps of a playlist as a timeline draws them; a step that stays is the very same.
import { eventText, messageText } from '../../shared/model/event-words.ts'
import { lastsFor } from '../../shared/model/ramp-words.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'

/** Steps of equal repetition are one entry; times in ms of the timeline at rate 1. */
export interface TimelineStep {
  readonly offset: number
  readonly count: number
  readonly interval: number
  /** Milliseconds for which each goes on after it was reached: those of a value that moves; 0 where absent. */
  readonly lasts?: number
  readonly type: string
  /** What steps share that go the same way: the OSC address, or the type. */
  readonly way: string
  /** What a person reads on the step: OSC address and arguments, or the payload in short. */
  readonly label: string
}

/** Where all messages go to one target, naming it at each would only push the arguments out. */
type Label = typeof eventText

/** Of one playlist, as it is from edit to edit. */
export class TimelineSteps {
  #label: Label = messageText
  #steps: readonly PlaylistStep[] = []
  #shown: readonly TimelineStep[] = []

  of(steps: readonly PlaylistStep[], targets: number): readonly TimelineStep[] {
    const label = targets > 1 ? eventText : messageText
    if (steps === this.#steps && label === this.#label) return this.#shown
    const known = label === this.#label ? this.#stretch(steps) : { from: 0, others: NONE, after: 0 }
    const { from, others, after } = known
    const moved = this.#steps.length - steps.length
    this.#shown = steps.map((step, place) => {
      if (place < from) return this.#shown[place] as TimelineStep
      if (place >= steps.length - after) return this.#shown[place + moved] as TimelineStep
      return others.get(step) ?? new LabelledStep(step, label)
    })
    this.#label = label
    this.#steps = steps
    return this.#shown
  }

  /** How many at the beginning and at the end are those of before, and what is known of the others. */
  #stretch(steps: readonly PlaylistStep[]) {
    const before = this.#steps
    const most = Math.min(before.length, steps.length)
    let from = 0
    while (from < most && before[from] === steps[from]) from += 1
    let after = 0
    while (after < most - from && before.at(-1 - after) === steps.at(-1 - after)) after += 1
    const others = new Map<PlaylistStep, TimelineStep>()
    for (let place = from; place < before.length - after; place += 1)
      others.set(before[place] as PlaylistStep, this.#shown[place] as TimelineStep)
    return { from, others, after }
  }
}

const NONE: ReadonlyMap<PlaylistStep, TimelineStep> = new Map()

/** Its label is made when it is looked at: of most of a long playlist nobody reads it. */
class LabelledStep implements TimelineStep {
  readonly offset: number
  readonly count: number
  readonly interval: number
  readonly lasts: number
  readonly type: string
  readonly way: string
  readonly #payload: unknown
  readonly #label: Label

  constructor(step: PlaylistStep, label: Label) {
    const { offset, repeat, type, payload } = step
    this.offset = offset
    this.count = repeat?.count ?? 1
    this.interval = repeat?.interval ?? 0
    this.lasts = lastsFor(step)
    this.type = type
    this.#payload = payload
    this.#label = label
    const { address } = (payload ?? {}) as { readonly address?: unknown }
    const isOsc = type === 'osc.send' || type === 'osc.ramp'
    this.way = isOsc && typeof address === 'string' ? address : type
  }

  get label(): string {
    return this.#label(this.type, this.#payload)
  }
}
