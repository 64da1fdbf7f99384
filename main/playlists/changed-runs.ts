// What becomes of runs when their playlist is changed or removed while they play.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { OnChange, PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { carrySteps } from './carry.ts'
import type { Carried } from './carry.ts'
import { asItWillBe } from './run.ts'
import type { Playable, Run } from './run.ts'
import type { Runs } from './runs.ts'

/** Where the playlist does not say. Opening another show ends what the one before has begun. */
const OTHERWISE: Readonly<Record<ShowChange['kind'], OnChange>> = {
  open: 'stop',
  edit: 'follow',
  reload: 'finish',
}

/** Lets the runs of a playlist do as it says about its change; where its steps are the same they play on as what it is now. */
export function changeRuns(runs: Runs, playable: Playable, { cause, kind }: ShowChange): void {
  const { definition } = playable
  const { id, steps, onChange = OTHERWISE[kind] } = definition
  const comparisons = new Map<readonly PlaylistStep[], Comparison>()
  const stopping: Run[] = []
  for (const run of runs.of(id)) {
    const before = asItWillBe(run).definition.steps
    const compared = comparisons.get(before) ?? new Comparison(before, steps)
    comparisons.set(before, compared)
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
  readonly #before: readonly PlaylistStep[]
  readonly #after: readonly PlaylistStep[]
  #carried: Carried | null = null

  constructor(before: readonly PlaylistStep[], after: readonly PlaylistStep[]) {
    this.#before = before
    this.#after = after
    this.same = before === after || isSameJson(before, after)
  }

  get carried(): Carried {
    this.#carried ??= carrySteps(this.#before, this.#after)
    return this.#carried
  }
}
