// Who carries out which command.
import { failed, fault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { withinAnswer } from '../shared/contract/answer-size.ts'
import type { CommandAnswer, CommandName, EventQuery, StateQuery } from '../shared/contract/commands.ts'
import type { EditCommandName } from '../shared/contract/edit-commands.ts'
import type { ReadCommandName } from '../shared/contract/read-commands.ts'
import { isSystemEventType } from '../shared/model/policies.ts'
import type { Client } from '../shared/model/client.ts'
import type { EventEnvelope, Publish } from '../shared/model/event.ts'
import type { ArmShow } from './arm-show.ts'
import type { AsRun } from './as-run/as-run.ts'
import type { Learn } from './inputs/learn.ts'
import type { Message } from './message/message.ts'
import type { Interrupts } from './interrupts/interrupts.ts'
import { editOwners } from './editing.ts'
import type { Editing } from './editing.ts'
import { liveOwners } from './live-owners.ts'
import type { LiveOwners } from './live-owners.ts'
import type { Owner, OwnersOf } from './owner.ts'
import type { Recordings } from './peripherals/replay/recordings.ts'
import type { Panic } from './panic.ts'
import type { Reset } from './reset.ts'
import type { Feedback } from './feedback/feedback.ts'
import type { ParamOutputs } from './params/outputs.ts'
import type { Params } from './params/params.ts'
import type { Scenes } from './params/scenes.ts'
import type { Playlists } from './playlists/playlists.ts'
import { readOwners } from './reads.ts'
import type { ReadSources } from './reads.ts'
import type { Cues } from './cues/cues.ts'
import { cueOwners, goOwners } from './cue-owners.ts'
import { sceneOwners } from './scene-owners.ts'
import type { Standby } from './cues/standby.ts'
import type { Stop } from './stop.ts'
import type { Schedulers } from './schedulers/schedulers.ts'

export interface CommandOwners extends LiveOwners {
  readonly playlists: Playlists
  readonly standby: Standby
  readonly cues: Cues
  readonly panic: Pick<Panic, 'press'>
  readonly stop: Pick<Stop, 'press'>
  readonly arming: ReadSources['arming']
  readonly armShow: ArmShow
  readonly reset: Reset
  /** Null in a rehearsal, whose show stays as it is. */
  readonly reload: Reload | null
  /** Null in a rehearsal as well. */
  readonly editing: Editing | null
  readonly learn: Learn
  /** Null in a rehearsal, which has no disk to record to. */
  readonly recordings: Recordings | null
  readonly params: Params
  readonly scenes: Scenes
  /** What parameters send. */
  readonly outputs: Pick<ParamOutputs, 'resync'>
  /** What controllers show. */
  readonly feedback: Pick<Feedback, 'resync' | 'find'>
  readonly schedulers: Schedulers
  readonly interrupts: Interrupts
  readonly message: Message
  /** Null in a rehearsal, of which nothing is kept. */
  readonly asRun: AsRun | null
  readonly live: ReadSources['live']
  readonly history: ReadSources['history'] & { query(query: EventQuery): readonly EventEnvelope[] }
  readonly state: { query(query: StateQuery): readonly EventEnvelope[] }
  /** Whether it is one of the show's own event types, which anyone may publish. */
  isShowEvent(type: string): boolean
  readonly publish: Publish
}

/** Reads the show's file again. */
export type Reload = (
  by: Client,
  cause: number,
  discard: boolean,
) => Promise<Result<CommandAnswer<'show.reload'>>>

export type OwnerTable = { readonly [N in CommandName]: Owner<N> }

export function ownerTable(owners: CommandOwners): OwnerTable {
  return {
    ...showOwners(owners),
    ...editOwners(owners.editing),
    ...liveOwners(owners),
    ...readOwners(owners),
    ...playlistOwners(owners),
    ...cueOwners(owners),
    ...eventOwners(owners),
    ...learnOwners(owners),
    ...recordingOwners(owners),
    ...paramOwners(owners),
    ...sceneOwners(owners),
    ...schedulerOwners(owners),
    ...interruptOwners(owners),
    ...messageOwners(owners),
    ...asRunOwners(owners),
  }
}

function showOwners({
  playlists,
  standby,
  cues,
  panic,
  stop,
  armShow,
  bundles,
  reset,
  reload,
  params,
}: CommandOwners): Omit<OwnersOf<'show' | 'standby'>, EditCommandName | ReadCommandName> {
  return {
    ...goOwners({ standby, cues }),
    'show.stop': (_, cause, by, at) => ok(stop.press(by, cause, at)),
    'show.pause': (_, cause) => {
      cues.pauseAll(cause)
      params.holdFades({ of: null }, cause)
      return ok(playlists.changeAll({ kind: 'pause' }, cause))
    },
    'show.resume': (_, cause) => {
      cues.resumeAll(cause)
      params.resumeFades({ of: null }, cause)
      return ok(playlists.changeAll({ kind: 'resume' }, cause))
    },
    'show.panic': (_, cause, by, at) => ok(panic.press(by, cause, at)),
    'show.arm': (_, cause, { name }) => {
      const refusal = bundles?.armRefusal() ?? null
      if (refusal !== null) return failed(refusal)
      armShow.arm(name, cause)
      return ok({ armed: true })
    },
    'show.disarm': (_, cause, { name }) => {
      const ended = armShow.disarm({ why: 'operator', by: name, detail: null }, cause)
      return ok({ armed: false, ended })
    },
    'show.reset': (_, cause, by) => ok(reset(by, cause)),
    'show.reload': ({ discard = false }, cause, by) =>
      reload?.(by, cause, discard) ?? Promise.resolve(failed(notReloaded())),
    'show.state': () => {
      const { events, ...cut } = withinAnswer(params.view())
      return ok({ params: events, ...cut })
    },
    'standby.set': ({ playlistId }, cause) =>
      cues.hasLists ? failed(cuesStandBy()) : standby.set(playlistId, cause),
  }
}

function cuesStandBy(): Fault {
  const what = 'in this show cues stand by, and not playlists'
  return fault('standby/cues', 'standby', what, 'choose a cue, or start the playlist')
}

function notReloaded(): Fault {
  return fault(
    'show/not-here',
    'rehearsal',
    'a rehearsal keeps the show that it began with',
    'open the show live',
  )
}

function playlistOwners({ playlists }: CommandOwners): OwnersOf<'playlist' | 'run'> {
  return {
    'playlist.start': ({ id }, cause) => playlists.start(id, { trigger: null, cause, by: 'command' }),
    'playlist.stop': ({ id }, cause) => playlists.stopPlaylist(id, cause),
    'playlist.pause': ({ id }, cause) => playlists.changePlaylist(id, { kind: 'pause' }, cause),
    'playlist.resume': ({ id }, cause) => playlists.changePlaylist(id, { kind: 'resume' }, cause),
    'playlist.seek': ({ id, position }, cause) =>
      playlists.changePlaylist(id, { kind: 'seek', position }, cause),
    'playlist.setRate': ({ id, rate }, cause) =>
      playlists.changePlaylist(id, { kind: 'setRate', rate }, cause),
    'run.stop': ({ runId }, cause) => playlists.stop(runId, cause),
    'run.pause': ({ runId }, cause) => playlists.change(runId, { kind: 'pause' }, cause),
    'run.resume': ({ runId }, cause) => playlists.change(runId, { kind: 'resume' }, cause),
    'run.seek': ({ runId, position }, cause) => playlists.change(runId, { kind: 'seek', position }, cause),
    'run.setRate': ({ runId, rate }, cause) => playlists.change(runId, { kind: 'setRate', rate }, cause),
  }
}

function eventOwners({
  history,
  state,
  isShowEvent,
  publish,
}: CommandOwners): OwnersOf<'event' | 'events' | 'state'> {
  return {
    'event.publish': ({ type, payload }, cause, by) => {
      const refusal = mayPublish(type, isShowEvent)
      if (refusal !== null) return failed(refusal)
      const seq = publish({ type, source: by.source, cause, payload })
      return seq === null ? failed(overloaded(type)) : ok({ seq })
    },
    'events.query': (query) => ok(withinAnswer(history.query(query))),
    'state.query': (query) => ok(withinAnswer(state.query(query))),
  }
}

/** Why a client may not publish events of a type; null where it may. */
function mayPublish(type: string, isShowEvent: CommandOwners['isShowEvent']): Fault | null {
  if (isSystemEventType(type)) {
    const what = 'only the engine publishes this type'
    return fault('event/reserved', type, what, 'use one of the show’s own types')
  }
  if (isShowEvent(type)) return null
  const what = 'the show does not declare this type'
  return fault('event/unknown', type, what, 'add it to the show’s events')
}

function learnOwners({ learn }: CommandOwners): OwnersOf<'learn'> {
  return {
    'learn.start': (request, cause, by) => learn.start(request, by, cause),
    'learn.cancel': (_, cause, by) => learn.cancel(by, cause),
  }
}

function recordingOwners({ recordings }: CommandOwners): OwnersOf<'recording' | 'replay'> {
  const nowhere = (): Result<never> =>
    failed(
      fault(
        'recording/not-here',
        'rehearsal',
        'a rehearsal neither records nor plays recordings',
        'open the show live',
      ),
    )
  return {
    'recording.start': ({ name }, cause) => recordings?.start(name ?? null, cause) ?? nowhere(),
    'recording.stop': (_, cause) => recordings?.stop(cause) ?? nowhere(),
    'recording.remove': ({ name }, cause) => recordings?.remove(name, cause) ?? nowhere(),
    'replay.start': ({ name, loop }, cause) => recordings?.startReplay(name, loop, cause) ?? nowhere(),
    'replay.stop': (_, cause) => recordings?.stopReplay(cause) ?? nowhere(),
  }
}

function paramOwners({ params, outputs, feedback }: CommandOwners): OwnersOf<'param' | 'feedback'> {
  return {
    'feedback.find': ({ id }, cause) => feedback.find(id, cause),
    'param.set': ({ name, value }, cause, by) => params.set(name, value, by, cause),
    'param.fade': ({ name, ...request }, cause, by, at) => params.fade(name, request, by, cause, at),
    'param.fade.stop': ({ name }, cause, by) => params.stopFade(name, by, cause),
    'param.resync': ({ name, output }, cause) => {
      if (name !== undefined) return outputs.resync(cause, name, output)
      // Lights tell how things stand, also while nothing else is sent.
      const { messages } = feedback.resync(cause)
      const sent = outputs.resync(cause)
      return sent.ok ? ok({ messages: sent.value.messages + messages }) : sent
    },
  }
}

function schedulerOwners({
  schedulers,
}: CommandOwners): Omit<OwnersOf<'thrown' | 'rule' | 'rules' | 'task'>, ReadCommandName> {
  return {
    'thrown.throw': (event, cause, by) => schedulers.throwEvent(event, by, cause),
    'thrown.clear': ({ key }, cause, { name }) => schedulers.clearThrown(key, name, cause),
    'thrown.queue': ({ destId }) => {
      const events = schedulers.queueOf(destId)
      return events.ok ? ok(withinAnswer(events.value)) : events
    },
    'rule.fire': ({ schedulerId, ruleId }, cause, by) => schedulers.fire(schedulerId, ruleId, by.name, cause),
    'rule.setEnabled': ({ schedulerId, ruleId, enabled }, cause) =>
      schedulers.setEnabled(schedulerId, ruleId, enabled, cause),
    'rules.hold': (_, cause, { name }) => schedulers.hold(name, cause),
    'rules.release': (_, cause, { name }) => schedulers.release(name, cause),
    'task.cancel': ({ taskId }, cause, by) => schedulers.cancelTask(taskId, by, cause),
  }
}

function interruptOwners({ interrupts }: CommandOwners): OwnersOf<'interrupt'> {
  return {
    'interrupt.answer': ({ interruptId, answer }, cause, by) =>
      interrupts.answer(interruptId, answer, by.name, cause),
    'interrupt.clear': ({ interruptId }, cause, by) => {
      const pending = interrupts.view().pending.find((one) => one.interruptId === interruptId)
      if (pending === undefined) return failed(unknownInterrupt(interruptId))
      interrupts.clear(pending.owner, by.name, 'cleared', cause)
      return ok({ interruptId })
    },
  }
}

function messageOwners({ message }: CommandOwners): OwnersOf<'message'> {
  return {
    'message.show': (args, cause, by) => message.show(args, by, cause),
    'message.clear': (_, cause, by) => ok(message.clear(by, cause)),
    'message.read': () => ok(message.view()),
  }
}

function unknownInterrupt(interruptId: string): Fault {
  return fault('interrupt/unknown', interruptId, 'no such question is pending', 'it may have been answered')
}

function asRunOwners({ asRun }: CommandOwners): Omit<OwnersOf<'asRun'>, ReadCommandName> {
  const nowhere = (): Promise<Result<never>> =>
    Promise.resolve(
      failed(fault('as-run/not-here', 'rehearsal', 'nothing is kept of a rehearsal', 'open the show live')),
    )
  return {
    'asRun.query': (query) => asRun?.query(query) ?? nowhere(),
    'asRun.chain': async ({ session, seq }) => {
      const chain = await (asRun?.chain(session ?? null, seq) ?? nowhere())
      if (!chain.ok) return chain
      // What is left out is the furthest from the event that was asked about.
      const { events, ...cut } = withinAnswer(chain.value.toReversed())
      return ok({ chain: events.toReversed(), ...cut })
    },
  }
}

export function overloaded(where: string): Fault {
  return fault(
    'dispatcher/full',
    where,
    'more is arriving than can be handled',
    'try again; see Health for the cause',
  )
}
