// Which steps set something that lasts, so that it can be sent later in place of all that came before it.
import type { Json } from '../../shared/model/json.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import { midiStreamKey } from '../../shared/model/midi-stream.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { withValue } from '../../shared/model/ramp-words.ts'
import type { MidiRamp, OscRamp } from '../../shared/model/ramp-step.ts'

/** What a step sets: the latest of a key is all that still matters of them. */
export interface HoldKey {
  readonly key: string
  /** A note that is let go of, rather than a value. */
  readonly noteOff: boolean
}

/**
 * Select a parameter and set it as a sequence of several messages: one of them alone would change whatever is selected.
 * (Data entry and its low byte, increment, decrement, and the four that select.)
 */
const SEQUENCED_CONTROLLERS: ReadonlySet<number> = new Set([6, 38, 96, 97, 98, 99, 100, 101])

/** Tags of values: integers, floats, booleans, and a colour, which is four numbers. An impulse is none. */
const VALUE_TAGS = /^[ifhdrTF[\]]*$/
/**
 * Last words of addresses at which other programs are told to do something: there a lone 1 presses a button, and does harm when
 * it comes late. `/cue/5/start 1`, `/eos/key/go_0 1`.
 */
const COMMAND =
  /\/(?:go|start|stop|fire|trigger|next|previous|prev|back|play|pause|resume|panic|press|push|bang|tap|toggle|load|recall)(?:_\w+)?$/i

/** What a step sets; null for one that sets something off, which must not happen later than it was meant to. */
export function holdKeyOf(type: string, payload: Json): HoldKey | null {
  if (type === 'osc.send') return oscKey((payload ?? {}) as Partial<OscSend>)
  if (type === 'midi.send') return midiKey((payload ?? {}) as Partial<MidiSend>)
  if (type === 'osc.ramp') return oscRampKey((payload ?? {}) as Partial<OscRamp>)
  if (type === 'midi.ramp') return midiRampKey((payload ?? {}) as Partial<MidiRamp>)
  if (type === 'param.fade') return { key: `param ${(payload as Named | null)?.name}`, noteOff: false }
  if (type === 'scene.recall') return sceneKey((payload ?? {}) as Named)
  return null
}

interface Named {
  readonly name?: string
  readonly mask?: readonly string[]
}

/** Of the same scene another part may be recalled. */
function sceneKey({ name, mask = [] }: Named): HoldKey {
  return { key: `scene ${name} ${mask.join(' ')}`, noteOff: false }
}

interface OscSend {
  readonly target: string
  readonly address: string
  readonly types?: string
  readonly args: readonly OscValue[]
}

interface MidiSend {
  readonly output: string
  readonly message: MidiMessage
}

function oscKey({ target, address, types, args }: Partial<OscSend>): HoldKey | null {
  if (address === undefined || args === undefined || args.length === 0) return null
  if (args.length === 1 && (args[0] === 1 || args[0] === true) && COMMAND.test(address)) return null
  const sets = types === undefined ? args.every(isValue) : VALUE_TAGS.test(types)
  return sets ? { key: `osc ${target} ${address}`, noteOff: false } : null
}

function isValue(value: OscValue): boolean {
  if (Array.isArray(value)) return value.length > 0 && (value as readonly OscValue[]).every(isValue)
  return typeof value === 'number' || typeof value === 'boolean'
}

function midiKey({ output, message }: Partial<MidiSend>): HoldKey | null {
  if (message === undefined) return null
  if (isNoteOff(message))
    return { key: `midi ${output} noteOff ${message.channel} ${message.note}`, noteOff: true }
  if (message.kind === 'control' && SEQUENCED_CONTROLLERS.has(message.controller)) return null
  const stream = midiStreamKey(message)
  return stream === null ? null : { key: `midi ${output} ${stream}`, noteOff: false }
}

/** The same as of a message that sets the value, which it replaces and is replaced by. */
function oscRampKey({ target, address, args = [] }: Partial<OscRamp>): HoldKey | null {
  if (address === undefined) return null
  const named = args.length === 0 ? '' : ` ${JSON.stringify(args)}`
  return { key: `osc ${target} ${address}${named}`, noteOff: false }
}

function midiRampKey({ output, message }: Partial<MidiRamp>): HoldKey | null {
  return message === undefined ? null : midiKey({ output: output ?? '', message: withValue(message, 0) })
}

function isNoteOff(
  message: MidiMessage,
): message is Extract<MidiMessage, { note: number; velocity: number }> {
  return message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
}
