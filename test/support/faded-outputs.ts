// Parameters with what they send, on a simulated clock and lane: every message that leaves is noted in its order.
import { ShowState } from '../../main/coordinator/show-state.ts'
import { Loops } from '../../main/params/loops.ts'
import { ParamOutputs } from '../../main/params/outputs.ts'
import { Params } from '../../main/params/params.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import type { Curve } from '../../shared/model/curve.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { showFile } from '../../shared/model/show.ts'
import { clientCalled } from './clients.ts'
import { SimulatedLane } from './simulated-lane.ts'

interface Left {
  readonly at: number
  readonly way: 'main' | 'lane'
  readonly args: readonly unknown[]
}

export class FadedOutputs implements Disposable {
  readonly clock = new SimulatedClock()
  readonly left: Left[] = []
  readonly lane: SimulatedLane
  readonly params: Params
  readonly outputs: ParamOutputs
  readonly arming = { isArmed: true, refusal: () => null }
  /** MIDI outputs whose ports are not there. */
  readonly away = new Set<string>()
  readonly #state = new ShowState()

  constructor(params: object) {
    const { clock, arming } = this
    this.lane = new SimulatedLane(clock, () => {
      const { at, args } = this.lane.packets.at(-1)!
      this.left.push({ at, way: 'lane', args })
    })
    const publish = (draft: EventDraft): number => this.#publish(draft)
    const { lane } = this
    this.params = new Params({
      ...{ clock, publish },
      committed: {
        get: (name) => this.#state.get('param', name),
        put: (name, value) => this.#state.put('param', name, value),
        changed() {},
      },
      bound: {
        moved: (name, cause) => this.outputs.moved(name, cause),
        faded: (name) => this.outputs.faded(name),
        controlsOf: () => undefined,
        sentBy: (name) => this.outputs.sentBy(name),
      },
    })
    this.outputs = new ParamOutputs({
      ...{ clock, publish, arming, lane, loops: new Loops(() => null) },
      values: () => this.params.values(),
      fadeOf: (name) => this.params.fadeOf(name),
      showAnew: (name) => this.params.showAnew(name),
      isPortOpen: (output) => !this.away.has(output),
    })
    this.take(params, OPENING)
  }

  take(
    params: object,
    change: ShowChange = { kind: 'edit', cause: null },
    { host = '10.0.0.5', port = 'Wing' } = {},
  ): void {
    const targets = { desk: { host, port: 8000 }, wing: { host, port: 8000 } }
    const midi = { outputs: { surface: { port } } }
    const show = showFile.parse({ version: 1, name: 'Fades', osc: { targets }, midi, params })
    this.#state.take(show, change)
    this.outputs.take(show, change)
    this.params.take(show.params, change)
  }

  fade(name: string, to: ParamValue, over: number, curve: Curve = 'linear'): void {
    const begun = this.params.fade(name, { to, over, curve }, clientCalled('tablet'), null)
    if (!begun.ok) throw new Error(begun.error.what)
  }

  set(name: string, value: ParamValue): void {
    this.params.set(name, value, clientCalled('tablet'), null)
  }

  stop(): void {
    this.params.stopFade(undefined, { name: 'tablet' }, null)
  }

  panic(): void {
    this.params.panic()
    this.outputs.panic()
  }

  to(ms: number): void {
    this.clock.advanceTo(ms)
  }

  view(name: string) {
    return this.params.view().find((one) => one.name === name)!
  }

  [Symbol.dispose](): void {
    this.outputs[Symbol.dispose]()
    this.params[Symbol.dispose]()
  }

  #publish({ type, payload }: EventDraft): number {
    if (type === 'osc.send') {
      const { args } = payload as { readonly args: readonly unknown[] }
      this.left.push({ at: this.clock.now(), way: 'main', args })
    }
    return 1
  }
}
