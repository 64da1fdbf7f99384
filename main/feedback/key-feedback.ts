// Feedback that is no message: what the keys of Stream Decks show, and what gamepads let the hand feel.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import type { DeckFace, DeckShown } from '../../shared/model/deck-face.ts'
import type { Subscribe } from '../../shared/model/event.ts'
import type {
  DeckFeedback,
  FeedbackDefinition,
  FeedbackView,
  RumbleFeedback,
} from '../../shared/model/feedback.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { deckFaceOf, flashOf } from './deck-face.ts'
import type { Subject } from './deck-face.ts'
import { Failures } from './failures.ts'
import { Faces } from './faces.ts'
import type { Face, Facts } from './faces.ts'
import { BY_EVENTS, Looks } from './looks.ts'
import { bySubject, firstOn, subjectKey } from './subjects.ts'
import type { Surfaces } from './surfaces.ts'

/** As often as a deck can be drawn upon. */
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

/** What one feedback is felt by, alone in its list. */
interface Felt {
  readonly definitions: readonly [To<RumbleFeedback>]
  /** How its subject stood when it was looked at last; null before. */
  stood: string | null
  /** Shakes. */
  sent: number
}

interface KeyFeedbackOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly facts: Facts
  readonly surfaces: Pick<Surfaces, 'show' | 'shake'>
}

export class KeyFeedback implements Disposable {
  readonly #options: KeyFeedbackOptions
  readonly #faces: Faces
  readonly #looks: Looks
  /** Null while nothing is shown or felt. */
  #listening: (Disposable & { readonly failures: Failures }) | null = null
  #keys = new Map<string, Key>()
  #felt: readonly Felt[] = []
  #cues: ReadonlyMap<string, CueDefinition> = new Map()
  /** Places and what is felt, by the subjects that they go by. */
  #bySubject: ReadonlyMap<string, readonly (Key | Felt)[]> = new Map()
  /** Until the next turn of what flashes. */
  #flashes: Disposable | null = null

  constructor(options: KeyFeedbackOptions) {
    this.#options = options
    this.#faces = new Faces(options.facts)
    this.#looks = new Looks({
      ...{ clock: options.clock, subscribe: options.subscribe, faces: this.#faces, everyMs: LOOK_MS },
      isShown: (subject) => this.#bySubject.has(subject),
      look: (stale) => this.#lookAt(stale.keys()),
      panicked: (cause) => this.#looks.mayDiffer(BY_EVENTS, cause),
    })
  }

  take(show: ShowFile): void {
    this.#faces.take(show)
    this.#cues = new Map(
      show.cueLists.flatMap(({ id, cues }) => cues.map((cue) => [`${id}/${cue.id}`, cue] as const)),
    )
    this.#takeKeys(show.feedback)
    const before = new Map(this.#felt.map((each) => [each.definitions[0].id, each]))
    this.#felt = show.feedback.filter(isFelt).map((definition) => {
      const known = before.get(definition.id)
      const isSame =
        known !== undefined && subjectKey(known.definitions[0].shows) === subjectKey(definition.shows)
      return { definitions: [definition], stood: isSame ? known.stood : null, sent: known?.sent ?? 0 }
    })
    this.#bySubject = bySubject([...this.#keys.values(), ...this.#felt])
    if (this.#keys.size + this.#felt.length > 0) this.#listening ??= this.#listen()
    else {
      dispose(this.#listening)
      this.#listening = null
    }
    this.#looks.lookAt(this.#bySubject.keys(), null)
  }

  /** A parameter has another value. */
  moved(name: string): void {
    this.#looks.mayDiffer([`param ${name}`], null)
  }

  /** Other layers are on. */
  turned(): void {
    this.#looks.mayDiffer(this.#bySubject.keys(), null)
  }

  /** Shows all of it again, and answers how much there is; what is felt was felt. */
  resync(): number {
    for (const key of this.#keys.values()) key.shows = ''
    this.#looks.lookAt(this.#bySubject.keys(), null)
    return this.#keys.size
  }

  /** Flashes its key until then, or is felt at once. */
  find(id: string, until: number): void {
    for (const key of this.#keys.values()) {
      const definition = key.definitions.find((each) => each.id === id)
      if (definition !== undefined) key.sign = { definition, until }
    }
    const felt = this.#felt.find(({ definitions }) => definitions[0].id === id)
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
      const shown = this.#firstOn(definitions)
      return definitions.map((each) => viewOf(each, each === shown, sent))
    })
    return [
      ...keys,
      ...this.#felt.map(({ definitions, sent }) =>
        viewOf(definitions[0], this.#firstOn(definitions) !== null, sent),
      ),
    ]
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    this.#looks[Symbol.dispose]()
    dispose(this.#flashes)
    this.#options.surfaces.show(
      Array.from(this.#keys.values(), ({ device, control }) => ({ device, control, face: null })),
    )
  }

  #listen(): Disposable & { readonly failures: Failures } {
    const scope = new DisposableStack()
    // Heard first, for the looks go by it.
    const failures = scope.use(new Failures(this.#options.subscribe))
    scope.use(this.#looks.listen())
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

  #lookAt(subjects: Iterable<string>): void {
    const stale = new Set([...subjects].flatMap((subject) => this.#bySubject.get(subject) ?? []))
    const shown: DeckShown[] = []
    for (const each of stale) {
      if ('stood' in each) this.#feel(each)
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

  #faceOf({ definitions, sign }: Key): DeckFace | null {
    if (sign !== null) {
      const isLit = Math.floor(this.#options.clock.now() / FLASH_MS) % 2 === 0
      return flashOf(sign.definition, isLit)
    }
    const definition = this.#firstOn(definitions)
    if (definition === null) return null
    const { shows, to } = definition
    const face = this.#faces.of(shows, this.#options.clock.now())
    return deckFaceOf(to, shows, face, this.#subjectOf(definition, face))
  }

  #firstOn<D extends FeedbackDefinition>(definitions: readonly D[]): D | null {
    return firstOn(definitions, this.#options.facts.layersOn)
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
    const { stood, definitions } = felt
    const [{ shows, to }] = definitions
    const face = this.#faces.of(shows, this.#options.clock.now())
    const state = this.#hasFailed(shows) && face.state !== 'running' ? 'failed' : face.state
    // Of a list another cue is another standing.
    felt.stood = 'list' in shows ? `${state} ${this.#options.facts.standbyIn(shows.list)?.id ?? ''}` : state
    if (stood === null || stood === felt.stood || this.#firstOn(definitions) === null) return
    const { on = usuallyFelt(shows) } = to
    if ((on as readonly string[]).includes(state)) this.#shake(felt)
  }

  #shake(felt: Felt): void {
    const { device = null, strong, weak, lasts } = felt.definitions[0].to
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
