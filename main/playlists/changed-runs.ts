// What becomes of runs when their playlist is changed or removed while they play.
import type { KeysAcross } from '../../shared/model/mutations/keys-across.ts'
import type { OnChange, PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { carryEmissions } from './carry.ts'
import type { Carried, Laid } from './carry.ts'
import { asItWillBe } from './run.ts'
import { placesByContent, placesByKey } from './step-places.ts'
import type { Playable, Run } from './run.ts'
import type { Runs } from './runs.ts'
import { areSameSteps } from './same-playlist.ts'
import type { StepPlaces } from './step-places.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Where the playlist does not say. Opening another show ends what the one before has begun. */
const OTHERWISE: Readonly<Record<ShowChange['kind'], OnChange>> = {
  open: 'stop',
  edit: 'follow',
  reload: 'finish',
}

/**
 * Lets the runs of a playlist do as it says about its change; where its steps are the same they play on as what it is now. It
 * was `was` before.
 */
export function changeRuns(
  runs: Runs,
  playable: Playable,
  was: PlaylistDefinition,
  { cause, kind, keysOf }: ShowChange,
): void {
  const { definition, timeline } = playable
  const { id, steps, onChange = OTHERWISE[kind] } = definition
  const now = { timeline, steps }
  const comparisons = new Map<CompiledTimeline, Comparison>()
  const stopping: Run[] = []
  for (const run of runs.of(id)) {
    const { timeline: playing, definition: before } = asItWillBe(run)
    // Keys are those of the show before: a run that finishes with what was there earlier knows nothing of them.
    const keys = before.steps === was.steps ? (keysOf?.(id) ?? null) : null
    const compared =
      comparisons.get(playing) ?? new Comparison({ timeline: playing, steps: before.steps }, now, keys)
    comparisons.set(playing, compared)
    // One that was left to finish does so, whatever its playlist becomes later.
    if (compared.same || (onChange === 'follow' && !run.earlier))
      runs.follow(run, { playable, carried: compared.carried }, cause)
    else if (onChange === 'restart') restart(runs, run, playable, cause)
    else if (onChange === 'stop') stopping.push(run)
    else run.earlier = true
  }
  runs.stop(stopping, { reason: 'changed', interrupt: null, cause })
}

/** Ends the runs of a playlist that is gone, but for those that may finish after the file was changed. */
export function endRuns(runs: Runs, { id, onChange }: PlaylistDefinition, { cause, kind }: ShowChange): void {
  const left = runs.of(id)
  if (kind === 'reload' && onChange !== 'stop') for (const run of left) run.earlier = true
  else runs.stop(left, { reason: 'removed', interrupt: null, cause })
}

/** From its beginning; paused, where it was paused. */
function restart(runs: Runs, run: Run, playable: Playable, cause: number | null): void {
  const state = run.anchor.state === 'paused' ? 'paused' : 'running'
  runs.begin(playable, { trigger: null, cause, by: 'command' }, [run], { why: 'changed', state })
  // Where there is no room for another it ends all the same.
  runs.stop([run], { reason: 'changed', interrupt: null, cause })
}

/** Made once for all runs that play the same steps. */
class Comparison {
  readonly same: boolean
  readonly #before: Laid
  readonly #now: Laid
  readonly #keys: KeysAcross | null
  #carried: Carried | null = null

  constructor(before: Laid, now: Laid, keys: KeysAcross | null) {
    this.#before = before
    this.#now = now
    this.#keys = keys
    this.same = areSameSteps(before.steps, now.steps)
  }

  get carried(): Carried {
    this.#carried ??= carryEmissions(this.#before, this.#now, this.#places())
    return this.#carried
  }

  #places(): StepPlaces {
    if (this.same) return null
    if (this.#keys !== null) return placesByKey(this.#keys.before, this.#keys.now)
    return placesByContent(this.#before.steps, this.#now.steps)
  }
}
