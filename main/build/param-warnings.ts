// What bindings of a sound show can hardly be meant to be: out of reach, doubled, or going round in a circle.
import type { ParamInput } from '../../shared/model/binding.ts'
import { shown } from '../../shared/model/explain.ts'
import { canBeReleased, layersOf } from '../../shared/model/match.ts'
import { addressTest } from '../../shared/model/osc-pattern.ts'
import { largestOf } from '../../shared/model/param-output.ts'
import type { ParamOutput } from '../../shared/model/param-output.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

interface Placed<T> {
  readonly param: string
  readonly path: Path
  readonly binding: T
}

export function warnParams(show: ShowFile, warnings: Problems): void {
  const inputs = placed(show, 'inputs')
  const outputs = placed(show, 'outputs')
  for (const input of inputs) warnOutOfReach(input, warnings)
  for (const output of outputs) warnNeverChanges(output, show, warnings)
  warnDoubled(
    inputs,
    ({ binding, param }) => JSON.stringify([param, binding.match]),
    'is bound to it already',
    warnings,
  )
  warnDoubled(outputs, placeOf, 'is sent already', warnings)
  warnLoops(show, inputs, outputs, warnings)
}

function placed<F extends 'inputs' | 'outputs'>(
  { params }: ShowFile,
  field: F,
): readonly Placed<F extends 'inputs' ? ParamInput : ParamOutput>[] {
  return Object.entries(params).flatMap(([param, definition]) =>
    (definition[field] ?? []).map((binding, index) => ({
      ...{ param, path: ['params', param, field, index] },
      binding: binding as F extends 'inputs' ? ParamInput : ParamOutput,
    })),
  )
}

function warnOutOfReach({ binding, path }: Placed<ParamInput>, warnings: Problems): void {
  const { match } = binding
  const layers = layersOf(match)
  const both = layers.find(([name, on]) => on && layers.some(([other, off]) => other === name && !off))
  if (both !== undefined) {
    const what = `the layer ${shown(both[0])} is never on and off at once`
    warnings.add('show/never-moves', [...path, 'match', 'while'], what, () => 'leave one of both out')
  }
  const isHeld = binding.kind === 'button' && binding.does === 'hold'
  if (isHeld && !canBeReleased(match)) {
    const what = 'what it hears is never let go, so that the value stays'
    warnings.add('show/never-released', [...path, 'match'], what, () => 'set or toggle the value instead')
  }
  if (binding.kind === 'button') return
  const kind = match.where['message.kind']
  const isMute = typeof kind === 'string' && WITHOUT_NUMBER.has(kind)
  if (!isMute || binding.field !== undefined) return
  const what = `${kind} carries no number`
  warnings.add(
    'show/never-moves',
    [...path, 'match'],
    what,
    () => 'name one in field, or bind it as a button',
  )
}

const WITHOUT_NUMBER: ReadonlySet<string> = new Set([
  ...['sysex', 'clock', 'start', 'continue', 'stop', 'activeSensing', 'systemReset', 'tuneRequest'],
  ...['songPosition', 'songSelect', 'quarterFrame', 'timecode', 'showControl', 'machineControl'],
])

/** What is sent never differs by so much as it has to. */
function warnNeverChanges(
  { param, path, binding }: Placed<ParamOutput>,
  { params }: ShowFile,
  warnings: Problems,
): void {
  const { minChange } = binding
  if (minChange === 0) return
  const widest = Math.max(...spans(binding, param, params))
  // Text and switches are sent whenever they are others.
  if (Number.isNaN(widest) || minChange <= widest) return
  const what = `what is sent differs by ${widest} at the most, so that it is only sent once the value rests`
  warnings.add('show/never-changes', [...path, 'minChange'], what, () => `choose less than ${widest}`)
}

/** How far the numbers of a message can be from each other; NaN where one is no number. */
function spans(binding: ParamOutput, own: string, params: ShowFile['params']): readonly number[] {
  const widthOf = (name: string): number => {
    const definition = params[name]
    return definition?.type === 'number' ? definition.max - definition.min : NaN
  }
  if (binding.kind === 'midi') {
    const { to = [0, largestOf(binding.message)] } = binding
    return [Number.isNaN(widthOf(own)) ? NaN : Math.abs(to[1] - to[0])]
  }
  return binding.args.map(({ param = own, to, type }) => {
    if (type === 's' || type === 'T' || Number.isNaN(widthOf(param))) return NaN
    return to === undefined ? widthOf(param) : Math.abs(to[1] - to[0])
  })
}

/** Where a message goes, and what it is there; several arguments are named by one of their parameters. */
function placeOf({ binding }: Placed<ParamOutput>): string {
  if (binding.kind === 'osc') return JSON.stringify(['osc', binding.target, binding.address])
  return JSON.stringify(['midi', binding.output, binding.message, binding.channel, binding.number ?? null])
}

function warnDoubled<T>(
  all: readonly Placed<T>[],
  keyOf: (one: Placed<T>) => string,
  what: string,
  warnings: Problems,
): void {
  const first = new Map<string, Placed<T>>()
  for (const one of all) {
    const key = keyOf(one)
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, one)
      continue
    }
    const [, name, field, index] = before.path
    const told = `the same ${what}, by ${String(field)}[${String(index)}] of ${String(name)}`
    warnings.add(
      'show/doubled-binding',
      one.path,
      told,
      () => 'leave one of both out, unless layers tell them apart',
    )
  }
}

/** Parameters of which each moves the next by the engine's own OSC input, and the last the first. */
function warnLoops(
  { osc, params, scenes }: ShowFile,
  inputs: readonly Placed<ParamInput>[],
  outputs: readonly Placed<ParamOutput>[],
  warnings: Problems,
): void {
  const heard = inputs.flatMap(({ param, binding: { match } }) => {
    const address = match.address ?? match.where['address']
    const isOsc =
      match.event === 'osc.received' && (typeof address === 'string' || match.address !== undefined)
    return isOsc ? [{ param, hears: addressTest((match.address ?? address) as string) }] : []
  })
  const recalled = recallsOf(scenes)
  const next = new Map<string, { readonly to: string; readonly path: Path; readonly scene?: string }[]>()
  for (const { param, path, binding } of outputs) {
    if (binding.kind !== 'osc' || !('self' in (osc.targets[binding.target] ?? {}))) continue
    const bound = heard.filter(({ hears }) => hears(binding.address)).map(({ param: to }) => to)
    const moved = [
      ...[...bound, ...controlled(binding.address, Object.keys(params))].map((to) => ({ to, path })),
      ...recalled(binding.address).map(({ to, scene }) => ({ to, path, scene })),
    ]
    const sources = new Set([param, ...binding.args.flatMap((each) => each.param ?? [])])
    for (const source of sources) next.set(source, [...(next.get(source) ?? []), ...moved])
  }
  for (const [param, ways] of next) {
    const back = ways.find(({ to }) => leadsTo(next, to, param))
    if (back === undefined) continue
    const way = back.scene === undefined ? 'comes' : `recalls the scene ${shown(back.scene)} as it comes`
    const what = `${shown(param)} is moved by its own message, which ${way} back by the OSC input`
    warnings.add('show/param-loop', back.path, what, () => 'send it to another address, or to somebody else')
  }
}

/** The parameters that a message moves by the scenes that it recalls. */
function recallsOf(scenes: ShowFile['scenes']) {
  const heard = Object.entries(scenes).map(([scene, { values, recalls = [] }]) => ({
    ...{ scene, params: Object.keys(values) },
    tests: recalls.flatMap(({ event, address, where }) => {
      const heardAt = address ?? where['address']
      return event === 'osc.received' && typeof heardAt === 'string' ? [addressTest(heardAt)] : []
    }),
  }))
  return (address: string): readonly { readonly to: string; readonly scene: string }[] => {
    const meant = /^\/cuewright\/scene\/([^/]+)\/(?:recall|cut)$/.exec(address)?.[1]
    const isMeant = meant === undefined ? () => false : addressTest(`/${meant}`)
    return heard
      .filter(({ scene, tests }) => isMeant(`/${scene}`) || tests.some((hears) => hears(address)))
      .flatMap(({ scene, params }) => params.map((to) => ({ to, scene })))
  }
}

/** The parameters that a message to the engine's own addresses moves. */
function controlled(address: string, names: readonly string[]): readonly string[] {
  const meant = /^\/cuewright\/param\/([^/]+)(?:\/fade)?$/.exec(address)?.[1]
  if (meant === undefined) return []
  const isMeant = addressTest(`/${meant}`)
  return names.filter((name) => isMeant(`/${name}`))
}

function leadsTo(
  next: ReadonlyMap<string, readonly { readonly to: string }[]>,
  from: string,
  wanted: string,
): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === wanted) return true
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...(next.get(name) ?? []).map(({ to }) => to))
  }
  return false
}
