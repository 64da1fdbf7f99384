// One sentence an event: what the activity list says of it, or null where it says nothing.
import { hostPort } from '../../shared/base/host-port.ts'
import { DISARMED_WORDS } from '../../shared/model/arming.ts'
import { isSystemEventType } from '../../shared/model/policies.ts'
import type { EventEnvelope, PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import { isPartOfRecall } from '../../shared/model/recall-parts.ts'
import { eventText, oscText, shortJson } from '../../shared/model/event-words.ts'
import { ROLE_WORDS } from '../../shared/model/client.ts'
import { clip } from '../../shared/model/words.ts'
import { CUE_SENTENCES } from './cue-text.ts'
import { restoredText } from './restored-text.ts'
import { SCHEDULER_SENTENCES } from './scheduler-text.ts'
import { controlText, latenessText, midiText, secondsText, timecodeText } from './words.ts'

/** The name of a playlist by its id. */
export type NameOf = (playlistId: string) => string

/** The name of an OSC sender at an address; null where the show gives it none. */
export type SenderOf = (host: string) => string | null

type Sentence<P> = (payload: P, nameOf: NameOf, cause: number | null, senderOf: SenderOf) => string | null

type Sentences = {
  readonly [T in SystemEventType]: Sentence<PayloadOf<T>> | null
}

/** How an edit came about, before what it is called. */
const WAYS = { edit: '', undo: 'undo: ', redo: 'redo: ', turn: 'undo or redo, from the history: ' } as const

const SENTENCES: Sentences = {
  'access.locked': ({ by, kept }) =>
    `Locked by ${by}: the show plays, and nobody edits${kept ? '' : '; not kept on the disk, so a restart forgets it'}`,
  'access.unlocked': ({ by, kept }) =>
    `Unlocked by ${by}${kept ? '' : '; not kept on the disk, so a restart is locked again'}`,
  'access.pinChanged': ({ by, hasPin }) => `${by} ${hasPin ? 'set the PIN' : 'took the PIN away'}`,
  'access.roleTaken': ({ by, role }) => `${by} may ${ROLE_WORDS[role]} now`,

  'show.checked': ({ warnings: [first, ...others] }) => {
    if (first === undefined) return null
    const more = others.length === 0 ? '' : ` (and ${others.length} more warnings, which check-show lists)`
    return `Warning: ${first.where}: ${first.what}${more}`
  },
  'show.loaded': ({ name, playlists, steps }) => `${name}: ${playlists} playlists, ${steps} steps`,

  // What comes of it has a line of its own.
  'show.reset.requested': null,
  'show.reload.requested': null,
  'show.build.requested': null,
  'show.build.prepared': null,
  'show.build.failed': null,
  'show.build.applied': null,
  'show.build.statusChanged': ({ state, text }) => (state === 'building' ? null : text),
  'show.changed': null,

  'show.mutation.accepted': ({ way, label, by }) => `${by}: ${WAYS[way]}${label}`,
  // The refused command has a line of its own.
  'show.mutation.rejected': null,
  'show.persistence.requested': null,
  'show.persistence.completed': ({ path }) => `Saved to ${path}`,
  'show.persistence.failed': ({ path, what }) => `${path}: ${what}`,
  'show.persistence.kept': null,
  'show.persistence.notKept': ({ where, what }) =>
    `Edits are not kept, and a crash would lose them: ${where}: ${what}`,
  'show.persistence.restored': ({ edits, torn }) =>
    `${edits === 1 ? 'An edit that was' : `${edits} edits that were`} not saved ${edits === 1 ? 'is' : 'are'} back${torn === 0 ? '' : ', up to the end of what could be written before'}`,
  'show.persistence.decided': ({ by, text }) => `${text}, by ${by}`,
  'show.persistence.putAside': ({ path, aside }) =>
    `What ${path} held before it was saved here is kept as ${aside}`,
  'show.persistence.setAside': ({ what }) => what,
  'show.state.restored': restoredText,
  'show.state.notKept': ({ where, what }) =>
    `How the show stands is not kept, and would not be back after a crash: ${where}: ${what}`,
  'show.state.kept': () => 'How the show stands is kept again',
  'show.persistence.versionFailed': ({ what }) => what,
  'show.persistence.versionsLetGo': ({ count }) =>
    `${count === 1 ? 'The oldest earlier version of a show was' : `${count} of the oldest earlier versions of shows were`} let go of: all together took too much room`,
  'show.persistence.rescued': ({ path, what, passedOver }) =>
    `${path} cannot be used (${what}): an earlier version of it is open instead${passedOver === 0 ? '' : `, as ${passedOver === 1 ? 'a newer one' : `${passedOver} newer ones`} cannot be used either`}`,
  'show.persistence.migrated': ({ path, changes }) =>
    `${path ?? 'The show'} has an older form, and is read in that of today: ${changes.join('; ')}`,

  'show.reset.applied': ({ params, vars }) =>
    `The show is back to how it opens: standby, ${params} parameters and ${vars} variables changed`,
  'show.resume.decided': ({ outcome, why, names, runs }) => {
    const what = `${names.slice(0, 3).join(', ')}${runs > 3 ? ` and ${runs - 3} more` : ''}`
    const does = { stopped: 'does not go on', resume: 'goes on', ask: 'waits for an answer' }[outcome]
    return `What played before ${does}: ${what}; ${why}`
  },
  'engine.crashed': ({ what }) => `Cuewright crashed before this start: it ended ${what}`,
  'show.panicked': () => 'Everything silenced',
  'show.stopped': ({ playlistId, runId, error, again }, nameOf) => {
    const left = playlistId === null ? '' : nameOf(playlistId)
    if (error !== null) return `Everything stopped, but ${left} could not begin: ${error}`
    if (again) return 'Stopped again: what the first stop left has ended too'
    return runId === null ? 'Everything stopped' : `Everything stopped; ${left} runs`
  },
  'show.disarmed': ({ why, by, detail }) =>
    `The show is disarmed ${DISARMED_WORDS[why]}, by ${by}: nothing acts and nothing is sent${detail === null ? '' : `. ${detail}`}`,
  'show.messageShown': ({ text, by, seconds }) =>
    `Message from ${by}${seconds === null ? '' : ` for ${seconds} s`}: ${text}`,
  'show.messageCleared': ({ by }) =>
    by === null ? 'The message is over' : `The message was taken away by ${by}`,
  'show.armed': ({ by, passedOver, withheld }) =>
    `The show is armed by ${by}${passedOver === 0 ? '' : `; ${passedOver === 1 ? 'something' : `${passedOver} things`} would have begun meanwhile`}${withheld === 0 ? '' : `; ${withheld === 1 ? '1 message was' : `${withheld} messages were`} not sent`}`,

  // Told when it has been decided.
  'command.received': null,
  'command.accepted': ({ command, args, by }) => `${commandText(command, args)} by ${by}`,
  'command.rejected': ({ command, args, by, message }) =>
    `${commandText(command, args)} by ${by} refused: ${message}`,

  'playlist.registered': ({ name, updated }) => (updated ? `${name} updated` : null),
  'playlist.removed': ({ playlistId }, nameOf) => `${nameOf(playlistId)} removed`,
  'playlist.created': ({ name, trigger }) =>
    `${name} started${trigger === null ? '' : ` by ${trigger.type}`}`,
  // A step that went through the dispatcher has a line of its own.
  'playlist.emitted': ({ playlistId, step, repeat, type, payload, lateBy, direct }, nameOf) =>
    direct
      ? `${nameOf(playlistId)} step ${step + 1}${repeat === 0 ? '' : `, repeat ${repeat + 1}`}: ${eventText(type, payload)}, ${latenessText(lateBy)}`
      : null,
  'playlist.stopped': ({ name, reason, emitted, notSent, interrupt, error, position }) => {
    switch (reason) {
      case 'completed':
        return `${name} completed, ${emitted} steps sent${notSent === undefined ? '' : `, ${notSent} messages of them not`}`
      case 'cancelled':
        return `${name} stopped at ${secondsText(position)}`
      case 'interrupted':
        return `${name} interrupted at ${secondsText(position)} by ${interrupt?.type ?? 'an event'}`
      case 'changed':
        return `${name} stopped at ${secondsText(position)}, as it was changed`
      case 'removed':
        return `${name} stopped at ${secondsText(position)}, as it was removed`
      case 'failed':
        return `${name} failed at ${secondsText(position)}: ${error ?? 'no reason given'}`
    }
  },
  'playlist.caughtUp': ({ playlistId, why, to, sent, skipped }, nameOf) =>
    `${nameOf(playlistId)} ${CATCH_UP_WORDS[why]} ${secondsText(to)}: ${sent} values sent, ${skipped} steps skipped`,
  'playlist.rampEnded': null,
  'playlist.ramped': null,
  'playlist.notSent': ({ name, messages, where, reason }) =>
    `${name}: ${messages === 1 ? '1 message' : `${messages} messages`} not sent to ${where}: ${reason}`,
  'inputs.tooOld': ({ inputs, stoodStill }) =>
    `${inputs} ${inputs === 1 ? 'input' : 'inputs'} came ${stoodStill === null ? 'more than two seconds late' : `while the engine stood still for ${secondsText(stoodStill)}`}: not acted on`,
  'run.resumed': ({ name, state, position, away }) =>
    `${name} is ${state} again at ${secondsText(position)}: nothing played for ${secondsText(away)}`,
  'run.slept': ({ playlistId, slept, position, action }, nameOf) =>
    `${nameOf(playlistId)} ${action === 'stop' ? 'stopped' : 'paused'} at ${secondsText(position)}: nothing was played for ${secondsText(slept)}`,
  // Start and stop have lines of their own.
  'run.stateChanged': ({ playlistId, from, to, anchor }, nameOf) => {
    const at = `at ${secondsText(anchor.position)}`
    if (to === 'paused') return `${nameOf(playlistId)} paused ${at}`
    if (from === 'paused' && to === 'running') return `${nameOf(playlistId)} resumed ${at}`
    if (to === 'holding') return `${nameOf(playlistId)} holding ${at}`
    if (from === 'running' && to === 'running') {
      return `${nameOf(playlistId)} now ${at}, rate ${Number(anchor.rate.toFixed(2))}`
    }
    return null
  },
  'resource.exhausted': ({ playlistId, resource, usage, quota }, nameOf) =>
    playlistId === undefined
      ? `${resource} exhausted: ${usage} of ${quota}`
      : `${nameOf(playlistId)} has used up its quota of ${resource}: ${usage} of ${quota}`,

  'standby.changed': ({ playlistId }, nameOf) =>
    playlistId === null ? 'Nothing on standby' : `${nameOf(playlistId)} on standby`,

  'osc.received': ({ address, args, types, from }, _nameOf, _cause, senderOf) =>
    `${oscText(address, args, types)} from ${senderOf(from.host) ?? hostPort(from.host, from.port)}`,
  'osc.rejected': ({ reason, from, detail, total }) =>
    `Refused a packet from ${from}: ${reason}, ${detail} (${total} so far)`,
  'osc.clockAhead': ({ sender, aheadBy }) =>
    `A bundle from ${sender} waits for ${secondsText(aheadBy)}: its clock is that far ahead`,
  'osc.timeTagIgnored': ({ sender }) => `Bundles from ${sender} run at once: their time tags make no sense`,
  // What a parameter sends follows its value, of which it is told where it rests.
  'osc.send': (payload) => (payload.route === undefined ? eventText('osc.send', payload) : null),
  'osc.muteChanged': ({ target, ...mute }) => `${target} ${muteText(mute)}`,
  'osc.sendFailed': ({ target, message, total }) => `${target} not reached: ${message} (${total} so far)`,

  'hid.received': ({ device, control, kind, value }) => `${device} ${controlText(control, kind, value)}`,
  'hid.rejected': ({ device, reason, total }) =>
    `${device} sent a report that was refused: ${reason} (${total} so far)`,
  'midi.received': ({ port, message }) => `${port} ${midiText(message)}`,
  'midi.rejected': ({ port, reason, total }) =>
    `${port} sent bytes that were refused: ${reason} (${total} so far)`,
  'midi.send': ({ output, message, route }) =>
    route === undefined ? `${midiText(message)} → ${output}` : null,
  'midi.muteChanged': ({ output, ...mute }) => `${output} ${muteText(mute)}`,
  'midi.sendFailed': ({ output, message, total }) => `${output} not reached: ${message} (${total} so far)`,
  'timecode.received': ({ port, hours, minutes, seconds, frames, rate, direction }) =>
    `${port} ${timecodeText({ hours, minutes, seconds, frames, rate })}${direction === 'backward' ? ', backwards' : ''}`,
  'timecode.jumpedOver': ({ port, count, cues }) => {
    const named = cues.slice(0, 3).map(({ name, timecode }) => `${name} at ${timecode}`)
    const more = count > named.length ? ` and ${count - named.length} more` : ''
    return `${port} jumped over ${named.join(', ')}${more}`
  },
  'key.received': ({ code, pressed }) => `${code} ${pressed ? 'pressed' : 'let go'}`,

  ...SCHEDULER_SENTENCES,
  ...CUE_SENTENCES,

  // What comes of it has a line of its own.
  'scene.recall': null,
  'scene.recalled': ({ name, by, over, params, masked, missed: [first], missedCount }) => {
    const moved = `${params} ${params === 1 ? 'parameter' : 'parameters'}${masked ? ' of it' : ''}`
    const time = over === 0 ? '' : ` over ${secondsText(over)}`
    const more = missedCount > 1 ? `, and ${missedCount - 1} more` : ''
    const left = first === undefined ? '' : `; not ${first.param}, which ${first.why}${more}`
    return clip(`Scene ${name} recalled by ${by}${time}: ${moved}${left}`)
  },
  'scene.rejected': ({ name, by, message }) => `Scene ${name} not recalled: ${message} (asked by ${by})`,

  // Told where it comes to rest.
  'param.changed': null,
  // Of a scene the recall is told.
  'param.committed': ({ name, value, scene }) =>
    scene === undefined ? `${name} is ${JSON.stringify(value)}` : null,
  // Why before who, since the end may be cut; the code stands in the details.
  'param.fade': null,
  'param.fadeStarted': ({ name, to, over, by, scene }) =>
    scene === undefined ? `${name} fades to ${JSON.stringify(to)} in ${secondsText(over)}, by ${by}` : null,
  'param.fadeHeld': ({ name, value, left, scene }) =>
    scene === undefined ? `${name} is held at ${JSON.stringify(value)}, ${secondsText(left)} left` : null,
  'param.fadeResumed': null,
  // Where it has arrived is told where it comes to rest.
  'param.fadeEnded': ({ name, how, value, by, ...parts }) =>
    how === 'arrived' || isPartOfRecall('param.fadeEnded', { how, ...parts })
      ? null
      : `${name} fades no further than ${JSON.stringify(value)}: ${FADE_ENDS[how]}${by === null ? '' : ` ${by}`}`,
  'param.rejected': ({ from, code, message, value, total }) =>
    `Refused ${value}: ${message.replace(`${code}: `, '')} (from ${from}, ${total} so far)`,

  'learn.started': ({ by }) => `${by} learns a control`,
  'learn.captured': ({ captured: { control, deviceName, device } }) =>
    `learned ${control} of ${deviceName ?? device}`,
  'learn.ended': ({ outcome }) =>
    outcome === 'timedOut' ? 'learned nothing: no control was moved in time' : 'learning was cancelled',

  'recording.started': ({ name }) => `recording ${name}`,
  'recording.stopped': ({ name, events, error }) =>
    `recording ${name} ended with ${events} events${error === null ? '' : `: ${error}`}`,
  'replay.started': ({ name, loop }) => `playing ${name}${loop ? ' over and over' : ''}`,
  'replay.stopped': ({ name, reason, played, error }) =>
    `playing ${name} ${REPLAY_ENDS[reason]} ${played} events${error === null ? '' : `: ${error}`}`,

  // Those of the show itself are told with it.
  'gesture.registered': ({ name, updated }, _nameOf, cause) => {
    if (updated) return `${name} updated`
    return cause === null ? null : `${name} added`
  },
  'gesture.removed': ({ name }) => `${name} removed`,
  'gesture.recognized': ({ name, kind, producer, decidedAfter }) =>
    `${name}: ${KIND_WORDS[kind] ?? kind}${producer === null ? '' : ` by ${producer}`}${decidedAfter === 0 ? '' : `, decided after ${Math.round(decidedAfter)} ms`}`,
  'deadline.passed': null,

  'device.stateChanged': ({ name, state, reason }) =>
    `${name} ${STATE_WORDS[state]}${reason === null ? '' : `: ${reason}`}`,
  'device.connected': ({ name }) => `${name} connected`,
  'device.lost': ({ name, reason }) => `${name} lost: ${reason}`,

  'snapshot.publish.requested': null,
  'snapshot.published': null,
  'broadcast.requested': null,
  'broadcast.completed': null,
  'broadcast.failed': null,

  'clock.jumped': ({ kind, by }) => {
    if (kind === 'slept') return `The computer slept for ${secondsText(by)}`
    if (kind === 'stoodStill') return `The engine stood still for ${secondsText(by)}`
    return `The computer’s clock was set ${by < 0 ? 'back' : 'forward'} by ${secondsText(Math.abs(by))}`
  },
  'runner.lost': ({ runner, message, runs }) => `Runner ${runner} lost with ${runs} runs: ${message}`,
  'runner.replaced': ({ runner, resumed, failed }) =>
    `Runner ${runner} replaced: ${resumed} runs resumed, ${failed} failed`,

  // Each value that is refused has a line of its own.
  'health.warning.raised': ({ id, where, what }) => (id === 'params.rejected' ? null : `${where}: ${what}`),
  'health.warning.acknowledged': ({ where, what, by }) => `${by} has seen: ${where}: ${what}`,
  // Said with what has recovered, or was seen.
  'health.warning.cleared': null,
  'health.recovered': ({ what, after }) => `Over after ${secondsText(after)}: ${what}`,
  'health.handlerFailed': ({ handler, type, message, total }) =>
    `${handler} failed on ${type}: ${message} (${total} so far)`,
  'metrics.queue': null,
  'metrics.timing': null,
}

function muteText({ muted, by, withheld }: Omit<PayloadOf<'osc.muteChanged'>, 'target'>): string {
  const kept = withheld === 1 ? '1 message was' : `${withheld} messages were`
  return muted
    ? `is muted by ${by}`
    : `is unmuted by ${by}${withheld === 0 ? '' : `; ${kept} not sent meanwhile`}`
}

/** The sentence on an event, or null where it is telemetry or told by another event. */
export function activityText(
  { type, payload, cause }: EventEnvelope,
  nameOf: NameOf,
  senderOf: SenderOf,
): string | null {
  if (!isSystemEventType(type)) return shortJson(payload)
  const sentence = SENTENCES[type] as Sentence<unknown> | null
  const text = sentence?.(payload, nameOf, cause, senderOf) ?? null
  return text === null ? null : clip(text)
}

const FADE_ENDS: Readonly<Record<Exclude<PayloadOf<'param.fadeEnded'>['how'], 'arrived'>, string>> = {
  takenOver: 'taken over by',
  stopped: 'stopped by',
  panic: 'everything was silenced',
  changed: 'the show was changed',
  slept: 'the engine stood still for more than a minute',
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  doubleTap: 'double tap',
  multiTap: 'taps',
  simultaneous: 'pressed together',
}

const CATCH_UP_WORDS: Readonly<Record<PayloadOf<'playlist.caughtUp'>['why'], string>> = {
  gap: 'went on after a gap at',
  runnerLost: 'went on after its runner was lost at',
  seek: 'was moved to',
  edit: 'passed over what an edit moved behind',
  restart: 'went on after the engine was started anew at',
}

const REPLAY_ENDS: Readonly<Record<PayloadOf<'replay.stopped'>['reason'], string>> = {
  completed: 'is complete after',
  stopped: 'was stopped after',
  failed: 'failed after',
}

const STATE_WORDS: Readonly<Record<PayloadOf<'device.stateChanged'>['state'], string>> = {
  searching: 'is looked for',
  opening: 'is being opened',
  open: 'is ready',
  lost: 'is gone',
  refused: 'could not be opened',
  off: 'is off',
}

/** Whether the activity list never speaks of a type. */
export function isSilent(type: string): boolean {
  return isSystemEventType(type) && SENTENCES[type] === null
}

/** Areas whose verbs an operator would take for those of playlists. */
const SPOKEN_AREAS: ReadonlySet<string> = new Set([
  'access',
  'learn',
  'recording',
  'replay',
  'interrupt',
  'rule',
  'task',
])

/** Commands that an operator would not know by their verbs. */
const CALLED: Readonly<Record<string, string>> = {
  'show.turn': 'undo or redo from the history',
  'bundle.export': 'export bundle',
  'bundle.open': 'look into bundle',
  'bundle.receive': 'receive bundle',
  'bundle.drop': 'let go of bundle',
  'bundle.take': 'import bundle',
  'param.fade.stop': 'stop fade',
  'scene.recall': 'recall scene',
  'scene.store': 'store scene',
  'bundle.approve': 'approve targets and keys',
}

/** `save as` for `saveAs`. */
const spaced = (verb: string): string => verb.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`)

/** Arguments that name what a command is about. */
const TARGETS = ['runId', 'playlistId', 'ruleId', 'interruptId', 'key', 'type', 'name'] as const

/** `GO`, `START chase`, `STOP chase#3`, `LEARN START`: as an operator calls them. */
export function commandText(command: string, args: Json): string {
  const [area, verb] = command.split('.', 2) as [string, string?]
  // Anybody may have named it, after a field of every object too.
  const own = Object.hasOwn(CALLED, command) ? CALLED[command] : undefined
  const called = own ?? spaced(SPOKEN_AREAS.has(area) ? `${area} ${verb}` : (verb ?? area))
  const given = (args ?? {}) as Readonly<Record<string, Json>>
  // An import is known by a number that says nothing to anybody.
  const target =
    (area === 'bundle' ? given['path'] : given['id']) ??
    TARGETS.map((field) => given[field]).find((named) => typeof named === 'string')
  return typeof target === 'string' ? `${called.toUpperCase()} ${target}` : called.toUpperCase()
}
