// A rule made ready: its expressions and templates are read once, when it is taken in.
import { FaultError, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { mayBeEmitted } from '../../shared/model/event-roles.ts'
import { isSystemEventType } from '../../shared/model/policies.ts'
import type { ActionOf, Rule, RuleAction, RuleCueAction } from '../../shared/model/scheduler.ts'
import { compileExpression } from '../expressions/expression.ts'
import type { Expression } from '../expressions/expression.ts'
import { compileTemplate, compileText } from '../expressions/template.ts'
import type { Template } from '../expressions/template.ts'

/** An action and what fills in its template. */
export type Step =
  | { readonly kind: 'set_var'; readonly action: ActionOf<'set_var'>; readonly value: Template }
  | { readonly kind: 'set_param'; readonly action: ActionOf<'set_param'>; readonly value: Template }
  | {
      readonly kind: 'fade_param'
      readonly action: ActionOf<'fade_param'>
      readonly to: Template
      readonly over: Template
    }
  | { readonly kind: 'log'; readonly action: ActionOf<'log'>; readonly message: Template<string> }
  | { readonly kind: 'emit'; readonly action: ActionOf<'emit'>; readonly payload: Template }
  | { readonly kind: 'throw_event'; readonly action: ActionOf<'throw_event'>; readonly payload: Template }
  | { readonly kind: 'playlist'; readonly action: ActionOf<'start_playlist' | 'stop_playlist'> }
  | { readonly kind: 'scene'; readonly action: ActionOf<'recall_scene'> }
  | { readonly kind: 'cue'; readonly action: RuleCueAction }
  | {
      readonly kind: 'raise_interrupt'
      readonly action: ActionOf<'raise_interrupt'>
      readonly prompt: Template<string>
    }
  | { readonly kind: 'wait'; readonly action: ActionOf<'wait'> }

export interface CompiledRule {
  readonly condition: Expression | null
  readonly steps: readonly Step[]
}

/** FaultError where it cannot be read; `where` names the rule. */
export function compileRule({ condition, actions }: Rule, where: string): CompiledRule {
  return {
    condition: condition === undefined ? null : read(compileExpression(condition), `${where} condition`),
    steps: actions.map((action, index) => compileStep(action, `${where} actions[${index}]`)),
  }
}

function compileStep(action: RuleAction, where: string): Step {
  switch (action.action) {
    case 'set_var':
      return { kind: 'set_var', action, value: read(compileTemplate(action.value), where) }
    case 'set_param':
      return { kind: 'set_param', action, value: read(compileTemplate(action.value), where) }
    case 'fade_param':
      return {
        kind: 'fade_param',
        action,
        to: read(compileTemplate(action.to), where),
        over: read(compileTemplate(action.over), where),
      }
    case 'log':
      return { kind: 'log', action, message: read(compileText(action.message), where) }
    case 'emit':
      checkEmitted(action.type, where)
      return { kind: 'emit', action, payload: read(compileTemplate(action.payload), where) }
    case 'throw_event':
      return { kind: 'throw_event', action, payload: read(compileTemplate(action.payload), where) }
    case 'start_playlist':
    case 'stop_playlist':
      return { kind: 'playlist', action }
    case 'recall_scene':
      return { kind: 'scene', action }
    case 'go_list':
    case 'start_cue':
    case 'stop_cue':
    case 'arm_cue':
    case 'disarm_cue':
      return { kind: 'cue', action }
    case 'raise_interrupt':
      return { kind: 'raise_interrupt', action, prompt: read(compileText(action.interrupt.prompt), where) }
    case 'wait':
      return { kind: 'wait', action }
  }
}

/** The store has checked that the show declares it; this keeps the engine's own facts its own. */
function checkEmitted(type: string, where: string): void {
  if (mayBeEmitted(type, { has: (declared) => !isSystemEventType(declared) })) return
  const next = "emit one of the show's own events, osc.send, midi.send or param.fade"
  throw new FaultError(fault('scheduler/may-not-emit', where, `${type} is for the engine to tell`, next))
}

function read<T>(compiled: Result<T>, where: string): T {
  if (compiled.ok) return compiled.value
  throw new FaultError({ ...compiled.error, where: `${where}: ${compiled.error.where}` })
}
