// What led to something, in a few words a cause: the nearest first, and the touch that began it all last.
import { cueText } from '../../shared/model/cue-words.ts'
import type { EventEnvelope, PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import { isSystemEventType } from '../../shared/model/policies.ts'
import { clip } from '../../shared/model/words.ts'
import { commandText } from './activity-text.ts'
import { controlText, midiText, timecodeText } from './words.ts'

/** Causes that are looked at, and of those the ones that are told. */
const DEEPEST = 16
const TOLD = 3

export interface CauseSources {
  /** An event by its number while it is remembered, or null. */
  find(seq: number): EventEnvelope | null
  /** What the show calls a sender of OSC, or null. */
  peerName(host: string): string | null
}

type Words = { readonly [T in SystemEventType]?: (payload: PayloadOf<T>, sources: CauseSources) => string }

/** Of others it is told what led to them. */
const WORDS: Words = {
  'command.received': ({ command, by }) => `${commandText(command, null)}, ${by}`,
  'cue.started': (cue) => cueText(cue),
  'cue.completed': (cue) => `the end of ${cueText(cue)}`,
  'rule.fired': ({ name }) => `rule ${name}`,
  'gesture.recognized': ({ name }) => name,
  'osc.received': ({ address, from }, { peerName }) =>
    `OSC ${address} from ${peerName(from.host) ?? from.host}`,
  'midi.received': ({ port, message }) => `${midiText(message)}, ${port}`,
  'hid.received': ({ device, control, kind, value }) => `${controlText(control, kind, value)}, ${device}`,
  'key.received': ({ code, pressed }) => `key ${code}${pressed ? '' : ' let go'}`,
  'timecode.received': (payload) => `timecode ${timecodeText(payload)}`,
  'thrown.created': ({ key }) => `thrown ${key}`,
  'interrupt.answered': ({ by }) => `an answer, ${by}`,
  'playlist.created': ({ name }) => name,
  'playlist.stopped': ({ name }) => `the end of ${name}`,
  'param.changed': ({ name }) => `parameter ${name}`,
  'scene.recalled': ({ name }) => `scene ${name}`,
  'show.panicked': () => 'PANIC',
}

function wordsOf({ type, payload, source }: EventEnvelope, sources: CauseSources): string | null {
  // What a gesture publishes is told by the gesture.
  if (!isSystemEventType(type)) return source.startsWith('gesture:') ? null : type
  return WORDS[type]?.(payload as never, sources) ?? null
}

/** The first that something came to pass by, at most three of all that are remembered. */
export function causeWords(cause: number | null, sources: CauseSources): readonly string[] {
  const words: string[] = []
  let next = cause
  for (let depth = 0; next !== null && depth < DEEPEST; depth += 1) {
    const event = sources.find(next)
    if (event === null) break
    const said = wordsOf(event, sources)
    if (said !== null && said !== words.at(-1)) words.push(clip(said))
    // The command says who sent its message.
    next = event.type === 'command.received' ? null : event.cause
  }
  return words.length <= TOLD ? words : [...words.slice(0, TOLD - 1), words.at(-1) as string]
}
