// What a person reads of an event that is emitted: an OSC message as address and arguments, a fade as what goes where in what time, else type and payload.
import type { OscValue } from './osc.ts'
import { LONGEST_TEXT, clip } from './words.ts'

/** A payload in short; nothing where it is empty. */
export function shortJson(payload: unknown): string {
  const text = JSON.stringify(payload)
  return text === '{}' || text === 'null' ? '' : clip(text)
}

function argumentText(value: OscValue, tag: string | undefined): string {
  if (typeof value === 'number') {
    const float = tag === 'f' || tag === 'd'
    return float && Number.isInteger(value) ? value.toFixed(1) : String(Number(value.toFixed(4)))
  }
  if (typeof value === 'string') return /^\S+$/.test(value) ? value : JSON.stringify(value)
  if (Array.isArray(value)) {
    const items = value as readonly OscValue[]
    return `[${items.map((item) => argumentText(item, undefined)).join(' ')}]`
  }
  if (typeof value === 'object' && value !== null) return 'blob'
  return String(value)
}

/** `/par/1/dimmer 1.0`; floats show that they are where the type tags tell. */
export function oscText(address: string, args: readonly OscValue[], types: string | undefined): string {
  const tags = types === undefined || types.includes('[') ? '' : types
  // Enough arguments to fill the line, so that a long list is not put into words only to be cut off.
  const shown = args.slice(0, LONGEST_TEXT).map((value, index) => argumentText(value, tags[index]))
  return clip([address, ...shown].join(' '))
}

/** What an event does: the message and where it goes, where it is one to send; otherwise its type and payload. */
export function eventText(type: string, payload: unknown): string {
  const text = messageText(type, payload)
  return type === 'osc.send' && isMessage(payload) ? `${text} → ${payload.target}` : text
}

/** The same without where a message goes. */
export function messageText(type: string, payload: unknown): string {
  if (type === 'osc.send' && isMessage(payload)) return oscText(payload.address, payload.args, payload.types)
  if (type === 'osc.ramp' || type === 'midi.ramp') return rampText(payload)
  if (type === 'param.fade' && isNamed(payload)) return fadeText(payload)
  if (type === 'scene.recall' && isNamed(payload)) return recallText(payload)
  return clip(`${type} ${shortJson(payload)}`.trimEnd())
}

interface WrittenRamp {
  readonly address?: string
  readonly args?: readonly OscValue[]
  readonly message?: Readonly<Record<string, unknown>>
  readonly from?: number
  readonly to?: number
  readonly over?: number
}

/** `/light/1 0 to 1 in 10 s`, `control 1 7 to 127 in 2 s`. */
function rampText(payload: unknown): string {
  const { address, args = [], message = {}, from, to, over = 0 } = (payload ?? {}) as WrittenRamp
  const what = address === undefined ? Object.values(message).join(' ') : oscText(address, args, undefined)
  const way = from === undefined ? `to ${to}` : `${from} to ${to}`
  return clip(`${what} ${way} in ${over / 1000} s`)
}

interface NamedFade {
  readonly name: string
  readonly to?: unknown
  readonly over?: unknown
}

/** `house to 0.5 in 10 s`, `haze to on at once`. */
function fadeText({ name, to, over }: NamedFade): string {
  const value = typeof to === 'boolean' ? (to ? 'on' : 'off') : argumentText(to as OscValue, undefined)
  return clip(`${name} to ${value}${typeof over === 'number' ? overText(over) : ''}`)
}

/** `scene storm in 5 s`. */
function recallText({ name, over }: NamedFade): string {
  return clip(`scene ${name}${typeof over === 'number' ? overText(over) : ''}`)
}

const overText = (over: number): string => (over > 0 ? ` in ${over / 1000} s` : ' at once')

function isNamed(payload: unknown): payload is NamedFade {
  return typeof (payload as Partial<NamedFade> | null)?.name === 'string'
}

interface Message {
  readonly target: string
  readonly address: string
  readonly types?: string
  readonly args: readonly OscValue[]
}

// A step's payload is the show's own; only `osc.send` checks it, when it is sent.
function isMessage(payload: unknown): payload is Message {
  const message = payload as Partial<Message> | null
  return (
    typeof message?.address === 'string' &&
    typeof message.target === 'string' &&
    Array.isArray(message.args) &&
    (message.types === undefined || typeof message.types === 'string')
  )
}
