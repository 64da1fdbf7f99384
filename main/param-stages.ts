// Wires the parameters with all that moves them and that they send.
import type { ActingClock } from '../shared/base/clock.ts'
import { failed } from '../shared/base/result.ts'
import { commands as commandRows } from '../shared/contract/commands.ts'
import type { KnownPeers } from '../shared/model/known-peers.ts'
import type { PatternWork } from '../shared/model/pattern-work.ts'
import type { RampLane } from '../shared/model/ramp-lane.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import type { ShowFile } from '../shared/model/show.ts'
import type { Access } from './access/access.ts'
import type { Arming } from './arming.ts'
import type { ShowState } from './coordinator/show-state.ts'
import type { StateParts } from './coordinator/state-parts.ts'
import type { Dispatcher } from './dispatcher/dispatcher.ts'
import type { Feedback } from './feedback/feedback.ts'
import { nameOfSender } from './name-of-sender.ts'
import { inOrder } from './order.ts'
import { AskedFades } from './params/asked-fades.ts'
import { Bindings } from './params/bindings.ts'
import type { Fade } from './params/fades.ts'
import { Layers } from './params/layers.ts'
import { Loops } from './params/loops.ts'
import { LostValues } from './params/lost-values.ts'
import type { ValuePorts } from './params/lost-values.ts'
import { ParamOutputs } from './params/outputs.ts'
import { Params } from './params/params.ts'
import { PausedFades } from './params/paused-fades.ts'
import { Scenes } from './params/scenes.ts'
import type { Stages } from './stages.ts'

export function takeParams(
  { outputs, params, layers, bindings, scenes }: Omit<ReturnType<typeof createParams>, 'changes' | 'loops'>,
  show: ShowFile,
  change: ShowChange,
): void {
  // First, so that values that fit no longer are sent as they are now.
  outputs.take(show, change)
  params.take(show.params, change)
  layers.take(show.layers, change)
  bindings.take(show.params, change)
  scenes.take(show, change)
}

interface ParamParts {
  readonly surroundings: {
    readonly clock: ActingClock
    readonly arming: Arming
    readonly dispatcher: Dispatcher
    readonly peers: KnownPeers
    readonly stateParts: StateParts
    readonly onForgotten?: ((listener: (routes: readonly string[]) => void) => Disposable) | undefined
    readonly ports: ValuePorts
    nameOf(device: string): string | null
  }
  readonly inside: Stages
  readonly patterns: PatternWork
  readonly state: ShowState
  readonly lane: RampLane
  isLearned(name: string): boolean
}

/** Parameters with all that moves them and that they send. */
export function createParams({ surroundings, inside, patterns, state, lane, isLearned }: ParamParts) {
  const { clock, arming, dispatcher, nameOf, peers, stateParts, ports } = surroundings
  const { publish } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const loops = new Loops((seq) => dispatcher.history.find(seq) ?? dispatcher.handling)
  const changes = new ShownChanges()
  const params: Params = inside.use(
    new Params({
      ...{ clock, publish },
      committed: {
        get: (name) => state.get('param', name),
        put: (name, value) => state.put('param', name, value),
        changed: () => stateParts.changed('params'),
      },
      bound: {
        moved: (name, cause) => {
          outputs.moved(name, cause)
          changes.moved(name, cause)
        },
        faded: (name) => outputs.faded(name),
        controlsOf: (name) => bindings.controlsOf(name),
        sentBy: (name) => outputs.sentBy(name),
      },
    }),
  )
  const values = (): ReturnType<Params['values']> => params.values()
  const showAnew = (name: string): void => params.showAnew(name)
  const fadeOf = (name: string): Fade | null => params.fadeOf(name)
  const outputs = inside.use(
    new ParamOutputs({
      ...{ clock, publish, arming, loops, lane, values, fadeOf, showAnew },
      isPortOpen: (output) => ports.isOpen(output),
    }),
  )
  const layers = inside.use(
    new Layers({
      subscribe: hearing('layers'),
      patterns,
      values,
      changed: params.shownAnew,
      turned: changes.turned,
    }),
  )
  dispatcher.layersFrom(layers.on)
  const bindings: Bindings = inside.use(
    new Bindings({
      ...{ clock, publish, subscribe: hearing('parameters'), params, loops, patterns },
      layersOn: layers.on,
      isLearned,
      nameOf: (event) => nameOfSender({ nameOf, peers }, event),
    }),
  )
  const { onForgotten } = surroundings
  inside.use(new LostValues({ subscribe: hearing('parameters'), outputs, onForgotten, ports }))
  inside.use(new AskedFades({ publish, subscribe: hearing('parameters'), params }))
  inside.use(new PausedFades({ subscribe: hearing('parameters'), params }))
  const scenes = inside.use(
    new Scenes({
      ...{ clock, publish, loops, subscribe: hearing('scenes') },
      params: {
        now: () => Object.fromEntries(params.view().map(({ name, value }) => [name, value])),
        goal: (name) => params.fadeOf(name)?.to ?? params.values()[name],
        isFading: (name) => params.fadeOf(name) !== null,
        fade: (...asked) => params.fade(...asked),
      },
    }),
  )
  return { params, layers, bindings, outputs, scenes, loops, changes }
}

/** What parameters and layers say to feedback, which comes after all that it shows. */
class ShownChanges {
  #feedback: Pick<Feedback, 'moved' | 'turned'> | null = null

  heardBy(feedback: Pick<Feedback, 'moved' | 'turned'>): void {
    this.#feedback = feedback
  }

  readonly moved = (name: string, cause: number | null): void => this.#feedback?.moved(name, cause)
  readonly turned = (cause: number | null): void => this.#feedback?.turned(cause)
}

/** As whoever comes from outside may set them. */
export function paramsFromOutside(params: Params, access: Access | null) {
  return {
    names: () => Object.keys(params.values()),
    // As the command of that name would be.
    set: (...[name, sent, by, ...more]: Parameters<Params['set']>) => {
      const barred = access?.refusal('param.set', commandRows['param.set'].role, by) ?? null
      return barred === null ? params.set(name, sent, by, ...more) : failed(barred)
    },
    get: (name: string) => params.get(name),
  }
}
