// What an operator looks at all the time: what a GO runs and why it would not, what ran last, what comes after, what is left of what runs.
import type { CueStateView, CueView } from '../../shared/contract/cue-streams.ts'
import type { PlaylistView, RunView } from '../../shared/contract/streams.ts'
import { cueTitle } from '../lib/cue-row-words.ts'
import { remainingAt } from '../lib/position.ts'
import { emptyWords } from '../lib/standby-words.ts'
import type { GoBarred, NamedPlace, PendingWait, StandingBy, TimeLeft } from '../lib/standby-words.ts'
import type { Access } from './access.svelte.ts'
import type { Arming } from './arming.svelte.ts'
import type { Connection } from './connection.svelte.ts'
import type { Cues } from './cues.svelte.ts'
import type { Runs } from './runs.svelte.ts'
import type { Show } from './show.svelte.ts'
import { REFUSAL_SHOWN_MS } from './transport.svelte.ts'
import type { Transport } from './transport.svelte.ts'

interface OnStageParts {
  readonly access: Access
  readonly arming: Arming
  readonly connection: Connection
  readonly cues: Cues
  readonly runs: Runs
  readonly show: Show
  readonly transport: Transport
}

const OF_CUE = (cue: CueView): NamedPlace => ({ number: cue.number, name: cueTitle(cue) })
const OF_PLAYLIST = ({ name }: Pick<PlaylistView, 'name'>): NamedPlace => ({ number: null, name })

export class OnStage {
  readonly #parts: OnStageParts

  readonly #cues = $derived.by(() => this.#parts.cues.of(this.#parts.cues.first?.id ?? ''))
  readonly #hasLists = $derived.by(() => this.#parts.cues.first !== null)

  readonly standby = $derived.by((): StandingBy | null => {
    const { cues, runs, show } = this.#parts
    const { standby, first } = cues
    if (standby !== null) {
      const { note } = standby
      const off = !cues.isArmed(standby)
      return { ...OF_CUE(standby), kind: 'cue', note, length: null, off, loaded: first?.loaded ?? null }
    }
    const playlist = this.#hasLists ? undefined : show.byId.get(runs.view.standby ?? '')
    if (playlist === undefined) return null
    const { length } = playlist
    return { ...OF_PLAYLIST(playlist), kind: 'playlist', note: '', length, off: false, loaded: null }
  })

  /** What stands by after the next GO; null at the end. */
  readonly next = $derived.by((): NamedPlace | null => {
    const { cues, runs, show } = this.#parts
    if (!this.#hasLists) {
      const at = show.playlists.findIndex(({ id }) => id === runs.view.standby)
      const playlist = at === -1 ? undefined : show.playlists[at + 1]
      return playlist === undefined ? null : OF_PLAYLIST(playlist)
    }
    const cue = this.#cues.find(({ cueId }) => cueId === cues.first?.next)
    return cue === undefined ? null : OF_CUE(cue)
  })

  /** What a GO, or a start by name, ran last; null before the first. */
  readonly last = $derived.by((): NamedPlace | null => {
    const { cues, runs } = this.#parts
    if (this.#hasLists) {
      const cue = this.#cues.find(({ cueId }) => cueId === cues.first?.playhead)
      return cue === undefined ? null : OF_CUE(cue)
    }
    const newest = runs.view.runs.reduce<RunView | null>(
      (before, run) => (before === null || run.startedAt > before.startedAt ? run : before),
      null,
    )
    return newest === null ? null : OF_PLAYLIST(newest)
  })

  /** Null where a GO would be accepted. */
  readonly barred = $derived.by((): GoBarred | null => {
    const { access, arming, connection, show } = this.#parts
    if (!connection.live) return { why: 'GO is not sent', next: 'The engine is not reached' }
    const unable = access.whyNot('operator')
    if (unable !== null) return { why: 'GO is not for this page', next: unable }
    if (!arming.view.armed) return { why: 'Disarmed: GO starts nothing', next: 'Arm the show first' }
    if (this.standby !== null) return null
    const hasLists = this.#hasLists
    const { length: count } = hasLists ? this.#cues : show.playlists
    return emptyWords({ hasLists, count, hasRun: this.last !== null })
  })

  /** The GO of a moment ago that came too soon, from here or from anywhere else; null where there was none. */
  readonly tooSoon = $derived.by((): string | null => {
    const { connection, cues, transport } = this.#parts
    if (transport.refusedGo !== null) return transport.refusedGo.what
    const refused = cues.first?.refused ?? null
    if (refused === null || connection.now - refused.at >= REFUSAL_SHOWN_MS) return null
    return `${refused.by} pressed GO ${Math.round(refused.since)} ms after the last one`
  })

  /** Of what the last GO began while something of it is active, else of what takes longest; null while nothing is under way. */
  readonly left = $derived.by((): TimeLeft | null => {
    const { runs, show } = this.#parts
    const playing = runs.active.filter(({ anchor }) => anchor.state === 'running')
    const active = playing.length > 0 ? playing : runs.active
    const own = active.filter(({ runId }) => this.#fired.own.has(runId))
    const led = active.filter(({ runId }) => this.#fired.led.has(runId))
    const among = [own, led, active].find((some) => some.length > 0) ?? []
    const lengthOf = ({ playlistId }: RunView): number => show.byId.get(playlistId)?.length ?? 0
    // Which one takes longest is the same at any moment at which all of them play.
    const at = Math.max(...among.map(({ anchor }) => anchor.at))
    const [longest] = among
      .map((run) => ({ run, left: remainingAt(run.anchor, at, lengthOf(run)) }))
      .sort((a, b) => b.left - a.left)
    if (longest === undefined) return null
    const { run } = longest
    return { ...this.#named(run), run, length: lengthOf(run), playing: playing.length > 0 }
  })

  /** Ids of the runs of the cue that a GO, or its name, fired last, in whichever list; and of those that it leads. */
  readonly #fired = $derived.by((): Record<'own' | 'led', ReadonlySet<string>> => {
    const { cues, show } = this.#parts
    const { states, lists } = cues.view
    const heads = new Set(lists.map(({ id, playhead }) => `${id}/${playhead ?? ''}`))
    let head: CueStateView | null = null
    for (const state of states) {
      if (heads.has(state.key) && state.play > (head?.play ?? -1)) head = state
    }
    if (head === null) return { own: new Set(), led: new Set() }
    const led = new Set([head.key])
    // A cue comes after what leads it.
    for (const { key, listId, leader } of show.view?.cues ?? []) {
      if (leader !== null && led.has(`${listId}/${leader.cueId}`)) led.add(key)
    }
    const { play } = head
    const after = states.filter((state) => led.has(state.key) && state.play >= play)
    return { own: new Set(head.runs), led: new Set(after.flatMap(({ runs }) => runs)) }
  })

  /** What will act by itself, the soonest first; what is paused last. */
  readonly waits = $derived.by((): readonly PendingWait[] => {
    const { cues, show } = this.#parts
    const waiting = cues.view.states.filter((state) => state.wait !== null)
    if (waiting.length === 0) return []
    const named = new Map((show.view?.cues ?? []).map((cue) => [cue.key, cue]))
    return waiting
      .flatMap((state) => waitOf(state, named.get(state.key)))
      .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity))
  })

  constructor(parts: OnStageParts) {
    this.#parts = parts
  }

  /** By the cue that began it. */
  #named(run: RunView): NamedPlace {
    const { cues, show } = this.#parts
    const state = cues.view.states.find(({ runs }) => runs.includes(run.runId))
    const cue = state === undefined ? undefined : show.view?.cues.find(({ key }) => key === state.key)
    return cue === undefined ? OF_PLAYLIST(run) : OF_CUE(cue)
  }
}

function waitOf({ wait, play }: CueStateView, cue: CueView | undefined): PendingWait[] {
  if (wait === null || cue === undefined) return []
  const { kind, dueAt, left } = wait
  return [{ ...OF_CUE(cue), play, kind, dueAt, left }]
}
