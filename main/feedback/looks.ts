// Tells when what is shown may stand otherwise: after events, which come in bursts, and when a panic is no longer shown.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { EventType, Subscribe } from '../../shared/model/event.ts'
import { PANIC_SHOWN_MS } from './faces.ts'
import type { Faces } from './faces.ts'

const RUNS: readonly EventType[] = ['playlist.stopped', 'run.stateChanged', 'run.resumed']

/** Events after which a subject may stand otherwise; parameters and layers tell of themselves. */
const CHANGED_BY: Readonly<Record<'playlists' | 'cues' | 'transport', readonly EventType[]>> = {
  playlists: ['playlist.created', 'standby.changed', ...RUNS],
  cues: ['cue.*', 'cueList.standbyChanged', ...RUNS],
  transport: [
    ...(['playlist.created', 'standby.changed', 'cueList.standbyChanged', 'interrupt.*'] as const),
    ...(['show.armed', 'show.disarmed'] as const),
    ...RUNS,
  ],
}

/** Subjects of which events tell. */
export const BY_EVENTS = Object.keys(CHANGED_BY)

interface LooksOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly faces: Faces
  /** Between two looks, however much happens: to look at all that plays takes time. */
  readonly everyMs: number
  readonly isShown: (subject: string) => boolean
  /** Subjects that may stand otherwise, each with the `seq` of the event that it came of. */
  readonly look: (stale: ReadonlyMap<string, number | null>) => void
  readonly panicked: (cause: number) => void
}

export class Looks implements Disposable {
  readonly #options: LooksOptions
  readonly #stale = new Map<string, number | null>()
  #lookedAt = -Infinity
  #next: Disposable | null = null
  #panicEnds: Disposable | null = null

  constructor(options: LooksOptions) {
    this.#options = options
  }

  /** Who shows nothing listens to nothing. */
  listen(): Disposable {
    const { subscribe } = this.#options
    const scope = new DisposableStack()
    const looking = { acts: false }
    for (const [subject, types] of Object.entries(CHANGED_BY)) {
      for (const type of types)
        scope.use(subscribe(type, ({ seq }) => this.mayDiffer([subject], seq), looking))
    }
    scope.use(subscribe('show.panicked', ({ seq }) => this.#panicked(seq), looking))
    return scope
  }

  mayDiffer(subjects: Iterable<string>, cause: number | null): void {
    this.#add(subjects, cause)
    if (this.#next !== null || this.#stale.size === 0) return
    const { clock, everyMs } = this.#options
    const dueAt = Math.max(clock.now(), this.#lookedAt + everyMs)
    this.#next = clock.upkeep(monotonicMs(dueAt), () => this.#lookNow())
  }

  /** Looks at these at once, with all that waits for a look. */
  lookAt(subjects: Iterable<string>, cause: number | null): void {
    this.#add(subjects, cause)
    this.#lookNow()
  }

  [Symbol.dispose](): void {
    dispose(this.#next)
    dispose(this.#panicEnds)
  }

  #add(subjects: Iterable<string>, cause: number | null): void {
    for (const subject of subjects) if (this.#options.isShown(subject)) this.#stale.set(subject, cause)
  }

  #lookNow(): void {
    const { clock, faces, look } = this.#options
    dispose(this.#next)
    this.#next = null
    this.#lookedAt = clock.now()
    faces.forgetRuns()
    const stale = new Map(this.#stale)
    this.#stale.clear()
    look(stale)
  }

  #panicked(cause: number): void {
    const { clock, faces, panicked } = this.#options
    faces.panickedAt = clock.now()
    dispose(this.#panicEnds)
    this.#panicEnds = clock.upkeep(monotonicMs(clock.now() + PANIC_SHOWN_MS), () => {
      this.#panicEnds = null
      this.mayDiffer(['transport'], cause)
    })
    panicked(cause)
  }
}
