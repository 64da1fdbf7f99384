// Every place of a show at which something is called by its name, read or changed in one walk; what does not change is shared.
import { TRANSPORT_BUTTONS } from '../cue.ts'
import type { CueAction, CueDefinition, CueListDefinition, TransportControls } from '../cue.ts'
import type { FeedbackDefinition, FeedbackShows, FeedbackTo } from '../feedback.ts'
import type { GestureDefinition } from '../gesture.ts'
import type { FaderPageDefinition } from '../fader-page.ts'
import type { Json } from '../json.ts'
import type { LayerDefinition } from '../layer.ts'
import type { EventMatch } from '../match.ts'
import type { ParamOutput } from '../param-output.ts'
import type { ParamDefinition } from '../param.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import type { SceneDefinition } from '../scene.ts'
import type { Rule, RuleAction, SchedulerDefinition } from '../scheduler.ts'
import type { ShowFile } from '../show.ts'
import { changeNames, changeNamesInText } from './expression-names.ts'
import type { NameChange } from './expression-names.ts'

export type NameKind =
  | 'playlist'
  | 'gesture'
  | 'scheduler'
  | 'rule'
  | 'param'
  | 'scene'
  | 'target'
  | 'peer'
  | 'midiOutput'
  | 'event'
  | 'cueList'
  | 'cue'
  | 'group'
  | 'variable'
  | 'page'
  | 'feedback'
  | 'layer'

export interface NameUse {
  readonly kind: NameKind
  readonly name: string
  /** Scheduler that a rule or a variable belongs to, or list that a cue does; null where it may be any. */
  readonly in: string | null
  /** Whether the show is not sound without what is named; a match that asks for it only never comes true. */
  readonly needed: boolean
  readonly path: readonly PropertyKey[]
}

/** Answers the name that is to stand there. */
export type NameVisit = (use: NameUse) => string

/** Families of the engine's events whose payload names something, the field, and what it names. */
const FIELDS: readonly (readonly [families: RegExp, field: string, kind: NameKind])[] = [
  [/^(?:playlist|run|standby)\./, 'playlistId', 'playlist'],
  [/^playlist\./, 'type', 'event'],
  [/^gesture\./, 'gestureId', 'gesture'],
  [/^(?:rule|scheduler)\./, 'schedulerId', 'scheduler'],
  [/^thrown\./, 'destId', 'scheduler'],
  [/^(?:rule|thrown)\./, 'ruleId', 'rule'],
  [/^scheduler\./, 'var', 'variable'],
  [/^(?:cue|cueList)\./, 'listId', 'cueList'],
  [/^(?:cue|cueList)\./, 'cueId', 'cue'],
  [/^param\./, 'name', 'param'],
  [/^scene\./, 'name', 'scene'],
]

/** What the engine's own producers are called: `playlist:intro`. */
const SOURCES: Readonly<Record<string, NameKind>> = {
  playlist: 'playlist',
  gesture: 'gesture',
  scheduler: 'scheduler',
  param: 'param',
  scene: 'scene',
  cues: 'cueList',
}

const REQUEST_FIELDS: Readonly<Record<string, readonly [field: string, kind: NameKind]>> = {
  'osc.send': ['target', 'target'],
  'midi.send': ['output', 'midiOutput'],
  'scene.recall': ['name', 'scene'],
  'param.fade': ['name', 'param'],
  'osc.ramp': ['target', 'target'],
  'midi.ramp': ['output', 'midiOutput'],
}

/** The list itself where no member changes. */
function mapped<T>(list: readonly T[], change: (member: T, index: number) => T): readonly T[] {
  let copy: T[] | null = null
  for (let index = 0; index < list.length; index += 1) {
    const member = list[index] as T
    const next = change(member, index)
    if (next !== member) (copy ??= [...list])[index] = next
  }
  return copy ?? list
}

function withField<T extends object, F extends keyof T>(of: T, field: F, value: T[F]): T {
  return Object.is(of[field], value) ? of : { ...of, [field]: value }
}

class NameWalk {
  readonly #visit: NameVisit
  readonly #path: PropertyKey[] = []

  constructor(visit: NameVisit) {
    this.#visit = visit
  }

  show(show: ShowFile): ShowFile {
    let next = show
    next = this.#field(next, 'params', (params) => this.#record(params, (param) => this.#param(param)))
    next = this.#field(
      next,
      'layers',
      (layers) => layers && this.#record(layers, (layer) => this.#layer(layer)),
    )
    next = this.#field(next, 'scenes', (scenes) => this.#record(scenes, (scene) => this.scene(scene)))
    next = this.#field(next, 'gestures', (list) => this.#list(list, (each) => this.gesture(each)))
    next = this.#field(next, 'questions', (questions) =>
      this.#field(
        this.#field(questions, 'yes', (list) => this.#matches(list)),
        'no',
        (list) => this.#matches(list),
      ),
    )
    next = this.#field(next, 'panic', (panic) =>
      this.#field(panic, 'playlist', (id) => id && this.#name('playlist', id)),
    )
    next = this.#field(next, 'stop', (stop) =>
      this.#field(stop, 'playlist', (id) => id && this.#name('playlist', id)),
    )
    next = this.#field(next, 'transport', (transport) => this.#transport(transport))
    next = this.#field(next, 'playlists', (list) => this.#list(list, (each) => this.playlist(each)))
    next = this.#field(next, 'cueLists', (list) => this.#list(list, (each) => this.cueList(each)))
    next = this.#field(next, 'schedulers', (list) => this.#list(list, (each) => this.scheduler(each)))
    next = this.#field(next, 'feedback', (list) => this.#list(list, (each) => this.#feedback(each)))
    return this.#field(next, 'pages', (list) => this.#list(list, (each) => this.#page(each)))
  }

  #page(page: FaderPageDefinition): FaderPageDefinition {
    return this.#field(page, 'params', (list) =>
      this.#list(list, (param) => this.#name('param', param, false)),
    )
  }

  #param(param: ParamDefinition): ParamDefinition {
    const next = this.#field(param, 'inputs', (list) =>
      list === undefined
        ? undefined
        : this.#list(list, (input) => this.#field(input, 'match', (match) => this.#match(match))),
    )
    return this.#field(next, 'outputs', (list) =>
      list === undefined ? undefined : this.#list(list, (output) => this.#output(output)),
    )
  }

  #output(output: ParamOutput): ParamOutput {
    if (output.kind === 'midi') return this.#field(output, 'output', (name) => this.#name('midiOutput', name))
    const next = this.#field(output, 'target', (name) => this.#name('target', name))
    return this.#field(next, 'args', (list) =>
      this.#list(list, (argument) =>
        argument.param === undefined
          ? argument
          : this.#field(argument, 'param', (name) => name && this.#name('param', name)),
      ),
    )
  }

  #layer(layer: LayerDefinition): LayerDefinition {
    if ('held' in layer) return this.#field(layer, 'held', (match) => this.#match(match))
    if ('latched' in layer) return this.#field(layer, 'latched', (match) => this.#match(match))
    return this.#field(layer, 'param', (name) => this.#name('param', name))
  }

  scene(scene: SceneDefinition): SceneDefinition {
    const next = this.#field(scene, 'values', (values) => this.#keys(values, 'param'))
    return this.#field(next, 'recalls', (list) => list && this.#matches(list))
  }

  #feedback(feedback: FeedbackDefinition): FeedbackDefinition {
    const named = this.#field(feedback, 'shows', (shows) => this.#shows(shows))
    const next = this.#field(named, 'while', (layers) => this.#layersOf(layers))
    return this.#field(next, 'to', (to) => this.#shownAt(to))
  }

  #shows(shows: FeedbackShows): FeedbackShows {
    if ('param' in shows) return this.#field(shows, 'param', (name) => this.#name('param', name))
    if ('playlist' in shows) return this.#field(shows, 'playlist', (id) => this.#name('playlist', id))
    if ('list' in shows) return this.#field(shows, 'list', (id) => this.#name('cueList', id))
    if ('layer' in shows) return this.#field(shows, 'layer', (name) => this.#name('layer', name))
    if (!('cue' in shows)) return shows
    return this.#field(shows, 'cue', (cue) => {
      const next = this.#field(cue, 'list', (id) => this.#name('cueList', id))
      return this.#field(next, 'cue', (id) => this.#name('cue', id, true, cue.list))
    })
  }

  #shownAt(to: FeedbackTo): FeedbackTo {
    if (to.kind === 'osc') return this.#field(to, 'peer', (name) => this.#name('peer', name))
    if (to.kind !== 'midi') return to
    return this.#field(to, 'output', (name) => this.#name('midiOutput', name))
  }

  playlist(playlist: PlaylistDefinition): PlaylistDefinition {
    let next = this.#field(playlist, 'steps', (steps) => this.#list(steps, (step) => this.#emission(step)))
    next = this.#field(next, 'triggers', (list) => this.#matches(list))
    next = this.#field(next, 'interrupts', (list) => this.#matches(list))
    return this.#field(next, 'completion', (completion) => completion && this.#emission(completion))
  }

  gesture<G extends ShowFile['gestures'][number]>(gesture: G): G {
    let next: Record<string, unknown> = gesture
    for (const field of ['sources', 'releases', 'steps']) {
      if (next[field] !== undefined) {
        next = this.#field(next, field, (list) => this.#matches(list as readonly EventMatch[]))
      }
    }
    for (const field of ['output', 'tap', 'doubleTap', 'hold']) {
      if (typeof next[field] === 'string') {
        next = this.#field(next, field, (type) => this.#name('event', type as string))
      }
    }
    return next as G
  }

  scheduler(scheduler: SchedulerDefinition): SchedulerDefinition {
    const next = this.#field(scheduler, 'groups', (groups) =>
      this.#list(groups, (group) => this.#name('group', group, false)),
    )
    return this.#field(next, 'rules', (rules) => this.#list(rules, (rule) => this.#rule(rule, scheduler.id)))
  }

  cueList(list: CueListDefinition): CueListDefinition {
    return this.#field(list, 'cues', (cues) => this.#list(cues, (cue) => this.#cue(cue, list.id)))
  }

  #cue(cue: CueDefinition, inside: string): CueDefinition {
    const next = this.#field(cue, 'in', (group) => group && this.#name('cue', group, true, inside))
    return this.#field(next, 'actions', (actions) =>
      this.#list(actions, (action) => this.#cueAction(action, inside)),
    )
  }

  #cueAction(action: CueAction, inside: string): CueAction {
    switch (action.action) {
      case 'start_playlist':
      case 'stop_playlist':
      case 'pause_playlist':
      case 'resume_playlist':
        return this.#field(action, 'id', (id) => this.#name('playlist', id))
      case 'emit':
        return this.#emission(action)
      case 'set_param':
      case 'fade_param':
        return this.#field(action, 'param', (param) => this.#name('param', param))
      case 'recall_scene':
        return this.#recall(action)
      case 'raise_interrupt':
        return action
      case 'go_list':
        return this.#field(action, 'list', (list) => this.#name('cueList', list))
      case 'stop_cue':
      case 'arm_cue':
      case 'disarm_cue': {
        const next = this.#field(action, 'list', (list) => list && this.#name('cueList', list))
        return this.#field(next, 'cue', (cue) => this.#name('cue', cue, true, action.list ?? inside))
      }
    }
  }

  #transport(transport: TransportControls): TransportControls {
    let next = transport
    for (const button of TRANSPORT_BUTTONS) next = this.#field(next, button, (list) => this.#matches(list))
    return this.#field(next, 'cue', (list) =>
      this.#list(list, (control) => {
        const named = this.#field(control, 'list', (id) => id && this.#name('cueList', id))
        return this.#field(named, 'match', (match) => this.#match(match))
      }),
    )
  }

  #rule(rule: Rule, inside: string): Rule {
    let next = this.#field(rule, 'when', (when) =>
      this.#list(when, (trigger) =>
        trigger.kind === 'event' ? this.#field(trigger, 'match', (match) => this.#match(match)) : trigger,
      ),
    )
    if (rule.condition !== undefined) {
      next = this.#field(next, 'condition', (text) => text && changeNames(text, this.#reads(inside)))
    }
    return this.#field(next, 'actions', (actions) =>
      this.#list(actions, (action) => this.#action(action, inside)),
    )
  }

  #action(action: RuleAction, inside: string): RuleAction {
    switch (action.action) {
      case 'start_playlist':
      case 'stop_playlist':
        return this.#field(action, 'id', (id) => this.#name('playlist', id))
      case 'set_param': {
        const next = this.#field(action, 'param', (param) => this.#name('param', param))
        return this.#field(next, 'value', (value) => this.#template(value, inside))
      }
      case 'fade_param': {
        let next = this.#field(action, 'param', (param) => this.#name('param', param))
        next = this.#field(next, 'to', (to) => this.#template(to, inside))
        return this.#field(next, 'over', (over) => this.#template(over, inside))
      }
      case 'set_var': {
        const next = this.#field(action, 'var', (name) => this.#name('variable', name, true, inside))
        return this.#field(next, 'value', (value) => this.#template(value, inside))
      }
      case 'recall_scene':
        return this.#recall(action)
      case 'log':
        return this.#field(action, 'message', (text) => changeNamesInText(text, this.#reads(inside)))
      case 'emit':
        return this.#field(this.#emission(action), 'payload', (payload) => this.#template(payload, inside))
      case 'throw_event': {
        let next = this.#field(action, 'dest_id', (id) => id && this.#name('scheduler', id))
        next = this.#field(next, 'group_id', (id) => id && this.#name('group', id))
        return this.#field(next, 'payload', (payload) => this.#template(payload, inside))
      }
      case 'raise_interrupt': {
        const next = this.#field(action, 'var', (name) => name && this.#name('variable', name, true, inside))
        return this.#field(next, 'interrupt', (interrupt) =>
          this.#field(interrupt, 'prompt', (text) => changeNamesInText(text, this.#reads(inside))),
        )
      }
      case 'go_list':
        return this.#field(action, 'list', (list) => this.#name('cueList', list))
      case 'start_cue':
      case 'stop_cue':
      case 'arm_cue':
      case 'disarm_cue': {
        const next = this.#field(action, 'list', (list) => this.#name('cueList', list))
        return this.#field(next, 'cue', (cue) => this.#name('cue', cue, true, action.list))
      }
      case 'wait':
        return action
    }
  }

  #recall<A extends { readonly scene: string; readonly mask?: readonly string[] | undefined }>(action: A): A {
    const next = this.#field(action, 'scene', (scene) => this.#name('scene', scene))
    return this.#field(
      next,
      'mask',
      (mask) => mask && this.#list(mask, (param) => this.#name('param', param)),
    )
  }

  /** What a step, a completion or a rule publishes, and where it sends it. */
  #emission<E extends { readonly type: string; readonly payload: Json }>(emission: E): E {
    const send = REQUEST_FIELDS[emission.type]
    if (send === undefined) return this.#field(emission, 'type', (type) => this.#name('event', type))
    const [field, kind] = send
    return this.#field(emission, 'payload', (payload) => {
      if (!isObject(payload) || typeof payload[field] !== 'string') return payload
      const next = this.#field(payload, field, (name) => this.#name(kind, name as string))
      return emission.type === 'scene.recall' ? this.#masked(next) : next
    })
  }

  #masked(recall: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
    if (!Array.isArray(recall['mask'])) return recall
    return this.#field(recall, 'mask', (mask) =>
      this.#list(mask as readonly Json[], (param) =>
        typeof param === 'string' ? this.#name('param', param) : param,
      ),
    )
  }

  #template(value: Json, inside: string): Json {
    if (typeof value === 'string') return changeNamesInText(value, this.#reads(inside))
    if (Array.isArray(value)) {
      return mapped(value as readonly Json[], (member) => this.#template(member, inside))
    }
    if (!isObject(value)) return value
    let next = value
    for (const field of Object.keys(value)) {
      next = withField(next, field, this.#template(value[field] as Json, inside))
    }
    return next
  }

  #reads(inside: string): NameChange {
    return (root, name) =>
      root === 'vars' ? this.#name('variable', name, true, inside) : this.#name('param', name)
  }

  #matches<T extends EventMatch | object>(list: readonly T[]): readonly T[] {
    return this.#list(list, (each) => ('event' in each ? (this.#match(each) as T) : each))
  }

  /** Of what counts only while they are on, or off where ! stands before their name. */
  #layersOf(layers: EventMatch['while']): EventMatch['while'] {
    const named = (written: string): string => {
      const [mark, name] = written.startsWith('!') ? ['!', written.slice(1)] : ['', written]
      const next = this.#name('layer', name)
      return next === name ? written : `${mark}${next}`
    }
    if (layers === undefined || typeof layers === 'string') return layers && named(layers)
    return this.#list(layers, named) as string[]
  }

  #match(match: EventMatch): EventMatch {
    let next = this.#field(match, 'event', (type) => this.#name('event', type))
    next = this.#field(next, 'while', (layers) => this.#layersOf(layers))
    const { source, where } = match
    const [, family = '', name = ''] = /^(\w+):([\w.-]+)$/.exec(source ?? '') ?? []
    const kind = Object.hasOwn(SOURCES, family) ? SOURCES[family] : undefined
    if (kind !== undefined) {
      next = this.#field(next, 'source', () => `${family}:${this.#name(kind, name, false)}`)
    }
    const inside = where['schedulerId'] ?? where['destId'] ?? where['listId']
    for (const [families, field, named] of FIELDS) {
      const wanted = where[field]
      if (typeof wanted !== 'string' || !families.test(match.event)) continue
      const scheduler = typeof inside === 'string' ? inside : null
      next = this.#field(next, 'where', (fields) =>
        this.#field(fields, field, () => this.#name(named, wanted, false, scheduler)),
      )
    }
    return next
  }

  #name(kind: NameKind, name: string, needed = true, inside: string | null = null): string {
    return this.#visit({ kind, name, in: inside, needed, path: this.#path })
  }

  #field<T extends object, F extends keyof T>(of: T, field: F, change: (value: T[F]) => unknown): T {
    this.#path.push(field)
    const next = withField(of, field, change(of[field]) as T[F])
    this.#path.pop()
    return next
  }

  #record<T extends object>(
    record: Readonly<Record<string, T>>,
    change: (member: T) => T,
  ): Readonly<Record<string, T>> {
    let next = record
    for (const name of Object.keys(record)) next = this.#field(next, name, (member) => change(member))
    return next
  }

  /** Of a record whose fields are themselves names. */
  #keys<V>(record: Readonly<Record<string, V>>, kind: NameKind): Readonly<Record<string, V>> {
    const names = Object.keys(record)
    const next = this.#list(names, (name) => {
      this.#path[this.#path.length - 1] = name
      return this.#name(kind, name)
    })
    if (next === names) return record
    return Object.fromEntries(names.map((name, index) => [next[index] as string, record[name] as V]))
  }

  #list<T>(list: readonly T[], change: (member: T) => T): readonly T[] {
    return mapped(list, (member, index) => {
      this.#path.push(index)
      const next = change(member)
      this.#path.pop()
      return next
    })
  }
}

function isObject(value: Json): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The show with each name in it as `visit` answers; the names under which things themselves stand are left alone. */
export function changeNamesIn(show: ShowFile, visit: NameVisit): ShowFile {
  return new NameWalk(visit).show(show)
}

export function changeNamesInPlaylist(playlist: PlaylistDefinition, visit: NameVisit): PlaylistDefinition {
  return new NameWalk(visit).playlist(playlist)
}

export function changeNamesInGesture(gesture: GestureDefinition, visit: NameVisit): GestureDefinition {
  return new NameWalk(visit).gesture(gesture)
}

export function changeNamesInScene(scene: SceneDefinition, visit: NameVisit): SceneDefinition {
  return new NameWalk(visit).scene(scene)
}

export function changeNamesInCueList(list: CueListDefinition, visit: NameVisit): CueListDefinition {
  return new NameWalk(visit).cueList(list)
}

export function changeNamesInScheduler(
  scheduler: SchedulerDefinition,
  visit: NameVisit,
): SchedulerDefinition {
  return new NameWalk(visit).scheduler(scheduler)
}
