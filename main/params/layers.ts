// The layers that are on: held and latched by controls, or by where a parameter is.
import { isDeepStrictEqual } from 'node:util'
import { controlOf, isMadeUp, producerOf } from '../../shared/model/edge.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import { isOnAt } from '../../shared/model/layer.ts'
import type { LayerDefinition } from '../../shared/model/layer.ts'
import { releaseOf } from '../../shared/model/match.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'

/** Controls that may hold one layer at once. */
const HOLDERS = 64

interface LayersOptions {
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
  values(): Readonly<Record<string, ParamValue>>
  /** Others are on. */
  changed(): void
  /** A control has turned one on or off. */
  turned(cause: number | null): void
}

interface Layer {
  name: string
  readonly definition: LayerDefinition
  /** The controls that hold it, by the source of their events. */
  readonly holders: Map<string, string>
  isLatched: boolean
  readonly wiring: DisposableStack
}

export class Layers implements Disposable {
  readonly #options: LayersOptions
  readonly #table: MatchTable
  readonly #wiring = new DisposableStack()
  #layers: readonly Layer[] = []
  /** None of them goes by a parameter, so that only presses change what is on. */
  #on: readonly string[] = []
  #asksParams = false

  constructor(options: LayersOptions) {
    const { subscribe, patterns } = options
    this.#options = options
    this.#table = new MatchTable({ subscribe, ends: true, patterns })
    const lost = ({ source, seq }: EventEnvelope): void => {
      this.#lost(source)
      this.#options.turned(seq)
    }
    this.#wiring.use(subscribe('device.lost', lost, { acts: false }))
  }

  /** Those that are as they were stay on. */
  take(
    definitions: Readonly<Record<string, LayerDefinition>> = {},
    { kind, renamed }: Pick<ShowChange, 'kind' | 'renamed'>,
  ): void {
    const before = new Map(this.#layers.map((layer) => [layer.name, layer]))
    const formerOf = formerName(renamed, 'layer')
    this.#layers = Object.entries(definitions).map(([name, definition]) => {
      const known = before.get(formerOf(name) ?? '')
      if (kind === 'open' || known === undefined || !isDeepStrictEqual(known.definition, definition))
        return this.#open(name, definition)
      known.name = name
      return known
    })
    const kept = new Set(this.#layers)
    for (const layer of before.values()) if (!kept.has(layer)) layer.wiring.dispose()
    this.#asksParams = this.#layers.some(({ definition }) => 'param' in definition)
    this.#changed()
  }

  /** The names of those that are on, in the order of the show. */
  readonly on = (): readonly string[] => {
    return this.#asksParams ? this.#look() : this.#on
  }

  /** What is held is held still: it does nothing by itself. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    for (const { wiring } of this.#layers) wiring.dispose()
    this.#wiring.dispose()
  }

  #open(name: string, definition: LayerDefinition): Layer {
    const layer: Layer = {
      ...{ name, definition, holders: new Map<string, string>(), isLatched: false },
      wiring: new DisposableStack(),
    }
    if ('latched' in definition)
      this.#listen(layer, definition.latched, () => (layer.isLatched = !layer.isLatched))
    if ('held' in definition) {
      this.#listen(layer, definition.held, (event) => {
        if (layer.holders.size < HOLDERS) layer.holders.set(keyOf(event), event.source)
      })
      const release = releaseOf(definition.held)
      if (release !== null) this.#listen(layer, release, (event) => layer.holders.delete(keyOf(event)))
    }
    return layer
  }

  #listen(
    { wiring }: Layer,
    match: Parameters<MatchTable['add']>[0],
    change: (event: EventEnvelope) => unknown,
  ): void {
    const act = (event: EventEnvelope): void => {
      if (isMadeUp(event)) this.#lost(event.source)
      else change(event)
      this.#changed()
      this.#options.turned(event.seq)
    }
    wiring.use(this.#table.add(match, act))
  }

  /** What its controls hold nobody holds any more. */
  #lost(source: string): void {
    for (const { holders } of this.#layers) {
      for (const [key, from] of holders) if (from === source) holders.delete(key)
    }
    this.#changed()
  }

  #changed(): void {
    this.#on = this.#look()
    this.#options.changed()
  }

  #look(): readonly string[] {
    const values = this.#options.values()
    return this.#layers
      .filter(({ definition, holders, isLatched }) => {
        if ('param' in definition) return isOnAt(definition, values[definition.param])
        return isLatched || holders.size > 0
      })
      .map(({ name }) => name)
  }
}

function keyOf(event: EventEnvelope): string {
  return `${producerOf(event)}\n${controlOf(event)}`
}
