// How the dispatcher may treat events of each system type under load; loads no schema.
import type { EventType, PayloadOf, SystemEventType } from './event.ts'
import { isFeedbackRoute } from './feedback-source.ts'
import { midiStreamKey } from './midi-stream.ts'
import { isOscPattern } from './osc-pattern.ts'
import { coalesced, fifo, measured, noKey, observation, outcome } from './policy.ts'
import type { Policy } from './policy.ts'

const PREFIX = '/cuewright/'
const CONTROL = new RegExp(
  '^/cuewright/(?:go(?:/[^/]+)?|back|stop|pause|resume|panic|reset|arm|disarm|' +
    'playlist/[^/]+/(?:start|stop|pause|resume)|scene/[^/]+/(?:recall|cut|store)|confirm/[^/]+|' +
    '(?:list/[^/]+/)?(?:cue/[^/]+/(?:start|stop|pause|resume|load|arm|disarm)|playhead/(?:next|previous|goto/[^/]+)))$',
)
const ALIASES: ReadonlySet<string> = new Set(['/go', '/panic', '/stop', '/pause', '/resume'])
const PARAM_VALUE = /^\/cuewright\/param\/[^/]+$/
const PARAM_FADE = /^(\/cuewright\/param\/[^/]+)\/fade(?:\/[^/]+)?$/

/** The values that a fade comes between: those of its parameter, and of all where its address is a pattern. */
function partedBy(address: string): string | true | null {
  const [, values] = PARAM_FADE.exec(address) ?? []
  if (values === undefined) return null
  return isOscPattern(values) ? true : values
}

/** A parameter moves by itself from then on, as it was asked for in its turn among the values of its controls. */
const parting = (): Policy<unknown> => ({ ...fifo(), parts: () => true })
const isNoName = (): boolean => false

/** Control addresses must not wait behind a flood of values. */
function isControl(address: string): boolean {
  return address.startsWith(PREFIX) ? CONTROL.test(address) : ALIASES.has(address)
}

/** Values that runs move come many at once, and after what the run has sent before. */
const RAMP = 'ramp '

const isLater = (route: string | undefined): boolean =>
  route === undefined || route.startsWith(RAMP) || isFeedbackRoute(route)

/** What follows from a hand on a fader leaves before the next of what waits is handled; there is little of it, and no more than its rate. */
function sending(): Policy<{ readonly route?: string | undefined }> {
  return {
    ...fifo(),
    // Lights come after what they tell of.
    lane: ({ route }) => (isLater(route) ? 'show' : 'control'),
  }
}

export const policies = {
  'show.loaded': fifo(),
  'show.checked': fifo(),
  'show.reset.requested': outcome('control'),
  'show.reset.applied': outcome(),
  'show.reload.requested': fifo('control'),
  'show.build.requested': fifo(),
  'show.build.prepared': fifo(),
  'show.build.failed': fifo(),
  'show.build.applied': fifo(),
  'show.build.statusChanged': fifo(),
  'show.changed': fifo(),
  'show.mutation.accepted': outcome(),
  'show.mutation.rejected': outcome(),
  'show.persistence.requested': fifo(),
  'show.persistence.completed': fifo(),
  'show.persistence.failed': fifo('control'),
  'show.persistence.kept': coalesced('show', () => 'kept'),
  'show.persistence.notKept': fifo('control'),
  'show.persistence.restored': fifo(),
  'show.persistence.decided': fifo(),
  'show.persistence.putAside': fifo(),
  'show.persistence.setAside': fifo(),
  'show.state.restored': fifo(),
  'show.state.notKept': fifo('control'),
  'show.state.kept': fifo(),
  'show.persistence.versionFailed': fifo('control'),
  'show.persistence.versionsLetGo': fifo(),
  'show.persistence.rescued': fifo(),
  'show.persistence.migrated': fifo(),
  'engine.crashed': fifo('control'),
  'show.resume.decided': fifo('control'),
  'show.panicked': outcome('control'),
  'show.stopped': outcome('control'),
  'show.disarmed': outcome('control'),
  'show.armed': outcome('control'),
  'show.messageShown': fifo('control'),
  'show.messageCleared': fifo('control'),
  'access.locked': outcome('control'),
  'access.unlocked': outcome('control'),
  'access.pinChanged': fifo('control'),
  'access.roleTaken': fifo('control'),
  'command.received': fifo('control'),
  'command.accepted': outcome('control'),
  'command.rejected': outcome('control'),
  'standby.changed': fifo('control'),
  'param.changed': coalesced('show', (payload) => payload.name),
  'param.committed': fifo(),
  'param.fade': parting(),
  'param.fadeStarted': outcome(),
  'param.fadeEnded': outcome(),
  'param.fadeHeld': outcome(),
  'param.fadeResumed': outcome(),
  'scene.recall': parting(),
  'scene.recalled': outcome(),
  'scene.rejected': coalesced('observation', (payload) => `${payload.by} ${payload.name}`),
  'param.rejected': coalesced('observation', (payload) => `${payload.from} ${payload.name}`),

  'playlist.registered': fifo(),
  'playlist.removed': fifo(),
  'playlist.created': fifo(),
  'playlist.emitted': fifo(),
  'playlist.stopped': fifo(),
  'playlist.caughtUp': fifo(),
  'playlist.rampEnded': fifo(),
  'playlist.ramped': coalesced('observation', (payload) => payload.runId),
  'playlist.notSent': coalesced('show', (payload) => payload.runId),
  'run.stateChanged': fifo(),
  'run.slept': fifo(),
  'run.resumed': fifo(),
  'runner.lost': fifo(),
  'runner.replaced': fifo(),

  'cue.waiting': fifo(),
  'cue.started': fifo(),
  'cue.completed': fifo(),
  'cue.failed': fifo(),
  'cue.stopped': fifo(),
  'cue.skipped': fifo(),
  'cue.waitCancelled': fifo(),
  'cue.loaded': outcome('control'),
  'cue.armedChanged': outcome('control'),
  'cueList.standbyChanged': fifo('control'),

  'osc.received': {
    kind: 'coalesce',
    bridge: 'latest',
    lane: ({ address }) => (isControl(address) ? 'control' : 'show'),
    // Of a parameter's values only the latest matters, as of what the show lists so.
    key: ({ latestOnly, address }) => (latestOnly || PARAM_VALUE.test(address) ? address : null),
    parts: ({ address }) => partedBy(address),
    isParted: (key) => PARAM_VALUE.test(key) && !isOscPattern(key),
  },
  'osc.rejected': coalesced('observation', (payload) => payload.reason),
  'osc.clockAhead': coalesced('observation', (payload) => payload.sender),
  'osc.timeTagIgnored': coalesced('observation', (payload) => payload.sender),
  'osc.send': sending(),
  'osc.muteChanged': outcome('control'),
  'osc.sendFailed': coalesced('observation', (payload) => `${payload.target} ${payload.code}`),

  'hid.received': {
    kind: 'coalesce',
    bridge: 'latest',
    lane: () => 'show',
    // A press must never be lost; of a moving stick or fader only the latest place matters.
    key: ({ kind, control }) => (kind === 'axis' ? control : null),
    isParted: isNoName,
  },
  'midi.received': {
    kind: 'coalesce',
    bridge: 'latest',
    lane: () => 'show',
    key: ({ message }) => midiStreamKey(message),
    isParted: isNoName,
  },
  'midi.send': sending(),
  'midi.muteChanged': outcome('control'),
  'midi.sendFailed': coalesced('observation', (payload) => `${payload.output} ${payload.code}`),
  'midi.rejected': coalesced('observation', (payload) => `${payload.port} ${payload.reason}`),
  'hid.rejected': coalesced('observation', (payload) => `${payload.device} ${payload.reason}`),
  // Each one, and not only the latest: what passed between them decides. They are fifteen a second.
  'timecode.received': fifo(),
  'timecode.jumpedOver': fifo(),
  'device.stateChanged': fifo(),
  'device.connected': fifo(),
  'device.lost': fifo(),

  'inputs.tooOld': fifo(),
  'key.received': fifo(),
  'learn.started': fifo(),
  'learn.captured': fifo(),
  'learn.ended': fifo(),
  'recording.started': fifo(),
  'recording.stopped': fifo(),
  'replay.started': fifo(),
  'replay.stopped': fifo(),

  'gesture.registered': fifo(),
  'gesture.removed': fifo(),
  'gesture.recognized': fifo(),
  // It queues behind what arrived in that time, in the lane of inputs, and so has the last word; nothing may be triggered by it.
  'deadline.passed': { kind: 'observation', bridge: 'fact', lane: () => 'show', key: noKey },

  'rule.fired': fifo(),
  'rule.finished': fifo(),
  'rule.limited': fifo('control'),
  'rule.failed': fifo(),
  'rule.switched': outcome(),
  'rules.held': outcome('control'),
  'rules.released': outcome('control'),
  'scheduler.varChanged': coalesced('show', (payload) => `${payload.schedulerId} ${payload.var}`),
  'scheduler.logged': fifo(),
  'task.cancelled': fifo(),
  'thrown.created': fifo(),
  'thrown.caught': fifo(),
  'thrown.ended': fifo(),
  'thrown.missed': fifo(),

  'interrupt.raise': fifo(),
  'interrupt.raised': fifo('control'),
  'interrupt.answered': fifo('control'),
  'interrupt.extended': fifo('control'),
  'interrupt.cleared': fifo('control'),

  // In the control lane, or the news of a full show lane would find no room in it.
  'resource.exhausted': fifo('control'),
  'snapshot.publish.requested': coalesced('show', (payload) => payload.stream),
  'snapshot.published': observation(),
  'broadcast.requested': coalesced('show', (payload) => payload.stream),
  'broadcast.completed': measured((payload) => payload.stream),
  'broadcast.failed': observation(),
  'clock.jumped': fifo('control'),
  // Facts: rules listen for them.
  'health.warning.raised': fifo(),
  'health.warning.cleared': fifo(),
  'health.warning.acknowledged': outcome(),
  'health.recovered': fifo(),
  'health.handlerFailed': coalesced('observation', (payload) => `${payload.handler} ${payload.type}`),
  'metrics.queue': measured((payload) => payload.lane),
  'metrics.timing': measured((payload) => payload.metric),
} as const satisfies { readonly [T in SystemEventType]: Policy<PayloadOf<T>> }

const byType: ReadonlyMap<string, Policy<unknown>> = new Map(Object.entries(policies))

export function isSystemEventType(type: string): type is SystemEventType {
  return Object.hasOwn(policies, type)
}

const SHOW_EVENT_POLICY: Policy<unknown> = fifo()

/** A show's own event types keep every occurrence. */
export function policyOf(type: EventType): Policy<unknown> {
  return byType.get(type) ?? SHOW_EVENT_POLICY
}
