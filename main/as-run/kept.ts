// Which events the as-run log keeps for their own sake; of the rest only those that led to one of these.
import type { EventEnvelope } from '../../shared/model/event.ts'
import { isReservedType } from '../../shared/model/event-roles.ts'
import { isPartOfRecall } from '../../shared/model/recall-parts.ts'

const KEPT_FAMILIES: ReadonlySet<string> = new Set([
  'access',
  'command',
  'cue',
  'cueList',
  'interrupt',
  'learn',
  'recording',
  'replay',
  'resource',
  'rule',
  'rules',
  'run',
  'runner',
  'scheduler',
  'show',
  'standby',
  'task',
  'thrown',
])

const KEPT_TYPES: ReadonlySet<string> = new Set([
  'clock.jumped',
  'device.connected',
  'device.lost',
  'gesture.recognized',
  'health.handlerFailed',
  'health.recovered',
  'health.warning.acknowledged',
  'health.warning.cleared',
  'health.warning.raised',
  'inputs.tooOld',
  'midi.muteChanged',
  'midi.send',
  'midi.sendFailed',
  'osc.muteChanged',
  'osc.send',
  'osc.sendFailed',
  'param.committed',
  'param.fadeEnded',
  'param.fadeHeld',
  'param.fadeResumed',
  'param.fadeStarted',
  'param.rejected',
  'playlist.caughtUp',
  'playlist.created',
  'playlist.emitted',
  'playlist.notSent',
  'playlist.stopped',
  'scene.recalled',
  'scene.rejected',
  'timecode.jumpedOver',
])

export interface Keeping {
  readonly kept: boolean
  /** Whether the type is the engine's, so that its payload's fields mean what they are called. */
  readonly ownType: boolean
}

function decide(type: string): Keeping {
  const dot = type.indexOf('.')
  const isFamily = KEPT_FAMILIES.has(dot === -1 ? type : type.slice(0, dot))
  const ownType = isFamily || isReservedType(type)
  return { kept: isFamily || KEPT_TYPES.has(type) || !ownType, ownType }
}

/** More types than a show may declare; beyond it the decisions are made anew. */
const REMEMBERED = 16_384
const decided = new Map<string, Keeping>()

/** Whether events of a type are kept; all of a show's own types are. */
export function keepingOf(type: string): Keeping {
  const known = decided.get(type)
  if (known !== undefined) return known
  if (decided.size === REMEMBERED) decided.clear()
  const keeping = decide(type)
  decided.set(type, keeping)
  return keeping
}

/** Whether an event is kept for its own sake: of the values that a parameter sends only where it comes to rest is. */
export function isKept({ type, payload }: Pick<EventEnvelope, 'type' | 'payload'>): boolean {
  if (!keepingOf(type).kept) return false
  if (isPartOfRecall(type, payload)) return false
  const isSend = type === 'osc.send' || type === 'midi.send'
  return !isSend || (payload as { readonly route?: string }).route === undefined
}
