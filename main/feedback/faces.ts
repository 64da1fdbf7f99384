// How what feedback shows stands at this moment: one state, and the text and colour that go with it.
import type { ArmingView } from '../../shared/model/arming.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import { FEEDBACK_STATES } from '../../shared/model/feedback.ts'
import type { FeedbackShows, FeedbackState } from '../../shared/model/feedback.ts'
import { isOnAt } from '../../shared/model/layer.ts'
import { numberOf, rangeOf } from '../../shared/model/param-message.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { RunState } from '../../shared/model/payload/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'

export interface Face {
  readonly state: FeedbackState
  /** Of a parameter. */
  readonly value: ParamValue | null
  readonly definition: ParamDefinition | null
  /** Of a cue its number and name. */
  readonly text: string
  /** Of a cue or a playlist, where it has one. */
  readonly colour: string | null
}

/** How a cue stands. */
export interface CueStanding {
  /** Of its latest start, null where it is over. */
  readonly state: 'waiting' | 'running' | 'paused' | 'holding' | null
  readonly standsBy: boolean
  readonly isLoaded: boolean
  readonly isArmed: boolean
}

/** The owners of what is shown. */
export interface Facts {
  values(): Readonly<Record<string, ParamValue>>
  layersOn(): readonly string[]
  /** The states of active runs, by playlist. */
  runStates(): ReadonlyMap<string, ReadonlySet<RunState>>
  /** The playlist that GO would start, in a show without cue lists. */
  standby(): string | null
  cue(list: string, cue: string): CueStanding | null
  /** The cue that stands by in a list, the first where none is named. */
  standbyIn(list?: string): CueDefinition | null
  arming(): ArmingView
  /** Questions that wait. */
  questions(): number
}

/** For so long after a panic its light is on. */
export const PANIC_SHOWN_MS = 3000

export class Faces {
  readonly #facts: Facts
  #show: Pick<ShowFile, 'params' | 'playlists' | 'cueLists'> = { params: {}, playlists: [], cueLists: [] }
  #playlists: ReadonlyMap<string, ShowFile['playlists'][number]> = new Map()
  #cues: ReadonlyMap<string, CueDefinition> = new Map()
  /** As they are at this moment; asked for once however many places show them. */
  #runs: ReturnType<Facts['runStates']> | null = null
  /** When the last panic was. */
  panickedAt = -Infinity

  constructor(facts: Facts) {
    this.#facts = facts
  }

  take(show: Pick<ShowFile, 'params' | 'playlists' | 'cueLists' | 'feedback'>): void {
    this.#show = show
    this.#playlists = new Map(show.playlists.map((playlist) => [playlist.id, playlist]))
    const shown = new Set(
      show.feedback.flatMap(({ shows }) => ('cue' in shows ? [`${shows.cue.list}/${shows.cue.cue}`] : [])),
    )
    this.#cues = new Map(
      show.cueLists.flatMap(({ id, cues }) =>
        cues.flatMap((cue) => (shown.has(`${id}/${cue.id}`) ? [[`${id}/${cue.id}`, cue] as const] : [])),
      ),
    )
    this.#runs = null
  }

  /** Runs are other than they were. */
  forgetRuns(): void {
    this.#runs = null
  }

  of(shows: FeedbackShows, now: number): Face {
    if ('param' in shows) return this.#param(shows)
    if ('playlist' in shows) return this.#playlist(shows.playlist)
    if ('cue' in shows) return this.#cue(shows.cue)
    if ('list' in shows) return this.#list(shows.list)
    if ('layer' in shows) return plain(this.#facts.layersOn().includes(shows.layer), shows.layer)
    return plain(this.#isLit(shows.transport, now), shows.transport)
  }

  #param({ param, is }: Extract<FeedbackShows, { readonly param: string }>): Face {
    const definition = this.#show.params[param] ?? null
    const value = this.#facts.values()[param] ?? null
    if (definition === null || value === null) return plain(false, param)
    const isOn = is === undefined ? isRaised(definition, value) : isOnAt({ param, is }, value)
    return { ...plain(isOn, String(value)), value, definition }
  }

  #playlist(id: string): Face {
    const playlist = this.#playlists.get(id)
    const states = this.#runStates().get(id)
    const are = {
      standby: this.#facts.standby() === id,
      paused: states?.has('paused') === true,
      running: states?.has('running') === true || states?.has('ready') === true,
      holding: states?.has('holding') === true,
    }
    const state = highest('playlist', are) ?? 'off'
    return {
      state,
      value: null,
      definition: null,
      text: playlist?.name ?? id,
      colour: playlist?.colour ?? null,
    }
  }

  #cue({ list, cue: id }: { readonly list: string; readonly cue: string }): Face {
    const cue = this.#cues.get(`${list}/${id}`) ?? null
    const standing = this.#facts.cue(list, id)
    if (standing === null) return plain(false, id)
    const { state, standsBy, isLoaded, isArmed } = standing
    const are = {
      ...{ armed: isArmed, disarmed: !isArmed, standby: standsBy, loaded: isLoaded },
      ...(state === null ? {} : { [state]: true }),
    }
    return { ...faceOfCue(cue), state: highest('cue', are) ?? 'off' }
  }

  #list(list: string): Face {
    const cue = this.#facts.standbyIn(list)
    if (cue === null) return plain(false, '')
    const standing = this.#facts.cue(list, cue.id)
    const are = { standby: true, loaded: standing?.isLoaded === true, disarmed: standing?.isArmed === false }
    return { ...faceOfCue(cue), state: highest('list', are) ?? 'standby' }
  }

  #isLit(light: Extract<FeedbackShows, { readonly transport: string }>['transport'], now: number): boolean {
    const { arming, standby, standbyIn, questions } = this.#facts
    switch (light) {
      case 'go':
        return arming().armed && (this.#show.cueLists.length > 0 ? standbyIn() : standby()) !== null
      case 'running':
        return this.#anyRun('running') || this.#anyRun('holding') || this.#anyRun('ready')
      case 'paused':
        return this.#anyRun('paused')
      case 'disarmed':
        return !arming().armed
      case 'panic':
        return now - this.panickedAt < PANIC_SHOWN_MS
      case 'question':
        return questions() > 0
    }
  }

  #anyRun(state: RunState): boolean {
    return [...this.#runStates().values()].some((states) => states.has(state))
  }

  #runStates(): ReturnType<Facts['runStates']> {
    this.#runs ??= this.#facts.runStates()
    return this.#runs
  }
}

function plain(isOn: boolean, text: string): Face {
  return { state: isOn ? 'on' : 'off', value: null, definition: null, text, colour: null }
}

function faceOfCue(cue: CueDefinition | null): Face {
  const text = [cue?.number, cue?.name].filter((part) => part !== undefined && part !== '').join(' ')
  return { ...plain(false, text === '' ? (cue?.id ?? '') : text), colour: cue?.colour ?? null }
}

/** Whether a parameter is anywhere but at its lowest. */
function isRaised(definition: ParamDefinition, value: ParamValue): boolean {
  if (definition.type === 'text' && definition.choices === undefined) return value !== ''
  return numberOf(definition, value) > rangeOf(definition)[0]
}

/** Of what holds at once the one that goes before the others. */
function highest(
  subject: keyof typeof FEEDBACK_STATES,
  are: Readonly<Record<string, boolean>>,
): FeedbackState | null {
  const states = Object.keys(FEEDBACK_STATES[subject]) as FeedbackState[]
  return states.findLast((state) => are[state] === true) ?? null
}
