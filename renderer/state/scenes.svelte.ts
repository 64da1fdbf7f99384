// The scenes of the show as they are played: over which time, for which faders, and stored over only by a press that is held.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { SceneView, ScenesView } from '../../shared/contract/scene-view.ts'
import { cleanLine } from '../../shared/model/clean-line.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { SCENE_LIMITS } from '../../shared/model/scene.ts'
import { parseTime } from '../lib/typed-time.ts'
import { RECALL_TIMES } from '../lib/hand-times.ts'
import type { Faders } from './faders.svelte.ts'
import { sceneNameFor } from '../lib/plain-name.ts'
import { HeldPress } from './held-press.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** After the key for recall a digit names a scene for so long. */
const DIGIT_WITHIN_MS = 3000

interface SceneParts {
  readonly client: ContractClient
  readonly clock: Clock
  readonly notices: Notices
  readonly faders: Faders
  /** Absent where scenes are given no other names. */
  readonly edit?: (mutation: Mutation) => void
}

export class Scenes implements Disposable {
  readonly #parts: SceneParts
  readonly #held: HeldPress
  #subscription: Disposable | null = null
  #digitTimer: Disposable | null = null

  view = $state.raw<ScenesView | null>(null)
  /** Milliseconds that a recall takes; null for what each scene says. */
  over = $state<number | null>(null)
  /** Whether a press on a scene is to store into it, and not to recall it. */
  storing = $state(false)
  /** The one that is being held, to be stored over. */
  holding = $state<string | null>(null)
  /** The one whose other name is being typed. */
  naming = $state<string | null>(null)
  /** Whether the next digit recalls a scene. */
  awaitsDigit = $state(false)

  readonly all = $derived.by((): readonly SceneView[] => this.view?.scenes ?? [])

  constructor(parts: SceneParts) {
    this.#parts = parts
    this.#held = new HeldPress(parts.clock, () => {
      const name = this.holding
      this.holding = null
      if (name !== null) void this.#store(name)
    })
  }

  /** Follows them until the returned function is called. */
  readonly watch = (): (() => void) => {
    this.#subscription ??= this.#parts.client.subscribe('scenes', (view) => {
      this.view = view
    })
    return () => {
      dispose(this.#subscription)
      this.#subscription = null
      this.letGo()
    }
  }

  readonly recall = (name: string): void => {
    const { faders, notices, client } = this.#parts
    if (faders.stuck !== null) return
    const mask = [...faders.chosen]
    const over = this.over === null ? {} : { over: this.over }
    const send = async (): Promise<void> => {
      const result = await client.command('scene.recall', { name, ...over, ...(mask.length > 0 && { mask }) })
      if (!result.ok) notices.add(result.error, name)
    }
    void send()
  }

  /** By its place in the bar, from 1 on. */
  recallNumber(number: number): void {
    this.#endDigit()
    const scene = this.all[number - 1]
    if (scene !== undefined) this.recall(scene.name)
  }

  readonly awaitDigit = (): void => {
    this.#endDigit()
    const { clock } = this.#parts
    this.awaitsDigit = true
    this.#digitTimer = clock.upkeep(monotonicMs(clock.now() + DIGIT_WITHIN_MS), () => this.#endDigit())
  }

  /** Takes a time as it is typed; false where it is none. */
  typed(text: string): boolean {
    const ms = parseTime(text)
    if (ms === null || ms > 86_400_000) return false
    this.over = ms
    return true
  }

  readonly nextTime = (): void => {
    const at = RECALL_TIMES.findIndex((time) => time === this.over)
    this.over = RECALL_TIMES[(at + 1) % RECALL_TIMES.length] ?? null
  }

  /** A finger or a key is down on a scene that is there: held for half a second it is stored over. */
  readonly hold = (name: string): void => {
    if (this.whyNotStore !== null) return
    this.holding = name
    this.#held.begin()
  }

  readonly letGo = (): void => {
    this.holding = null
    this.#held.end()
  }

  /** Why nothing is stored; null where it is. It is an edit of the show. */
  get whyNotStore(): string | null {
    return this.#parts.faders.barred ?? this.#parts.faders.stuck
  }

  /** Whether scenes may be called otherwise from here. */
  get mayName(): boolean {
    return this.#parts.edit !== undefined && this.whyNotStore === null
  }

  readonly name = (name: string | null): void => {
    this.naming = name !== null && this.mayName ? name : null
  }

  /** Another name on the screen; addresses and cues have the one that it was stored under. */
  readonly rename = (name: string, typed: string): void => {
    this.naming = null
    const label = cleanLine(typed, SCENE_LIMITS.label)
    const scene = this.all.find((one) => one.name === name)
    if (label === null || scene === undefined || label === scene.label) return
    const change = { edit: 'change', kind: 'scene', id: name } as const
    this.#parts.edit?.(
      label === name ? { ...change, set: {}, unset: ['label'] } : { ...change, set: { label } },
    )
  }

  /** A new one; one that is there is only stored over by holding it. Says why not. */
  readonly storeNew = (typed: string): string | null => {
    const label = cleanLine(typed, SCENE_LIMITS.label)
    if (label === null) return 'give it a name'
    if (this.all.some((scene) => scene.label === label || scene.name === label))
      return `${label} is there already: hold it to store over it`
    const name = sceneNameFor(label, new Set(this.all.map((scene) => scene.name)))
    void this.#store(name, label === name ? {} : { label })
    return null
  }

  async #store(name: string, called: { readonly label?: string } = {}): Promise<void> {
    const { client, faders, notices } = this.#parts
    const params = [...faders.chosen]
    const asked = { name, ...called, ...(params.length > 0 && { params }) }
    const result = await client.command('scene.store', asked)
    if (!result.ok) notices.add(result.error, name)
    else this.storing = false
  }

  #endDigit(): void {
    dispose(this.#digitTimer)
    this.#digitTimer = null
    this.awaitsDigit = false
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
    this.#subscription = null
    dispose(this.#held)
    this.#endDigit()
  }
}
