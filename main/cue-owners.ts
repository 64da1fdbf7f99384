// Who carries out GO, and what is asked of cue lists: the lists where the show has some, else the playlists in their order.
import { failed, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { ReadCommandName } from '../shared/contract/read-commands.ts'
import type { Cues } from './cues/cues.ts'
import type { Standby } from './cues/standby.ts'
import type { Owner, OwnersOf } from './owner.ts'

export function goOwners({ standby, cues }: { readonly standby: Standby; readonly cues: Cues }): {
  readonly 'show.go': Owner<'show.go'>
  readonly 'show.back': Owner<'show.back'>
} {
  return {
    'show.go': ({ list }, cause, { name: by }, at) => {
      if (list === undefined && !cues.hasLists) {
        return standby.go(cause, at, by)
      }
      return mapped(cues.go(list, cause, at, by), ({ runId, ...cue }) => ({ playlistId: null, runId, cue }))
    },
    'show.back': (_, cause) => {
      if (!cues.hasLists) return ok(standby.back(cause))
      return mapped(cues.back(undefined, cause), (cue) => ({ playlistId: null, cue }))
    },
  }
}

export function cueOwners({
  cues,
}: {
  readonly cues: Cues
}): Omit<OwnersOf<'cue' | 'cueList' | 'cues'>, ReadCommandName> {
  return {
    'cueList.skip': ({ list }, cause) => cues.skip(list, cause),
    'cueList.back': ({ list }, cause) => cues.back(list, cause),
    'cueList.standBy': (place, cause) => cues.standBy(place, cause),
    'cue.go': (place, cause) => cues.goTo(place, cause),
    'cue.start': (place, cause) => cues.start(place, cause),
    'cue.stop': (place, cause) => cues.stop(place, cause),
    'cue.pause': (place, cause) => cues.pause(place, cause),
    'cue.resume': (place, cause) => cues.resume(place, cause),
    'cue.load': (place, cause) => cues.load(place, cause),
    'cue.arm': (place, cause) => cues.arm(place, true, cause),
    'cue.disarm': (place, cause) => cues.arm(place, false, cause),
    'cue.cancelWait': ({ play }, cause) => cues.cancelWait(play, cause),
  }
}

function mapped<T, U>(result: Result<T>, map: (value: T) => U): Result<U> {
  return result.ok ? ok(map(result.value)) : failed(result.error)
}
