// What a rule does at once: variables, log, events, thrown events, playlists and cues.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { sendPayloads } from '../../shared/model/payload/send.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import { explainIssue, formatPath } from '../../shared/model/explain.ts'
import { fadeRequest } from '../../shared/model/fade.ts'
import type { Json } from '../../shared/model/json.ts'
import type { ActionOf, RuleCueAction } from '../../shared/model/scheduler.ts'
import type { ThrownEvent } from '../../shared/model/thrown-event.ts'
import type { Scope } from '../expressions/scope.ts'
import type { Step } from './compiled-rule.ts'
import { queueFull, tooLarge } from './faults.ts'
import { clientOf } from './rule-client.ts'
import type { RuleCues, RuleParams, RulePlaylists, RuleScenes } from './options.ts'
import type { Execution, SchedulerState } from './state.ts'

/** Of the bound of a message. */
const MESSAGE_LENGTH = 2000

interface ActionsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly playlists: RulePlaylists
  readonly cues: RuleCues
  readonly params: RuleParams
  readonly scenes: RuleScenes
  throwEvent(event: ThrownEvent, by: Client, cause: number | null): Result<unknown>
  varChanged(scheduler: SchedulerState, name: string): void
}

type ImmediateStep = Exclude<Step, { readonly kind: 'wait' | 'raise_interrupt' }>

export class Actions {
  readonly #options: ActionsOptions

  constructor(options: ActionsOptions) {
    this.#options = options
  }

  scopeOf({ rule: { scheduler }, event }: Execution): Scope {
    const { vars, self, place } = scheduler
    return {
      event,
      vars,
      params: this.#options.params.values(),
      now: this.#options.clock.wall(),
      timeZone: place.timeZone,
      scheduler: self,
    }
  }

  /** Null where it is done. */
  perform(execution: Execution, step: ImmediateStep): Fault | null {
    const scope = this.scopeOf(execution)
    switch (step.kind) {
      case 'set_var': {
        const value = step.value.evaluate(scope)
        return value.ok ? this.setVar(execution, step.action.var, value.value) : value.error
      }
      case 'log': {
        const message = step.message.evaluate(scope)
        return message.ok ? this.#log(execution, step.action.level, message.value) : message.error
      }
      case 'emit': {
        const payload = step.payload.evaluate(scope)
        return payload.ok ? this.#emit(execution, step.action.type, payload.value) : payload.error
      }
      case 'throw_event': {
        const payload = step.payload.evaluate(scope)
        return payload.ok ? this.#throw(execution, step.action, payload.value) : payload.error
      }
      case 'set_param': {
        const value = step.value.evaluate(scope)
        return value.ok ? this.#setParam(execution, step.action.param, value.value) : value.error
      }
      case 'fade_param': {
        const to = step.to.evaluate(scope)
        const over = to.ok ? step.over.evaluate(scope) : to
        if (!to.ok || !over.ok) return over.ok ? null : over.error
        return this.#fadeParam(execution, step.action, to.value, over.value)
      }
      case 'playlist':
        return this.#playlist(execution, step.action)
      case 'scene':
        return this.#recall(execution, step.action)
      case 'cue':
        return this.#cue(execution, step.action)
    }
  }

  /** A value that is there already is not published as a change. */
  setVar({ rule: { scheduler }, cause }: Execution, name: string, value: Json): Fault | null {
    const { vars, source, definition } = scheduler
    const refused = tooLarge('scheduler/value-too-large', `${definition.id} vars.${name}`, value)
    if (refused !== null) return refused
    if (same(vars[name], value)) return null
    vars[name] = value
    const payload = { schedulerId: definition.id, var: name, value }
    this.#options.publish({ type: 'scheduler.varChanged', source, cause, payload })
    this.#options.varChanged(scheduler, name)
    return null
  }

  #log({ rule, cause }: Execution, level: 'info' | 'warn', message: string): Fault | null {
    const { source, definition } = rule.scheduler
    const shortened = message.slice(0, MESSAGE_LENGTH)
    const payload = { schedulerId: definition.id, ruleId: rule.definition.id, level, message: shortened }
    this.#options.publish({ type: 'scheduler.logged', source, cause, payload })
    return null
  }

  #emit({ rule, cause }: Execution, type: string, payload: Json): Fault | null {
    const bad = isSend(type) ? sendFault(type, payload) : null
    if (bad !== null) return bad
    const seq = this.#options.publish({ type, source: rule.scheduler.source, cause, payload })
    return seq === null ? queueFull(rule.owner) : null
  }

  #throw({ rule, cause }: Execution, action: ActionOf<'throw_event'>, payload: Json): Fault | null {
    const { action: _, ...fields } = action
    const thrown = this.#options.throwEvent({ ...fields, payload }, clientOf(rule), cause)
    return thrown.ok ? null : thrown.error
  }

  #setParam({ rule, cause }: Execution, name: string, value: Json): Fault | null {
    const set = this.#options.params.set(name, value, clientOf(rule), cause)
    return set.ok ? null : set.error
  }

  #recall({ rule, cause }: Execution, action: ActionOf<'recall_scene'>): Fault | null {
    const recalled = this.#options.scenes.recall(action.scene, action, clientOf(rule), cause)
    return recalled.ok ? null : recalled.error
  }

  #fadeParam({ rule, cause }: Execution, { param, curve }: ActionOf<'fade_param'>, to: Json, over: Json) {
    const parsed = fadeRequest.safeParse({ to, over, curve }, { error: explainIssue })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const what = issue?.message ?? 'it is no fade'
      return fault('param/invalid', formatPath([param, ...(issue?.path ?? [])]), what, 'correct the action')
    }
    const faded = this.#options.params.fade(param, parsed.data, clientOf(rule), cause)
    return faded.ok ? null : faded.error
  }

  #playlist(
    { cause }: Execution,
    { action, id }: ActionOf<'start_playlist' | 'stop_playlist'>,
  ): Fault | null {
    const { playlists } = this.#options
    const done =
      action === 'start_playlist' ? playlists.start(id, { trigger: null, cause }) : playlists.stop(id, cause)
    return done.ok ? null : done.error
  }

  #cue({ cause }: Execution, action: RuleCueAction): Fault | null {
    const done = doToCues(this.#options.cues, action, cause)
    return done.ok ? null : done.error
  }
}

function doToCues(cues: RuleCues, action: RuleCueAction, cause: number | null): Result<unknown> {
  if (action.action === 'go_list') return cues.go(action.list, cause)
  const cue = { list: action.list, id: action.cue }
  switch (action.action) {
    case 'start_cue':
      return cues.start(cue, cause)
    case 'stop_cue':
      return cues.stop(cue, cause)
    case 'arm_cue':
    case 'disarm_cue':
      return cues.arm(cue, action.action === 'arm_cue', cause)
  }
}

type Send = 'osc.send' | 'midi.send'

function isSend(type: string): type is Send {
  return type === 'osc.send' || type === 'midi.send'
}

/** What a template came to is checked here as a payload from outside is. */
function sendFault(type: Send, payload: Json): Fault | null {
  if (type === 'osc.send' && isPlainMessage(payload)) return null
  const parsed = sendPayloads[type].safeParse(payload, { error: explainIssue })
  if (parsed.success) return null
  const [issue] = parsed.error.issues
  const where = formatPath(['payload', ...(issue?.path ?? [])])
  return fault('scheduler/bad-payload', where, issue?.message ?? `it is no ${type}`, 'correct the action')
}

/** Those three, all of them found to be there. */
const MESSAGE_FIELDS = 3
/** Far below the bounds of the event's own schema. */
const PLAIN = { arguments: 64, text: 200 } as const

/** A message without type tags whose arguments are numbers, short texts and the like: it fits, and needs no schema to find that out. */
function isPlainMessage(payload: Json): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false
  const { target, address, args } = payload as { readonly [name: string]: Json | undefined }
  if (!isShort(target) || !isShort(address) || !Array.isArray(args) || args.length > PLAIN.arguments)
    return false
  if (Object.keys(payload).length !== MESSAGE_FIELDS) return false
  for (const value of args as readonly Json[]) if (typeof value === 'object' || !isPlain(value)) return false
  return true
}

function isPlain(value: Json): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'boolean' || isShort(value)
}

function isShort(value: Json | undefined): boolean {
  return typeof value === 'string' && value.length <= PLAIN.text
}

function same(left: Json | undefined, right: Json): boolean {
  if (typeof right !== 'object' || right === null) return left === right
  return typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right)
}
