// Controls, messages and layers of parameters in the operator's words.
import type { FeedbackDefinition } from '../../shared/model/feedback.ts'
import type { LayerDefinition } from '../../shared/model/layer.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'
import type { ParamControl, ParamDefinition, ParamSent } from '../../shared/model/param.ts'
import type { BindingKind } from './binding-guess.ts'
import { DOES_WORDS, MESSAGE_WORDS } from './binding-fields.ts'
import { listensFor } from './input-words.ts'
import { valueText } from './param-words.ts'
import { formatCount } from './time-format.ts'

export const KIND_NAMES: Readonly<Record<BindingKind, string>> = {
  value: 'Fader',
  encoder: 'Encoder',
  rate: 'Stick',
  button: 'Button',
}

/** What each kind is for, where one is chosen. */
export const KIND_SENTENCES: Readonly<Record<BindingKind, string>> = {
  value: 'Its place becomes the place of the parameter',
  encoder: 'Each step moves the parameter from where it is',
  rate: 'How far it is held is how fast the parameter goes',
  button: 'Pressing it sets, toggles or steps the value',
}

type DeviceNames = ReadonlyMap<string, string>

/** `controller 7, channel 1 of X-Touch`. */
export function controlWords(match: Fields, names: DeviceNames): string {
  const { source } = match as { readonly source?: string }
  const words = listensFor({ match: match as Parameters<typeof listensFor>[0]['match'] })
  return source === undefined ? words : `${words} of ${names.get(source) ?? source}`
}

/** `Fader, picks up`, `Button, toggles between two values`. */
export function inputWords(input: Fields): string {
  const kind = input['kind'] as BindingKind
  const does = DOES_WORDS.find(([id]) => id === input['does'])?.[1]
  const takeover = { jump: 'jumps', pickup: 'picks up', scale: 'scales' }[input['takeover'] as string]
  const more = [kind === 'button' ? does?.toLowerCase() : takeover, whileWords(input)]
  return [KIND_NAMES[kind], ...more.filter((word) => word !== undefined && word !== '')].join(', ')
}

function whileWords(input: Fields): string {
  const { while: layers } = input['match'] as { readonly while?: string | readonly string[] }
  if (layers === undefined) return ''
  const names = typeof layers === 'string' ? [layers] : layers
  return `while ${names.map((name) => (name.startsWith('!') ? `not ${name.slice(1)}` : name)).join(' and ')}`
}

/** `-12.0 dB, holds the value (X-Touch)`, `-12.0 dB, does not hold the value (X-Touch)`. */
export function standsWords({ by, value, holds }: ParamControl, definition: ParamDefinition): string {
  const at = value === null ? '' : `${valueText(definition, placeOf(value, definition))}, `
  if (holds) return `${at}holds the value (${by})`
  return value === null ? `heard (${by})` : `${at}does not hold the value (${by})`
}

function placeOf(value: number, definition: ParamDefinition): number | boolean | string {
  if (definition.type === 'boolean') return value >= 0.5
  if (definition.type === 'text') return definition.choices?.[Math.round(value)] ?? ''
  return value
}

/** `/ch/01/mix/fader to desk`, `Controller 7, channel 1 to surface`. */
export function outputWords(output: Fields): string {
  if (output['kind'] === 'osc') return `${String(output['address'])} to ${String(output['target'])}`
  const message = MESSAGE_WORDS.find(([id]) => id === output['message'])?.[1] ?? ''
  const number = typeof output['number'] === 'number' ? ` ${output['number']}` : ''
  return `${message}${number}, channel ${String(output['channel'])} to ${String(output['output'])}`
}

/** `120 sent, 4 left out, the latest waits`. */
export function sentWords({ sent, collapsed, waits }: ParamSent): string {
  const words = [`${formatCount(sent)} sent`]
  if (collapsed > 0) words.push(`${formatCount(collapsed)} left out`)
  if (waits) words.push('the latest waits')
  return words.join(', ')
}

export function layerWords(layer: LayerDefinition, names: DeviceNames): string {
  if ('held' in layer) return `while ${controlWords(layer.held, names)} is held`
  if ('latched' in layer) return `on and off with ${controlWords(layer.latched, names)}`
  return `while ${layer.param} is ${String(layer.is)}`
}

/** Where a light is: `Note 36, channel 1 to pads`. */
export function feedbackWords(to: FeedbackDefinition['to']): string {
  switch (to.kind) {
    case 'midi':
      return outputWords(to)
    case 'osc':
      return `${to.address} to ${to.peer}`
    case 'deck':
      return `${to.control} of ${to.device ?? 'every Stream Deck'}`
    case 'rumble':
      return `felt on ${to.device ?? 'every gamepad'}`
  }
}

/** What a light shows: `front`, `playlist intro`, `cue 12 of main`, `while shift`. */
export function showsWords({ shows, while: layers }: FeedbackDefinition): string {
  const on = layers === undefined ? '' : `, ${whileWords({ match: { while: layers } })}`
  if ('param' in shows) return `${shows.param}${shows.is === undefined ? '' : ` is ${String(shows.is)}`}${on}`
  if ('playlist' in shows) return `playlist ${shows.playlist}${on}`
  if ('cue' in shows) return `cue ${shows.cue.cue} of ${shows.cue.list}${on}`
  if ('list' in shows) return `standby of ${shows.list}${on}`
  if ('layer' in shows) return `layer ${shows.layer}${on}`
  return `transport: ${shows.transport}${on}`
}
