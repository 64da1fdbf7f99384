// What a cue does when it acts, one action at a time.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { CueAction } from '../../shared/model/cue.ts'
import { cueText } from '../../shared/model/cue-words.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { OnStop } from '../../shared/model/ramp-words.ts'
import type { RecallWish } from '../../shared/model/scene-recall.ts'
import { cueKey } from './cue-play.ts'
import type { CueFade, CuePlay } from './cue-play.ts'
import type { PaceOf } from './cue-state.ts'

/** What starts and steers playlists for cues. */
export interface CuePlaylists {
  /** At `position` ms of its timeline; `runId` is null where it runs already and ignores a second start. */
  start(playlistId: string, position: number, cause: number | null): Result<{ readonly runId: string | null }>
  stop(playlistId: string, cause: number | null): Result<unknown>
  change(playlistId: string, change: 'pause' | 'resume', cause: number | null): Result<unknown>
  stopRun(runId: string, cause: number | null): Result<unknown>
  readonly pace: PaceOf
  changeRun(runId: string, change: 'pause' | 'resume', cause: number | null): Result<unknown>
}

export interface CueParams {
  set(name: string, value: unknown, by: Client, cause: number | null): Result<unknown>
  /** Answers its number; null where it has nothing to wait for. */
  fade(
    name: string,
    request: FadeRequest,
    by: Client & { readonly of: string; readonly onStop: OnStop | undefined },
    cause: number | null,
    startAt: MonotonicMs,
  ): Result<{ readonly fade: number | null }>
  /** Leaves it as it says of a stop, or where it is. */
  leaveFade(name: string, by: Client, cause: number | null, fade: number): void
  /** Of their numbers; they stand still until they are resumed, with the time that is left. */
  holdFades(whose: { readonly ids: ReadonlySet<number> }, cause: number | null): unknown
  resumeFades(whose: { readonly ids: ReadonlySet<number> }, cause: number | null): unknown
}

/** What recalls scenes for cues. */
export interface CueScenes {
  /** Answers the parameters that are on their way, by the numbers of their fades. */
  recall(
    name: string,
    wish: RecallWish,
    by: Client & { readonly of: string },
    cause: number | null,
    startAt: MonotonicMs,
  ): Result<{ readonly endsAt: number; readonly fades: ReadonlyMap<number, string> }>
}

type OtherCue = Extract<CueAction, { readonly action: 'stop_cue' | 'arm_cue' | 'disarm_cue' }>

interface CueActionsOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly publish: Publish
  readonly playlists: CuePlaylists
  readonly params: CueParams
  readonly scenes: CueScenes
  /** It is given a GO of its own, after what is under way. */
  go(listId: string, play: CuePlay): void
  other(action: OtherCue, play: CuePlay): Result<unknown>
}

/** All but questions, which hold what comes after them. */
export type PlainAction = Exclude<CueAction, { readonly action: 'raise_interrupt' }>

export function cueName({ cue, cueId }: CuePlay): string {
  return cueText({ number: cue.number ?? null, name: cue.name, cueId })
}

export class CueActions {
  readonly #options: CueActionsOptions

  constructor(options: CueActionsOptions) {
    this.#options = options
  }

  perform(action: PlainAction, play: CuePlay): Result<unknown> {
    const { playlists } = this.#options
    const { cause } = play
    switch (action.action) {
      case 'start_playlist':
        return this.#start(action.id, play)
      case 'stop_playlist':
        return playlists.stop(action.id, cause)
      case 'pause_playlist':
        return playlists.change(action.id, 'pause', cause)
      case 'resume_playlist':
        return playlists.change(action.id, 'resume', cause)
      case 'emit':
        return this.#emit(action.type, action.payload, play)
      case 'set_param':
        return this.#options.params.set(action.param, action.value, clientOf(play), cause)
      case 'recall_scene':
        return this.#recall(action, play)
      case 'fade_param':
        return this.#fade(action, play)
      case 'go_list':
        this.#options.go(action.list, play)
        return ok(null)
      case 'stop_cue':
      case 'arm_cue':
      case 'disarm_cue':
        return this.#options.other(action, play)
    }
  }

  #start(playlistId: string, play: CuePlay): Result<unknown> {
    const { playlists } = this.#options
    const started = playlists.start(playlistId, play.offset, play.cause)
    if (!started.ok || started.value.runId === null) return started
    for (const runId of play.runs) if (runId.startsWith(`${playlistId}#`)) play.superseded.add(runId)
    play.runs.add(started.value.runId)
    return started
  }

  /** Of one that begins later than at its beginning as much has passed. */
  #fade({ param, to, over, curve, onStop }: Extract<CueAction, { action: 'fade_param' }>, play: CuePlay) {
    const startAt = monotonicMs(this.#options.clock.now() - play.offset)
    const request = { to: to as FadeRequest['to'], over, curve }
    const client = clientOf(play)
    const by = { ...client, of: client.id, onStop }
    const begun = this.#options.params.fade(param, request, by, play.cause, startAt)
    if (begun.ok && begun.value.fade !== null) {
      play.fades.set(begun.value.fade, { param, endsAt: startAt + over, left: null })
    }
    return begun
  }

  #recall(action: Extract<CueAction, { action: 'recall_scene' }>, play: CuePlay) {
    const { clock, scenes } = this.#options
    const startAt = monotonicMs(clock.now() - play.offset)
    const client = clientOf(play)
    const recalled = scenes.recall(action.scene, action, { ...client, of: client.id }, play.cause, startAt)
    if (!recalled.ok) return recalled
    const { endsAt, fades } = recalled.value
    for (const [fade, param] of fades) play.fades.set(fade, { param, endsAt, left: null })
    return recalled
  }

  /** Its fades stand still until they are resumed. */
  holdFades({ fades }: CuePlay, cause: number | null): void {
    const now = this.#options.clock.now()
    for (const fade of fades.values()) fade.left ??= Math.max(0, fade.endsAt - now)
    this.#options.params.holdFades({ ids: new Set(fades.keys()) }, cause)
  }

  resumeFades({ fades }: CuePlay, cause: number | null): void {
    const now = this.#options.clock.now()
    for (const fade of fades.values()) {
      fade.endsAt = fade.left === null ? fade.endsAt : now + fade.left
      fade.left = null
    }
    this.#options.params.resumeFades({ ids: new Set(fades.keys()) }, cause)
  }

  /** Leaves the parameters of a cue where its fades have brought them, or where they say. */
  stopFades(play: CuePlay, fades: readonly (readonly [number, CueFade])[], cause: number | null): void {
    for (const [fade, { param }] of fades) this.#options.params.leaveFade(param, clientOf(play), cause, fade)
  }

  #emit(type: string, payload: Extract<CueAction, { action: 'emit' }>['payload'], play: CuePlay) {
    const source = `cues:${play.listId}`
    const seq = this.#options.publish({ type, source, cause: play.cause, payload })
    if (seq !== null) return ok(seq)
    const what = 'more is arriving than can be handled'
    return failed(fault('dispatcher/full', cueKey(play.listId, play.cueId), what, 'see Health for the cause'))
  }
}

/** In whose name a cue sets what belongs to others. */
function clientOf(play: CuePlay): Client {
  const id = `cue:${cueKey(play.listId, play.cueId)}`
  const source = `cues:${play.listId}`
  return { id, name: cueName(play), way: 'cue', source, address: null }
}
