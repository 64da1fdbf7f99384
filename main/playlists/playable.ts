// Makes of a definition what runs are started from: checked, compiled and frozen.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import { PLAYLIST_LIMITS } from '../../shared/model/playlist.ts'
import { emissionCount } from '../../shared/model/steps.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { requestsOf } from './questions.ts'
import type { Playable } from './run.ts'
import { compileTimeline } from './timeline.ts'
import type { EncodeDirect } from './timeline.ts'

/** Steps named one by one in `playlist.created`. */
const STEPS_TOLD = 1000

export function compilePlayable(definition: PlaylistDefinition, encode: EncodeDirect): Result<Playable> {
  const tooLong = checkLength(definition)
  if (tooLong !== null) return tooLong
  const requests = requestsOf(definition)
  if (!requests.ok) return requests
  const timeline = compileTimeline(definition.steps, encode)
  const told = toldSteps(definition)
  return ok({ definition: freezeDeep(definition), timeline, requests: requests.value, toldSteps: told })
}

function toldSteps({ steps }: PlaylistDefinition): Playable['toldSteps'] {
  return Object.freeze(
    steps.slice(0, STEPS_TOLD).map(({ offset, type, repeat }) => ({
      offset,
      type,
      count: repeat?.count ?? 1,
      interval: repeat?.interval ?? 0,
    })),
  )
}

function checkLength({ id, steps }: PlaylistDefinition): Result<never> | null {
  const emissions = emissionCount(steps)
  if (emissions <= PLAYLIST_LIMITS.emissions) return null
  const what = `its steps and repeats make ${emissions} emissions; the most is ${PLAYLIST_LIMITS.emissions}`
  return failed(fault('playlist/too-long', id, what, 'split it into several playlists'))
}
