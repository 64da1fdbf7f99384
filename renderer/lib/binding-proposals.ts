// What is made of a control that was learned: an input of a parameter, a message of it, a layer, or a parameter of its own.
import { DECK_CONTROL } from '../../shared/model/deck-face.ts'
import { deckModel } from '../../shared/model/deck-places.ts'
import type { NamedParam, ShowView, TransportControlsView } from '../../shared/contract/streams.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { CapturedControl } from '../../shared/model/input.ts'
import { compileValueMatch } from '../../shared/model/match.ts'
import type { Edit, Fields } from '../../shared/model/mutations/mutation.ts'
import type { ParamDefinition } from '../../shared/model/param.ts'
import type { BindingKind, Encoding, Guess } from './binding-guess.ts'
import { idOf } from './input-words.ts'

type Definition = Pick<ParamDefinition, 'type'> & { readonly choices?: readonly string[] | undefined }

/** What the operator decided where it was not clear. */
export interface Chosen {
  readonly kind: BindingKind
  readonly encoding: Encoding | null
  readonly takeover: 'jump' | 'pickup' | 'scale'
  readonly does: 'set' | 'toggle' | 'up' | 'down' | 'hold'
  /** Where the number is, of a message of several; null for the first. */
  readonly field: string | null
}

/** Faders of a surface stay where a hand has left them, and a value that jumps there is heard; those on a screen follow. */
function takeoverOf({ family }: CapturedControl): Chosen['takeover'] {
  return family === 'midi' || family === 'hid' || family === 'gamepad' ? 'pickup' : 'jump'
}

function doesFor({ type, choices }: Definition): Chosen['does'] {
  if (type === 'text') return choices === undefined ? 'set' : 'up'
  return 'toggle'
}

export function chosenFor(captured: CapturedControl, guess: Guess, definition: Definition): Chosen {
  return {
    kind: guess.kinds[0] ?? 'value',
    encoding: guess.encodings[0] ?? null,
    takeover: takeoverOf(captured),
    does: doesFor(definition),
    field: null,
  }
}

/** Arguments of a message that are numbers, where there are several to choose from. */
export function numbersIn({ event }: CapturedControl): readonly string[] {
  const { args = [] } = event.payload as { readonly args?: readonly unknown[] }
  const fields = args.flatMap((each, at) => (typeof each === 'number' ? [`args.${at}`] : []))
  return fields.length > 1 ? fields : []
}

const eventOf = (captured: CapturedControl): EventEnvelope =>
  ({ ...captured.event, cause: null }) as unknown as EventEnvelope

/** As the show file holds it. */
export function inputFrom(
  captured: CapturedControl,
  guess: Guess,
  chosen: Chosen,
  definition: Definition,
): Fields {
  const { kind, encoding, takeover, does, field } = chosen
  const { match } = captured
  const at = field === null || field === 'args.0' ? {} : { field }
  const isGuessed = guess.kinds.includes(kind)
  const from = isGuessed && guess.from !== null && field === null ? { from: guess.from } : {}
  switch (kind) {
    case 'value':
      return { kind, match, ...at, ...from, takeover }
    case 'encoder':
      return { kind, match, ...at, encoding: encoding ?? 'plain' }
    case 'rate':
      return { kind, match, ...at, ...from, ...(guess.rest !== null && { rest: guess.rest }) }
    case 'button':
      return { kind, match, does, ...(does === 'up' && definition.type === 'text' && { wraps: true }) }
  }
}

export interface BoundElsewhere {
  readonly param: string
  readonly index: number
  readonly input: Fields
  /** Layers on which alone it counts there. */
  readonly while: string | null
}

/** What hears this control already, besides one input that is to be replaced. */
export function boundElsewhere(
  captured: CapturedControl,
  params: readonly NamedParam[],
  but: { readonly param: string; readonly index: number } | null = null,
): readonly BoundElsewhere[] {
  const event = eventOf(captured)
  return params.flatMap(({ name, inputs = [] }) =>
    inputs.flatMap((input, index) => {
      if (but?.param === name && but.index === index) return []
      const { while: layers, ...match } = input.match
      if (!compileValueMatch(match)(event)) return []
      const words = layers === undefined ? null : Array.isArray(layers) ? layers.join(', ') : layers
      return [{ param: name, index, input: input, while: words }]
    }),
  )
}

const BUTTON_WORDS: Readonly<Record<keyof TransportControlsView, string>> = {
  ...{ go: 'GO', back: 'Back', skip: 'Skip', stop: 'Stop', pause: 'Pause', resume: 'Resume', panic: 'PANIC' },
}

/** Buttons of the transport that this control is already; PANIC comes first. */
export function transportOf(
  captured: CapturedControl,
  transport: TransportControlsView = {},
): readonly string[] {
  const event = eventOf(captured)
  return (Object.keys(BUTTON_WORDS) as (keyof TransportControlsView)[])
    .filter((button) =>
      // Whatever layers are on.
      (transport[button] ?? []).some((match) => compileValueMatch({ ...match, while: undefined })(event)),
    )
    .map((button) => BUTTON_WORDS[button])
    .sort((a, b) => Number(b === 'PANIC') - Number(a === 'PANIC'))
}

/** Edits that take a control away from where else it is bound. */
export function releasingEdits(
  elsewhere: readonly BoundElsewhere[],
  params: readonly NamedParam[],
): readonly Edit[] {
  return [...Map.groupBy(elsewhere, ({ param }) => param)].map(([id, gone]) => {
    const indices = new Set(gone.map(({ index }) => index))
    const inputs = (params.find(({ name }) => name === id)?.inputs ?? []).filter((_, at) => !indices.has(at))
    return { edit: 'change', kind: 'param', id, set: { inputs } }
  })
}

const MIDI_MESSAGES: Readonly<Record<string, string>> = {
  controller: 'control',
  controller14: 'control14',
  note: 'note',
  pitchBend: 'pitchBend',
  program: 'program',
}

/** A port's name without its family and its number among those of its name. */
function portOf({ device, deviceName }: Pick<CapturedControl, 'device' | 'deviceName'>): string {
  return deviceName ?? device.replace(/^midi:/, '').replace(/:\d+$/, '')
}

export interface NewOutput {
  readonly output: Fields
  /** A port, or a target, that the show has yet to list. */
  readonly adds: {
    readonly kind: 'midiOutput' | 'target'
    readonly id: string
    readonly value: Fields
  } | null
}

export interface NewFeedback {
  readonly id: string
  readonly value: Fields
  readonly adds: NewOutput['adds']
}

/** The message that a control sends as one that the parameter sends; null where it has none of that kind. */
export function outputFrom(
  captured: CapturedControl,
  { targets, midiOutputs }: Pick<ShowView, 'targets' | 'midiOutputs'>,
): NewOutput | null {
  const payload = captured.event.payload as {
    readonly message?: { readonly controller?: number; readonly note?: number }
    readonly from?: { readonly host: string }
  }
  if (captured.family === 'osc') {
    const near = targets.find(({ host }) => host === payload.from?.host) ?? targets[0]
    if (near === undefined) return null
    return { output: { kind: 'osc', target: near.name, address: captured.control }, adds: null }
  }
  const message = MIDI_MESSAGES[captured.kind]
  if (captured.family !== 'midi' || message === undefined) return null
  const number = payload.message?.controller ?? payload.message?.note
  const port = portOf(captured)
  const known = midiOutputs.find((each) => each.port === port)
  const id = known?.name ?? freeName(idOf(port), (name) => midiOutputs.some((each) => each.name === name))
  const isNumbered = message !== 'pitchBend' && message !== 'program'
  return {
    output: {
      ...{ kind: 'midi', output: id, message, channel: captured.channel ?? 1 },
      ...(isNumbered && number !== undefined && { number }),
    },
    adds: known === undefined ? { kind: 'midiOutput', id, value: { port } } : null,
  }
}

/** The name itself, or the first of `name-2`, `name-3` that nobody has. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const base = name === '' ? 'control' : name
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? base : `${base}-${count}`
    if (!isTaken(free)) return free
  }
}

/** A parameter made of a control: a switch of a button, else a number of the range that it sends. */
export function paramFrom(
  captured: CapturedControl,
  guess: Guess,
  params: readonly NamedParam[],
): { readonly name: string; readonly definition: Fields } {
  const kind = guess.kinds[0] ?? 'value'
  const isOsc = captured.family === 'osc'
  const words = isOsc ? captured.control : `${captured.deviceName ?? ''} ${captured.control}`
  const name = freeName(idOf(words), (each) => params.some((param) => param.name === each))
  const type = kind === 'button' ? 'boolean' : 'number'
  const chosen = chosenFor(captured, guess, { type })
  const range =
    isOsc && kind === 'value' && guess.from !== null ? { min: guess.from[0], max: guess.from[1] } : {}
  const inputs = [inputFrom(captured, guess, chosen, { type })]
  return { name, definition: { type, ...range, inputs } }
}

/** Where a control itself shows something; null where it can be told nothing. */
function placeFrom(
  captured: CapturedControl,
  view: Pick<ShowView, 'targets' | 'midiOutputs' | 'peers'>,
): NewOutput | null {
  const { family, device, control, event } = captured
  if (family === 'midi') {
    const made = outputFrom(captured, view)
    return made?.output['message'] === 'program' ? null : made
  }
  if (family === 'osc') {
    const { from } = event.payload as { readonly from?: { readonly host: string } }
    const peer = view.peers.find(({ address, replyPort }) => address === from?.host && replyPort !== null)
    return peer === undefined
      ? null
      : { output: { kind: 'osc', peer: peer.name, address: control }, adds: null }
  }
  if (deckModel(device) !== null && DECK_CONTROL.test(control))
    return { output: { kind: 'deck', device, control }, adds: null }
  return family === 'gamepad' ? { output: { kind: 'rumble', device }, adds: null } : null
}

/** Lights, motors and displays that a control has itself, by the message that it sends; null where it can be sent none. */
export function feedbackFrom(
  captured: CapturedControl,
  shows: Fields,
  view: Pick<ShowView, 'targets' | 'midiOutputs' | 'feedback' | 'peers'>,
): NewFeedback | null {
  const made = placeFrom(captured, view)
  if (made === null) return null
  const [what = ''] = Object.values(shows)
  const id = freeName(idOf(`${typeof what === 'string' ? what : ''} ${captured.control}`), (each) =>
    view.feedback.some((known) => known.id === each),
  )
  return { id, value: { id, shows, to: made.output }, adds: made.adds }
}
