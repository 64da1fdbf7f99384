// What a message that carries a value moves: the same for all that move it, so that the newest of them is known.
import type { Json } from './json.ts'
import { midiStreamKey } from './midi-stream.ts'
import type { MidiMessage } from './midi.ts'
import type { OscValue } from './osc.ts'

/** Arguments before the value that only say which one is meant. */
const NAMES = /^[ishTF]*$/

/** What an OSC message moves; `types` where they are known. */
export function oscValueRoute(
  target: string,
  address: string,
  args: readonly OscValue[],
  types: string | undefined,
): string {
  const leading = args.length - 1
  if (leading <= 0) return `osc ${target} ${address}`
  const named =
    types === undefined
      ? args.every((arg, index) => index === leading || typeof arg === 'string' || Number.isInteger(arg))
      : NAMES.test(types.slice(0, leading))
  return named
    ? `osc ${target} ${address} ${JSON.stringify(args.slice(0, leading))}`
    : `osc ${target} ${address}`
}

/** What a MIDI message moves; null where it moves nothing. */
export function midiValueRoute(output: string, message: MidiMessage): string | null {
  const stream = midiStreamKey(message)
  return stream === null ? null : `midi ${output} ${stream}`
}

/** The same value once its target or output goes by another name. */
export function renamedRoute(
  route: string,
  present: Readonly<Record<'osc' | 'midi', (name: string) => string>>,
): string {
  const [, kind, name = '', rest = ''] = /^(osc|midi) (.*?)( \/.*| [^ ]+ \d.*)$/s.exec(route) ?? []
  return kind === 'osc' || kind === 'midi' ? `${kind} ${present[kind](name)}${rest}` : route
}

/** The number that a payload of `osc.send` or `midi.send` leaves behind; NaN where it is none. */
export function valueLeft(type: string, payload: Json): number {
  const sent = payload as { readonly args?: readonly OscValue[]; readonly message?: MidiMessage } | null
  if (type === 'osc.send') {
    const value = sent?.args?.at(-1)
    return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : NaN
  }
  const message = sent?.message
  if (message === undefined) return NaN
  if ('value' in message && typeof message.value === 'number') return message.value
  return 'pressure' in message ? message.pressure : NaN
}
