// Which event types a show may declare, which its steps may emit and which its triggers may listen for.
import { policies } from './policies.ts'
import type { SystemEventType } from './event.ts'

const firstWord = (type: string): string => type.slice(0, type.indexOf('.'))

/** First words of the engine's own types, present and planned; a show may not declare types that begin with them. */
const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...Object.keys(policies).map(firstWord),
  ...[
    'cuewright',
    'gamepad',
    'gesture',
    'hid',
    'interrupt',
    'keyboard',
    'midi',
    'param',
    'scene',
    'scheduler',
    'system',
  ],
])

/** Requests that an output, the parameters or the scenes serve; steps may publish these besides the show's own types. */
const REQUESTS: ReadonlySet<string> = new Set<SystemEventType>([
  ...(['osc.send', 'midi.send', 'param.fade', 'scene.recall'] as const),
])

/** How a run asks the operator; what is asked is heard as `interrupt.raised`. */
const ASKING: SystemEventType = 'interrupt.raise'

/** Families that feed screens and measure the engine: they follow from all else, so that a trigger on them feeds itself. */
const PLUMBING: ReadonlySet<string> = new Set(['snapshot', 'broadcast', 'metrics'])

/** Whether a type belongs to the engine, so that a show may not declare it. */
export function isReservedType(type: string): boolean {
  return RESERVED_WORDS.has(firstWord(type))
}

/** Whether a step, or a client, may publish a type, given those that the show declares. */
export function mayBeEmitted(type: string, declared: { has(type: string): boolean }): boolean {
  return declared.has(type) || REQUESTS.has(type)
}

/** Whether a trigger may listen for a system type; not for a request, which a runner may serve unheard. */
export function maySteer(type: SystemEventType): boolean {
  return (
    !REQUESTS.has(type) &&
    type !== ASKING &&
    !PLUMBING.has(firstWord(type)) &&
    policies[type].kind !== 'observation'
  )
}
