// Feedback that is no message: what the keys of Stream Decks show, and what gamepads let the hand feel.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import type { DeckFace, DeckShown } from '../../shared/model/deck-face.ts'
import type { EventType, Subscribe } from '../../shared/model/event.ts'
import type {
  DeckFeedback,
  FeedbackDefinition,
  FeedbackView,
  RumbleFeedback,
} from '../../shared/model/feedback.ts'
import { layersOf } from '../../shared/model/match.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { deckFaceOf, flashOf } from './deck-face.ts'
import type { Subject } from './deck-face.ts'
import { Failures } from './failures.ts'
import { Faces, PANIC_SHOWN_MS, subjectKey } from './faces.ts'
import type { Face, Facts } from './faces.ts'
import type { Surfaces } from './surfaces.ts'

/** Between two looks, however much happens: as often as a deck can be drawn upon. */
const LOOK_MS = 25
/** From lit to dark of a key that somebody looks for. */
const FLASH_MS = 250

type To<T> = FeedbackDefinition & { readonly to: T }

/** One place of a deck with all that it may show, in the order of the show. */
interface Key {
  readonly device: string | null
  readonly control: string
  readonly definitions: readonly To<DeckFeedback>[]
  shows: string
  /** Faces. */
  sent: number
  /** Somebody looks for it: what it shows of, and until when. */
  sign: { readonly definition: To<DeckFeedback>; readonly until: number } | null
}

/** What one feedback is felt by, and how its subject stood when it was looked at last; null before. */
interface Felt {
  readonly definition: To<RumbleFeedback>
  stood: string | null
  /** Shakes. */
  sent: number
}

const CHANGED_BY: readonly EventType[] = [
  ...([
    'playlist.created',
    'playlist.stopped',
    'run.stateChanged',
    'run.resumed',
    'standby.changed',
  ] as const),
  ...(['cue.*', 'cueList.standbyChanged', 'interrupt.*', 'show.armed', 'show.disarmed'] as const),
]
/** Subjects of which they tell; parameters and layers tell of themselves. */
const BY_EVENTS = ['playlists', 'cues', 'transport'] as const

interface KeyFeedbackOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly facts: Facts
  readonly surfaces: Pick<Surfaces, 'show' | 'shake'>
}

export class KeyFeedback implements Disposable {
  readonly #options: KeyFeedbackOptions
  readonly #faces: Faces
  /** Null while nothing is shown or felt. */
  #listening: (Disposable & { readonly failures: Failures }) | null = null
  #keys = new Map<string, Key>()
  #felt: readonly Felt[] = []
  #cues: ReadonlyMap<string, CueDefinition> = new Map()
  /** Places and what is felt, by the subjects that they go by. */
  #bySubject: ReadonlyMap<string, readonly (Key | Felt)[]> = new Map()
  /** Subjects that may stand otherwise. */
  readonly #stale = new Set<string>()
  #lookedAt = -Infinity
  #look: Disposable | null = null
  #panicEnds: Disposable | null = null
  /** Until the next turn of what flashes. */
  #flashes: Disposable | null = null

  constructor(options: KeyFeedbackOptions) {
    this.#options = options
    this.#faces = new Faces(options.facts)
  }

  take(show: ShowFile): void {
    this.#faces.take(show)
    this.#cues = new Map(
      show.cueLists.flatMap(({ id, cues }) => cues.map((cue) => [`${id}/${cue.id}`, cue] as const)),
    )
    this.#takeKeys(show.feedback)
    const before = new Map(this.#felt.map((each) => [each.definition.id, each]))
    this.#felt = show.feedback.filter(isFelt).map((definition) => {
      const known = before.get(definition.id)
      const isSame =
        known !== undefined && subjectKey(known.definition.shows) === subjectKey(definition.shows)
      return { definition, stood: isSame ? known.stood : null, sent: known?.sent ?? 0 }
    })
    this.#index()
    if (this.#keys.size + this.#felt.length > 0) this.#listening ??= this.#listen()
    else {
      dispose(this.#listening)
      this.#listening = null
    }
    this.#lookAtAll()
  }

  /** A parameter has another value. */
  moved(name: string): void {
    this.#mayDiffer([`param ${name}`])
  }

  /** Other layers are on. */
  turned(): void {
    this.#mayDiffer(this.#bySubject.keys())
  }

  /** Shows all of it again, and answers how much there is; what is felt was felt. */
  resync(): number {
    for (const key of this.#keys.values()) key.shows = ''
    this.#lookAtAll()
    return this.#keys.size
  }

  /** Flashes its key until then, or is felt at once. */
  find(id: string, until: number): void {
    for (const key of this.#keys.values()) {
      const definition = key.definitions.find((each) => each.id === id)
      if (definition !== undefined) key.sign = { definition, until }
    }
    const felt = this.#felt.find(({ definition }) => definition.id === id)
    if (felt === undefined) this.#flash()
    else this.#shake(felt)
  }

  view(): readonly FeedbackView[] {
    const now = this.#options.clock.now()
    const viewOf = (definition: FeedbackDefinition, isShown: boolean, sent: number): FeedbackView => ({
      ...{ id: definition.id, state: this.#faces.of(definition.shows, now).state, isShown, sent },
      ...{ collapsed: 0, waits: false },
    })
    const keys = [...this.#keys.values()].flatMap(({ definitions, sent }) => {
      const shown = definitions.find((each) => this.#isOn(each))
      return definitions.map((each) => viewOf(each, each === shown, sent))
    })
    return [
      ...keys,
      ...this.#felt.map(({ definition, sent }) => viewOf(definition, this.#isOn(definition), sent)),
    ]
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    dispose(this.#look)
    dispose(this.#panicEnds)
    dispose(this.#flashes)
    this.#options.surfaces.show(
      Array.from(this.#keys.values(), ({ device, control }) => ({ device, control, face: null })),
    )
  }

  #listen(): Disposable & { readonly failures: Failures } {
    const { subscribe } = this.#options
    const scope = new DisposableStack()
    const failures = scope.use(new Failures(subscribe))
    const looking = { acts: false }
    for (const type of CHANGED_BY) scope.use(subscribe(type, () => this.#mayDiffer(BY_EVENTS), looking))
    scope.use(subscribe('show.panicked', () => this.#panicked(), looking))
    return { failures, [Symbol.dispose]: () => scope.dispose() }
  }

  #hasFailed(shows: FeedbackDefinition['shows']): boolean {
    return this.#listening?.failures.has(shows) === true
  }

  #takeKeys(feedback: readonly FeedbackDefinition[]): void {
    const before = this.#keys
    this.#keys = new Map()
    for (const definition of feedback.filter(isOnDeck)) {
      const { device = null, control } = definition.to
      const id = `${control} ${device ?? ''}`
      const { shows = '', sent = 0, sign = null } = before.get(id) ?? {}
      const definitions = [...(this.#keys.get(id)?.definitions ?? []), definition]
      this.#keys.set(id, { device, control, definitions, shows, sent, sign })
    }
    const left = [...before].filter(([id]) => !this.#keys.has(id))
    if (left.length === 0) return
    this.#options.surfaces.show(left.map(([, { device, control }]) => ({ device, control, face: null })))
  }

  #panicked(): void {
    const { clock } = this.#options
    this.#faces.panickedAt = clock.now()
    dispose(this.#panicEnds)
    this.#panicEnds = clock.upkeep(monotonicMs(clock.now() + PANIC_SHOWN_MS), () => {
      this.#panicEnds = null
      this.#mayDiffer(BY_EVENTS)
    })
    this.#mayDiffer(BY_EVENTS)
  }

  #index(): void {
    const bySubject = new Map<string, (Key | Felt)[]>()
    const add = (shower: Key | Felt, definitions: readonly FeedbackDefinition[]): void => {
      for (const subject of new Set(definitions.map(({ shows }) => subjectKey(shows)))) {
        const showers = bySubject.get(subject) ?? []
        showers.push(shower)
        bySubject.set(subject, showers)
      }
    }
    for (const key of this.#keys.values()) add(key, key.definitions)
    for (const felt of this.#felt) add(felt, [felt.definition])
    this.#bySubject = bySubject
  }

  #mayDiffer(subjects: Iterable<string>): void {
    for (const subject of subjects) if (this.#bySubject.has(subject)) this.#stale.add(subject)
    if (this.#look !== null || this.#stale.size === 0) return
    const { clock } = this.#options
    const dueAt = Math.max(clock.now(), this.#lookedAt + LOOK_MS)
    this.#look = clock.upkeep(monotonicMs(dueAt), () => this.#lookNow())
  }

  #lookAtAll(): void {
    for (const subject of this.#bySubject.keys()) this.#stale.add(subject)
    this.#lookNow()
  }

  #lookNow(): void {
    dispose(this.#look)
    this.#look = null
    this.#lookedAt = this.#options.clock.now()
    this.#faces.forgetRuns()
    const stale = new Set([...this.#stale].flatMap((subject) => this.#bySubject.get(subject) ?? []))
    this.#stale.clear()
    const shown: DeckShown[] = []
    for (const each of stale) {
      if ('definition' in each) this.#feel(each)
      else shown.push(...this.#changeOf(each))
    }
    if (shown.length > 0) this.#options.surfaces.show(shown)
  }

  /** All that flash, one after the other lit and dark. */
  #flash(): void {
    const { clock, surfaces } = this.#options
    dispose(this.#flashes)
    this.#flashes = null
    const flashing = [...this.#keys.values()].filter(({ sign }) => sign !== null)
    for (const key of flashing) if (clock.now() >= (key.sign?.until ?? 0)) key.sign = null
    const shown = flashing.flatMap((key) => this.#changeOf(key))
    if (shown.length > 0) surfaces.show(shown)
    if (flashing.every(({ sign }) => sign === null)) return
    const dueAt = (Math.floor(clock.now() / FLASH_MS) + 1) * FLASH_MS
    this.#flashes = clock.upkeep(monotonicMs(dueAt), () => this.#flash())
  }

  #changeOf(key: Key): readonly DeckShown[] {
    const face = this.#faceOf(key)
    const shows = JSON.stringify(face)
    if (shows === key.shows) return []
    key.shows = shows
    key.sent += 1
    return [{ device: key.device, control: key.control, face }]
  }

  /** Of those whose layers are on the first counts. */
  #faceOf({ definitions, sign }: Key): DeckFace | null {
    if (sign !== null) {
      const isLit = Math.floor(this.#options.clock.now() / FLASH_MS) % 2 === 0
      return flashOf(sign.definition, isLit)
    }
    const definition = definitions.find((each) => this.#isOn(each))
    if (definition === undefined) return null
    const { shows, to } = definition
    const face = this.#faces.of(shows, this.#options.clock.now())
    return deckFaceOf(to, shows, face, this.#subjectOf(definition, face))
  }

  #isOn({ while: layers }: FeedbackDefinition): boolean {
    const on = this.#options.facts.layersOn()
    return layersOf({ while: layers }).every(([layer, isOn]) => on.includes(layer) === isOn)
  }

  #subjectOf({ shows }: FeedbackDefinition, { text }: Face): Subject {
    const hasFailed = this.#hasFailed(shows)
    if ('param' in shows) return { number: null, name: shows.param, hasFailed }
    const cue =
      'cue' in shows
        ? (this.#cues.get(`${shows.cue.list}/${shows.cue.cue}`) ?? null)
        : 'list' in shows
          ? this.#options.facts.standbyIn(shows.list)
          : null
    if (cue === null) return { number: null, name: text, hasFailed }
    return {
      number: cue.number === undefined || cue.number === '' ? null : cue.number,
      name: cue.name,
      hasFailed,
    }
  }

  /** Only where it stands otherwise than a moment ago, and never for what was so before the show was opened. */
  #feel(felt: Felt): void {
    const { definition, stood } = felt
    const { shows, to } = definition
    const face = this.#faces.of(shows, this.#options.clock.now())
    const state = this.#hasFailed(shows) && face.state !== 'running' ? 'failed' : face.state
    // Of a list another cue is another standing.
    felt.stood = 'list' in shows ? `${state} ${this.#options.facts.standbyIn(shows.list)?.id ?? ''}` : state
    if (stood === null || stood === felt.stood || !this.#isOn(definition)) return
    const { on = usuallyFelt(shows) } = to
    if ((on as readonly string[]).includes(state)) this.#shake(felt)
  }

  #shake(felt: Felt): void {
    const { device = null, strong, weak, lasts } = felt.definition.to
    felt.sent += 1
    this.#options.surfaces.shake(device, { strong, weak, lasts })
  }
}

function usuallyFelt(shows: FeedbackDefinition['shows']): NonNullable<RumbleFeedback['on']> {
  if ('list' in shows) return ['standby']
  return 'playlist' in shows || 'cue' in shows ? ['failed'] : ['on']
}

function isOnDeck(definition: FeedbackDefinition): definition is To<DeckFeedback> {
  return definition.to.kind === 'deck'
}

function isFelt(definition: FeedbackDefinition): definition is To<RumbleFeedback> {
  return definition.to.kind === 'rumble'
}
