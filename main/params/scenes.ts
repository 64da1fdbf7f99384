// The scenes stage: brings parameters to the values of a scene, all from one moment and for one cause, and knows what stands of it.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { RecalledView, ScenesView } from '../../shared/contract/scene-view.ts'
import type { Client } from '../../shared/model/client.ts'
import { explainIssue, formatPath } from '../../shared/model/explain.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import type { EventEnvelope, PayloadOf, Publish, Subscribe } from '../../shared/model/event.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import { scenePayloads } from '../../shared/model/payload/scene.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { RecallWish } from '../../shared/model/scene-recall.ts'
import { labelOf } from '../../shared/model/scene.ts'
import type { SceneDefinition } from '../../shared/model/scene.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { Loops } from './loops.ts'

/** In whose name something is recalled. */
type Asker = Pick<Client, 'name' | 'source'> & {
  /** The run or the cue that holds it while it is paused. */
  readonly of?: string | undefined
}

/** Values that do not fit, which are named; the others are counted. */
const MOST_MISSED = 20
const LONGEST_NAME = 100

const COMES_BACK = 'its own message has led to the recall of a scene, which would have moved it again'

export interface SceneParams {
  /** As they are now, also between two ticks of a fade. */
  now(): Readonly<Record<string, ParamValue>>
  /** Where a parameter is going, or where it stands. */
  goal(name: string): ParamValue | undefined
  /** Whether it is on its way there. */
  isFading(name: string): boolean
  fade(
    name: string,
    request: FadeRequest,
    by: Asker & { readonly scene: string },
    cause: number | null,
    startAt: MonotonicMs,
  ): Result<{ readonly fade: number | null }>
}

interface ScenesOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly params: SceneParams
  readonly loops: Pick<Loops, 'chainBehind' | 'moved'>
}

/** What of a show is the stage's. */
export interface SceneDefinitions {
  readonly scenes: Readonly<Record<string, SceneDefinition>>
  readonly params: Readonly<Record<string, ParamDefinition>>
}

export interface RecallOutcome {
  readonly params: number
  readonly endsAt: MonotonicMs
  /** Those that are on their way, by the numbers of their fades. */
  readonly fades: ReadonlyMap<number, string>
  readonly missed: PayloadOf<'scene.recalled'>['missed']
  readonly missedCount: number
}

/** The last recall of a scene. */
interface Recalled extends Omit<RecalledView, 'holds'> {
  /** Where it sent each of its parameters that no later recall has sent elsewhere. */
  readonly goals: Map<string, ParamValue>
}

export class Scenes implements Disposable {
  readonly #options: ScenesOptions
  readonly #asked: Disposable
  #show: SceneDefinitions = { scenes: {}, params: {} }
  readonly #recalled = new Map<string, Recalled>()
  /** By parameter the scene that sent it last. */
  readonly #sender = new Map<string, string>()
  #last: string | null = null
  #loopCount = 0

  constructor(options: ScenesOptions) {
    this.#options = options
    this.#asked = options.subscribe('scene.recall', (event) => this.#recallBy(event), { acts: true })
  }

  /** From now on these are the scenes. What stands of a recall is known on under the names of now. */
  take(show: SceneDefinitions, { kind, renamed }: ShowChange): void {
    this.#show = show
    const before = kind === 'open' ? [] : [...this.#recalled]
    const sceneOf = presentName(renamed, 'scene')
    const paramOf = presentName(renamed, 'param')
    this.#recalled.clear()
    this.#sender.clear()
    for (const [name, recalled] of before) {
      const scene = sceneOf(name)
      if (!Object.hasOwn(show.scenes, scene)) continue
      const goals = new Map(Array.from(recalled.goals, ([param, value]) => [paramOf(param), value]))
      this.#recalled.set(scene, { ...recalled, goals })
      for (const param of goals.keys()) this.#sender.set(param, scene)
    }
    const last = kind === 'open' || this.#last === null ? null : sceneOf(this.#last)
    this.#last = last !== null && Object.hasOwn(show.scenes, last) ? last : null
  }

  definitionOf(name: string): SceneDefinition | undefined {
    return Object.hasOwn(this.#show.scenes, name) ? this.#show.scenes[name] : undefined
  }

  /**
   * All of its values that fit, and that the mask lets through, are set, or fade from `startAt` on; but for those of parameters
   * whose own message has led here, which would move because they have moved. Faults `scene/unknown`, and
   * `param/unknown` where the mask names what the show does not have.
   */
  recall(
    name: string,
    wish: RecallWish,
    by: Asker,
    cause: number | null,
    startAt: MonotonicMs = this.#options.clock.now(),
  ): Result<RecallOutcome> {
    const scene = this.definitionOf(name)
    if (scene === undefined) return failed(unknownScene(name))
    const stray = wish.mask?.find((param) => !Object.hasOwn(this.#show.params, param))
    if (stray !== undefined) return failed(unknownParam(stray))
    const { over = scene.over ?? 0, curve = scene.curve ?? 'linear', mask } = wish
    const { goals, missed } = this.#goalsOf(scene, mask)
    const chain = this.#options.loops.chainBehind(cause, startAt)
    const round = this.#takeOut(goals, chain)
    missed.push(...round.map((param) => ({ param, why: COMES_BACK })))
    const recalled = {
      ...{ name, by: by.name, over, curve, params: goals.size, masked: mask !== undefined },
      ...{ missed: missed.slice(0, MOST_MISSED), missedCount: missed.length },
    }
    const { publish, params } = this.#options
    // First, so that all that moves names it.
    const seq = publish({ type: 'scene.recalled', source: `scene:${name}`, cause, payload: recalled })
    const endsAt = monotonicMs(startAt + over)
    this.#remember(name, { at: startAt, endsAt, by: by.name, params: goals.size, goals })
    const fades = new Map<number, string>()
    const asker = { name: by.name, source: by.source, of: by.of, scene: name }
    for (const param of round) this.#sayLoop(param, scene.values[param], seq ?? cause)
    for (const [param, to] of goals) {
      this.#options.loops.moved(param, chain)
      const begun = params.fade(param, { to, over, curve }, asker, seq ?? cause, startAt)
      if (begun.ok && begun.value.fade !== null) fades.set(begun.value.fade, param)
    }
    return ok({ params: goals.size, endsAt, fades, missed: recalled.missed, missedCount: missed.length })
  }

  /** What a scene of these parameters, or of all, would be now. */
  valuesOf(names: readonly string[] | null): Result<Readonly<Record<string, ParamValue>>> {
    const values = this.#options.params.now()
    const wanted = names === null ? null : new Set(names)
    const stray = names?.find((param) => !Object.hasOwn(values, param))
    if (stray !== undefined) return failed(unknownParam(stray))
    const kept = Object.entries(values).filter(([param]) => wanted === null || wanted.has(param))
    return ok(Object.fromEntries(kept))
  }

  view(): ScenesView {
    const scenes = Object.entries(this.#show.scenes).map(([name, scene]) => ({
      name,
      label: labelOf(name, scene),
      colour: scene.colour ?? null,
      note: scene.note ?? '',
      params: Object.keys(scene.values).length,
      over: scene.over ?? 0,
      controls: scene.recalls?.length ?? 0,
      recalled: this.#recalledView(name),
    }))
    return { scenes, last: this.#last }
  }

  /** Parameters hold where they are by themselves: nothing waits here. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]()
  }

  /** What a step, a cue or a rule has published; it was due when it arose. */
  #recallBy(event: EventEnvelope<'scene.recall'>): void {
    const { source, seq, payload } = event
    const recalled = this.#askedBy(event)
    if (recalled.ok) return
    const given: unknown = payload
    const { name } = Object(given) as { readonly name?: unknown }
    const called = typeof name === 'string' ? name.slice(0, LONGEST_NAME) : ''
    const { code } = recalled.error
    const refused = { name: called, by: source, code, message: formatFault(recalled.error) }
    // Nobody is there to be answered.
    this.#options.publish({ type: 'scene.rejected', source: `scene:${called}`, cause: seq, payload: refused })
  }

  #askedBy({ payload, source, seq, at }: EventEnvelope<'scene.recall'>): Result<unknown> {
    // As the show has written it, or a template has come to.
    const parsed = scenePayloads['scene.recall'].safeParse(payload, { error: explainIssue })
    if (parsed.success) {
      const { name, run: of, ...wish } = parsed.data
      return this.recall(name, wish, { name: source, source, of }, seq, at)
    }
    const [issue] = parsed.error.issues
    const where = formatPath(['payload', ...(issue?.path ?? [])])
    const what = issue?.message ?? 'it is no recall'
    return failed(fault('scene/bad-recall', where, what, 'correct the step or the rule'))
  }

  #goalsOf({ values }: SceneDefinition, mask: readonly string[] | undefined) {
    const passes = mask === undefined ? null : new Set(mask)
    const goals = new Map<string, ParamValue>()
    const missed: { param: string; why: string }[] = []
    for (const [param, value] of Object.entries(values)) {
      if (passes?.has(param) === false) continue
      const definition = Object.hasOwn(this.#show.params, param) ? this.#show.params[param] : undefined
      const taken =
        definition === undefined ? failed('is no parameter of the show') : valueFor(definition, value)
      if (taken.ok) goals.set(param, taken.value)
      else missed.push({ param, why: taken.error })
    }
    return { goals, missed }
  }

  /** Those among its parameters that led to the recall are left as they are: which of them it would have moved. */
  #takeOut(goals: Map<string, ParamValue>, chain: ReadonlySet<string> | null): readonly string[] {
    const round = [...goals].filter(([param]) => chain?.has(param) === true)
    for (const [param] of round) goals.delete(param)
    return round.filter(([param, to]) => this.#options.params.goal(param) !== to).map(([param]) => param)
  }

  #sayLoop(name: string, value: ParamValue | undefined, cause: number | null): void {
    this.#loopCount += 1
    const payload = { name, value: JSON.stringify(value), from: 'itself', code: 'param/loop' }
    this.#options.publish({
      type: 'param.rejected',
      source: `param:${name}`,
      cause,
      payload: { ...payload, message: COMES_BACK, total: this.#loopCount },
    })
  }

  #remember(name: string, recalled: Recalled): void {
    for (const param of this.#recalled.get(name)?.goals.keys() ?? []) this.#sender.delete(param)
    for (const param of recalled.goals.keys()) {
      const other = this.#sender.get(param)
      if (other !== undefined) this.#recalled.get(other)?.goals.delete(param)
      this.#sender.set(param, name)
    }
    this.#recalled.set(name, recalled)
    this.#last = name
  }

  #recalledView(name: string): RecalledView | null {
    const recalled = this.#recalled.get(name)
    if (recalled === undefined) return null
    const { goals, ...view } = recalled
    const { params, clock } = this.#options
    const held = [...goals].filter(([param, value]) => params.goal(param) === value)
    if (held.length === 0) return null
    // Panic, Stop or a hand may have ended all of its fades before their time.
    const goesOn = clock.now() >= view.endsAt || held.some(([param]) => params.isFading(param))
    return { ...view, endsAt: goesOn ? view.endsAt : view.at, holds: held.length }
  }
}

function unknownScene(name: string): Fault {
  return fault('scene/unknown', name, 'the show has no such scene', 'store it, or check its name')
}

function unknownParam(name: string): Fault {
  return fault('param/unknown', name, 'the show has no such parameter', 'declare it in params')
}
