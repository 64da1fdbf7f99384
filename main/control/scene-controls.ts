// Controls that recall scenes in the show: a press of a pad is the recall of its scene, without a rule in between.
import { isDeepStrictEqual } from 'node:util'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Client } from '../../shared/model/client.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { SceneDefinition } from '../../shared/model/scene.ts'

interface SceneControlsOptions {
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
  execute(
    name: string,
    args: unknown,
    context: { readonly client: Client; readonly cause: number; readonly at: MonotonicMs },
  ): unknown
  /** What people call the control, or who sent the message. */
  nameOf(event: EventEnvelope): string
}

export class SceneControls implements Disposable {
  readonly #options: SceneControlsOptions
  readonly #table: MatchTable
  #bound: readonly (readonly [scene: string, recalls: SceneDefinition['recalls']])[] = []
  #heard = new DisposableStack()

  constructor(options: SceneControlsOptions) {
    this.#options = options
    const { subscribe, patterns } = options
    this.#table = new MatchTable({ subscribe, patterns, ends: false })
  }

  /** From now on these controls recall scenes. */
  take(scenes: Readonly<Record<string, SceneDefinition>>): void {
    const next = Object.entries(scenes).flatMap(([scene, { recalls = [] }]) =>
      recalls.length === 0 ? [] : [[scene, recalls] as const],
    )
    if (isDeepStrictEqual(next, this.#bound)) return
    this.#bound = next
    const before = this.#heard
    this.#heard = new DisposableStack()
    for (const [scene, recalls = []] of next) {
      for (const match of recalls)
        this.#heard.use(this.#table.add(match, (event) => this.#recall(scene, event)))
    }
    // After those are there, so that what both listen to is listened to all the time.
    before.dispose()
  }

  /** A press is carried out when it is heard: nothing waits here. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#heard.dispose()
  }

  #recall(scene: string, event: EventEnvelope): void {
    const name = this.#options.nameOf(event)
    const client: Client = { id: `control:${name}`, name, way: 'control', source: 'scenes', address: null }
    // What is refused is published, as nobody is there to be answered.
    this.#options.execute('scene.recall', { name: scene }, { client, cause: event.seq, at: event.at })
  }
}
