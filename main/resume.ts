// What is done about what played when the engine ended: nothing, it goes on, or somebody is asked.
import { z } from 'zod'
import type { Publish } from '../shared/model/event.ts'
import type { OperatorQuestions } from '../shared/model/interrupt.ts'
import type { Lain } from '../shared/model/kept-state.ts'
import type { ResumeSettings } from '../shared/model/resume.ts'
import type { ShowFile } from '../shared/model/show.ts'
import { lengthText } from '../shared/model/words.ts'
import { lainSince, moment } from './coordinator/lain.ts'
import type { Moment } from './coordinator/lain.ts'
import type { Acting } from './coordinator/state-parts.ts'
import { keptWaits } from './cues/kept-waits.ts'
import { keptRuns } from './playlists/kept-runs.ts'
import type { KeptRun } from './playlists/kept-runs.ts'

const OWNER = 'resume'
const SOURCE = 'show'
/** Of a prompt, which is read at a glance. */
const NAMED = 5
/** Of what is published. */
const MOST_NAMES = 20

/** How a show stood, as it was kept. */
export interface Stood {
  readonly found: { readonly wall: number; readonly parts: readonly unknown[] }
  readonly lain: Lain
}

interface ResumeOptions {
  readonly publish: Publish
  readonly interrupts: OperatorQuestions
  readonly arming: { readonly isArmed: boolean }
  readonly moment: () => Moment
  /** Milliseconds for which nothing had played until now before the engine was started. */
  away(): number
  /** Wall time of the latest panic, or the like, of the start before: what was kept earlier has been ended; null where there was none. */
  readonly endedAt: number | null
  /** What acts comes back. */
  resume(cause: number | null): void
  /** It does not, for good. */
  letGo(): void
}

interface Decision {
  readonly outcome: 'stopped' | 'resume' | 'ask'
  readonly why: string
}

const foundWaits = z.object({ name: z.literal('cueWaits'), at: moment, value: keptWaits })
const foundRuns = z.object({ name: z.literal('runs'), at: moment, value: keptRuns })

export class Resume {
  readonly #options: ResumeOptions
  /** Asked as soon as the show is open. */
  #asking: { readonly settings: ResumeSettings; readonly prompt: string; readonly told: Told } | null = null

  constructor(options: ResumeOptions) {
    this.#options = options
  }

  /** Whether what acted in a show comes back with it. */
  acting({ found, lain }: Stood, show: Pick<ShowFile, 'resume' | 'playlists' | 'cueLists'>): Acting {
    const runs = found.parts.flatMap((part) => this.#standing(part))
    const { outcome, why } = this.#decide(found.wall, lain, show.resume)
    const waits = found.parts.flatMap((part) => this.#waiting(part, show))
    const told = toldOf(runs, show, this.#options.away())
    if (runs.length === 0 && waits.length === 0) return outcome === 'stopped' ? 'never' : 'now'
    told.names.push(...waits.slice(0, MOST_NAMES - told.names.length))
    const seconds = lengthText(this.#options.away())
    this.#publish(outcome, why, told)
    if (outcome !== 'ask') return outcome === 'resume' ? 'now' : 'never'
    const prompt = `Cuewright was away for ${seconds}. Go on with what played, where it would be by then: ${listed(runs, waits, told.names)}?`
    this.#asking = { settings: show.resume, prompt: prompt.slice(0, 500), told }
    return 'later'
  }

  /** The show is open, and whoever answers can be asked. */
  opened(): void {
    const asking = this.#asking
    this.#asking = null
    if (asking === null) return
    const { settings, prompt, told } = asking
    const goesOn = settings.default === 'resume'
    const raised = this.#options.interrupts.raise(
      OWNER,
      'Cuewright',
      {
        ...{ kind: 'confirmation', prompt, choices: [], metadata: {} },
        ...{ timeout: settings.timeout, default: goesOn },
      },
      null,
      (answer, by, seq) => this.#answered(answer === true, by, told, seq),
    )
    if (!raised.ok) this.#answered(goesOn, 'nobody, who could not be asked', told, null)
  }

  /** Another show takes the place of this one, with which what it asks is over. */
  gaveWay(cause: number | null): void {
    this.#asking = null
    this.#options.interrupts.clear(OWNER, null, 'ownerEnded', cause)
  }

  /** Where each run would go on now. */
  #standing(part: unknown): readonly KeptRun[] {
    const found = foundRuns.safeParse(part)
    if (!found.success) return []
    const { age } = lainSince(found.data.at, this.#options.moment())
    return found.data.value.map((run) =>
      run.state === 'running' ? { ...run, position: run.position + age * run.rate } : run,
    )
  }

  /** Names of cues that wait. */
  #waiting(part: unknown, { cueLists }: Pick<ShowFile, 'cueLists'>): readonly string[] {
    const found = foundWaits.safeParse(part)
    if (!found.success) return []
    const lists = new Map(cueLists.map(({ id, cues }) => [id, cues]))
    return found.data.value.flatMap(({ list, cue: id }) => {
      const cue = lists.get(list)?.find((each) => each.id === id)
      return cue === undefined ? [] : [`cue ${cue.number ?? cue.name}`]
    })
  }

  #answered(goesOn: boolean, by: string, told: Told, cause: number | null): void {
    this.#publish(
      goesOn ? 'resume' : 'stopped',
      by === 'timeout' ? 'nobody answered in time' : `said ${by}`,
      {
        ...told,
        away: this.#options.away(),
      },
    )
    if (goesOn) this.#options.resume(cause)
    else this.#options.letGo()
  }

  #decide(keptAt: number, { isSure }: Lain, { mode, within }: ResumeSettings): Decision {
    const { arming, endedAt, away } = this.#options
    const stopped = (why: string): Decision => ({ outcome: 'stopped', why })
    if (!arming.isArmed) return stopped('the show is disarmed')
    if (endedAt !== null && endedAt >= keptAt) return stopped('it had been ended by hand')
    if (!isSure) return stopped('the clock of the computer was set back meanwhile')
    if (mode === 'stopped') return stopped('the show says so')
    const seconds = lengthText(away())
    if (away() > within)
      return stopped(`it was ${seconds} ago, longer than the ${lengthText(within)} of the show`)
    return { outcome: mode, why: `it was ${seconds} ago` }
  }

  #publish(outcome: Decision['outcome'], why: string, told: Told): void {
    const payload = { outcome, why, ...told }
    this.#options.publish({ type: 'show.resume.decided', source: SOURCE, cause: null, payload })
  }
}

interface Told {
  readonly names: string[]
  readonly runs: number
  readonly away: number | null
}

function toldOf(runs: readonly KeptRun[], { playlists }: Pick<ShowFile, 'playlists'>, away: number): Told {
  const nameOf = new Map(playlists.map(({ id, name }) => [id, name]))
  const names = runs.map(({ playlistId }) => nameOf.get(playlistId) ?? playlistId).slice(0, MOST_NAMES)
  return { names, runs: runs.length, away }
}

/** `Intro (was at 1:23), Storm (paused at 0:05), cue 2 (waits) and 8 more`. */
function listed(runs: readonly KeptRun[], waits: readonly string[], names: readonly string[]): string {
  const played = runs.map(({ state, position }, index) => {
    const seconds = Math.floor(position / 1000)
    const at = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    return `${names[index]} (${state === 'running' ? 'was' : state} at ${at})`
  })
  const all = [...played, ...waits.map((name) => `${name} (waits)`)]
  const said = all.slice(0, NAMED)
  const more = all.length - said.length
  return `${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
