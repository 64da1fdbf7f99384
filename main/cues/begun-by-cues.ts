// Runs and fades that cues have begun: which start of a cue each belongs to, and what its end does to that.
import type { FadeEnd } from '../../shared/model/payload/fade.ts'
import type { StopReason } from '../../shared/model/payload/playlist.ts'
import type { CuePlay } from './cue-play.ts'

/** Those that end by themselves although somebody stopped what they had started. */
const CUT_SHORT: ReadonlySet<StopReason> = new Set(['cancelled', 'changed', 'removed'])

const FADE_CUT_SHORT: ReadonlySet<FadeEnd> = new Set(['stopped', 'slept', 'changed'])

interface BegunOptions {
  /** A run of it has failed. */
  failed(play: CuePlay, error: string): void
  /** Something of it has ended: it may be over by now. */
  ended(play: CuePlay): void
  changed(play: CuePlay): void
}

export class BegunByCues {
  readonly #options: BegunOptions
  readonly #ofRun = new Map<string, CuePlay>()
  readonly #ofFade = new Map<number, CuePlay>()

  constructor(options: BegunOptions) {
    this.#options = options
  }

  /** What it has begun by now is its. */
  claim(play: CuePlay): void {
    for (const runId of play.runs) this.#ofRun.set(runId, play)
    for (const fade of play.fades.keys()) this.#ofFade.set(fade, play)
  }

  /** What still goes on of it is nobody's from now on. */
  release(play: CuePlay): void {
    for (const runId of play.runs) this.#ofRun.delete(runId)
    play.runs.clear()
    for (const fade of play.fades.keys()) this.#ofFade.delete(fade)
    play.fades.clear()
  }

  /**
   * A cue that is on its way is begun anew: what the earlier start has begun, and goes on, is the newer's from now on, and so is its
   * place in a group.
   */
  handOver(earlier: CuePlay, newer: CuePlay): void {
    for (const runId of earlier.runs) newer.runs.add(runId)
    for (const [id, fade] of earlier.fades) newer.fades.set(id, fade)
    for (const member of earlier.members) {
      member.group = newer
      newer.members.add(member)
    }
    this.claim(newer)
    newer.pausedFading = earlier.pausedFading
    for (const gone of [earlier.runs, earlier.fades, earlier.members]) gone.clear()
    if (newer.group === null && earlier.group !== null) {
      newer.group = earlier.group
      newer.group.members.add(newer)
    }
  }

  /** A run has ended, perhaps one that a cue has started. */
  runEnded(runId: string, reason: StopReason, error: string | null, cause: number): void {
    const play = this.#ofRun.get(runId)
    if (play === undefined) return
    this.#ofRun.delete(runId)
    play.runs.delete(runId)
    // What has yet to act, or has begun the same anew, is not cut short by it.
    if (play.phase !== 'waiting' && !play.superseded.delete(runId)) {
      if (CUT_SHORT.has(reason)) play.cutShort = true
      if (reason === 'interrupted') play.interrupted = true
    }
    if (reason === 'failed') this.#options.failed(play, error ?? 'a playlist that it started failed')
    this.#ended(play, cause)
  }

  /** A fade has ended, perhaps one that a cue began. Whoever else has moved the parameter meanwhile has not stopped the cue. */
  fadeEnded(fade: number, how: FadeEnd, cause: number): void {
    const play = this.#ofFade.get(fade)
    if (play === undefined) return
    this.#ofFade.delete(fade)
    play.fades.delete(fade)
    if (play.phase !== 'waiting' && FADE_CUT_SHORT.has(how)) play.cutShort = true
    this.#ended(play, cause)
  }

  /** A run stands otherwise, perhaps one that a cue has started. */
  runMoved(runId: string): void {
    const play = this.#ofRun.get(runId)
    if (play !== undefined) this.#options.changed(play)
  }

  #ended(play: CuePlay, cause: number): void {
    // What it still waits for does not come of this.
    if (play.wait === null) play.cause = cause
    this.#options.ended(play)
  }
}
