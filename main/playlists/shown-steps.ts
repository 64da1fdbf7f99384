// The steps of a playlist as `playlist.created` tells them.
import { sizeOf } from '../../shared/model/size.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'

interface ShownStep {
  readonly offset: number
  readonly type: string
  readonly count: number
  readonly interval: number
}

interface Shown {
  readonly steps: readonly ShownStep[]
  readonly bytes: number
}

/** Those that are named one by one. */
const STEPS_TOLD = 1000

/** Of steps from which runs have been started: a thousand starts tell the same list. */
const shown = new WeakMap<readonly PlaylistStep[], Shown>()

export function shownSteps(steps: readonly PlaylistStep[]): Shown {
  const known = shown.get(steps)
  if (known !== undefined) return known
  const told: ShownStep[] = []
  for (let place = 0; place < Math.min(steps.length, STEPS_TOLD); place += 1) {
    const { offset, type, repeat } = steps[place] as PlaylistStep
    told.push({ offset, type, count: repeat?.count ?? 1, interval: repeat?.interval ?? 0 })
  }
  const made = { steps: Object.freeze(told), bytes: sizeOf(told) }
  shown.set(steps, made)
  return made
}
