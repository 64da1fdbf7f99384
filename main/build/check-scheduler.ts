// Checks schedulers that are well formed by themselves against each other and against what the rest of the show declares.
import type { Result } from '../../shared/base/result.ts'
import type { CueListDefinition } from '../../shared/model/cue.ts'
import { explainIssue, fieldProblems, shown } from '../../shared/model/explain.ts'
import { fadeOver } from '../../shared/model/fade.ts'
import type { Json } from '../../shared/model/json.ts'
import { fieldAt } from '../../shared/model/match.ts'
import type { ActionOf, Rule, RuleAction, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import { thrownEvent } from '../../shared/model/thrown-event.ts'
import { compileExpression } from '../expressions/expression.ts'
import type { VariableRead } from '../expressions/compile.ts'
import type { ExpressionFault } from '../expressions/expression.ts'
import { compileTemplate, compileText } from '../expressions/template.ts'
import type { Template, TemplateFault } from '../expressions/template.ts'
import { checkCalendar, checkCatchUp, checkCron, checkTimeZone } from './check-calendar.ts'
import { checkPublished, checkMatch } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { checkRecall } from './check-recall.ts'
import { FADE, checkFade, checkFaded } from './check-fades.ts'
import { checkSend, isSend, parsePayload } from './check-sends.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** What rules may refer to beside events and places to send to. */
interface RuleNames extends ShowNames {
  readonly playlists: ReadonlySet<string>
  readonly schedulers: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly cueLists: readonly CueListDefinition[]
}

/** Adds entries of `list` that share an id; `path` leads to the list. */
function checkIds(list: readonly { readonly id: string }[], path: Path, problems: Problems): void {
  const firstWith = new Map<string, number>()
  for (const [index, { id }] of list.entries()) {
    const first = firstWith.get(id)
    if (first === undefined) firstWith.set(id, index)
    else {
      const what = `${shown(id)} is already the id of ${String(path.at(-1))}[${first}]`
      problems.add('show/duplicate-id', [...path, index, 'id'], what, () => 'give one of them another id')
    }
  }
}

function checkGroups({ groups }: SchedulerDefinition, path: Path, problems: Problems): void {
  for (const [index, group] of groups.entries()) {
    if (groups.indexOf(group) === index) continue
    problems.add(
      'show/duplicate-id',
      [...path, 'groups', index],
      `it is in ${shown(group)} already`,
      () => 'remove it',
    )
  }
}

/** Checks the rules of one scheduler. */
class RuleCheck {
  readonly #scheduler: SchedulerDefinition
  readonly #names: RuleNames
  readonly #problems: Problems

  constructor(scheduler: SchedulerDefinition, names: RuleNames, problems: Problems) {
    this.#scheduler = scheduler
    this.#names = names
    this.#problems = problems
  }

  rule({ when, condition, actions }: Rule, path: Path): void {
    for (const [index, trigger] of when.entries()) {
      const at = [...path, 'when', index]
      if (trigger.kind === 'event') checkMatch(trigger.match, this.#names, [...at, 'match'], this.#problems)
      if (trigger.kind === 'calendar')
        checkCalendar(trigger.calendar, this.#scheduler, [...at, 'calendar'], this.#problems)
      if (trigger.kind === 'cron') checkCron(trigger, this.#scheduler, at, this.#problems)
      if (trigger.kind === 'calendar' || trigger.kind === 'cron') checkCatchUp(trigger, at, this.#problems)
    }
    if (condition !== undefined) this.#condition(condition, [...path, 'condition'])
    for (const [index, action] of actions.entries()) this.#action(action, [...path, 'actions', index])
  }

  #action(action: RuleAction, path: Path): void {
    switch (action.action) {
      case 'set_var':
        this.#variable(action.var, [...path, 'var'])
        this.#template(compileTemplate(action.value), [...path, 'value'])
        break
      case 'set_param':
        this.#known(action.param, 'parameter', this.#names.params, [...path, 'param'])
        this.#template(compileTemplate(action.value), [...path, 'value'])
        break
      case 'recall_scene':
        checkRecall(action, this.#names, path, this.#problems)
        break
      case 'fade_param':
        this.#known(action.param, 'parameter', this.#names.params, [...path, 'param'])
        this.#template(compileTemplate(action.to), [...path, 'to'])
        this.#over(action.over, [...path, 'over'])
        break
      case 'log':
        this.#template(compileText(action.message), [...path, 'message'])
        break
      case 'emit':
        this.#emission(action, path)
        break
      case 'throw_event':
        this.#throw(action, path)
        break
      case 'start_playlist':
      case 'stop_playlist':
        this.#known(action.id, 'playlist', this.#names.playlists, [...path, 'id'])
        break
      case 'go_list':
        this.#list(action.list, [...path, 'list'])
        break
      case 'start_cue':
      case 'stop_cue':
      case 'arm_cue':
      case 'disarm_cue': {
        const cues = this.#list(action.list, [...path, 'list'])
        if (cues !== undefined) this.#known(action.cue, 'cue', cues, [...path, 'cue'])
        break
      }
      case 'raise_interrupt':
        this.#template(compileText(action.interrupt.prompt), [...path, 'interrupt', 'prompt'])
        if (action.var !== undefined) this.#variable(action.var, [...path, 'var'])
        break
      case 'wait':
        break
    }
  }

  #emission({ type, payload }: ActionOf<'emit'>, path: Path): void {
    const at = [...path, 'payload']
    const template = this.#template(compileTemplate(payload), at)
    if (type === 'scene.recall' && template?.constant !== true) return
    if (type === FADE) this.#fade(template?.constant === true, payload, at)
    else if (!isSend(type)) checkPublished({ type, payload }, 'rule', this.#names, path, this.#problems)
    else if (template?.constant === true) checkSend(type, payload, this.#names, at, this.#problems)
    else if (template !== null) this.#partOfSend(type, payload, at)
  }

  #fade(isConstant: boolean, payload: Json, path: Path): void {
    const { params } = this.#names
    const name = fieldAt(payload, ['name'])
    if (isConstant) checkFade(payload, params, path, this.#problems)
    else if (typeof name === 'string' && !name.includes('{{')) checkFaded(name, params, path, this.#problems)
  }

  #over(over: Json, path: Path): void {
    const template = this.#template(compileTemplate(over), path)
    if (template?.constant === true) parsePayload(fadeOver, over, path, this.#problems)
  }

  /** Of a send that is not known before it happens, where to is checked all the same if it is written out. */
  #partOfSend(type: 'osc.send' | 'midi.send', payload: Json, path: Path): void {
    const [field, names, next] =
      type === 'osc.send'
        ? (['target', this.#names.targets, 'declare it in osc.targets'] as const)
        : (['output', this.#names.midiOutputs, 'declare it in midi.outputs'] as const)
    const name = fieldAt(payload, [field])
    if (typeof name !== 'string' || name.includes('{{') || names.has(name)) return
    const what = `no ${field === 'target' ? 'target' : 'MIDI output'} is named ${shown(name)}`
    this.#problems.add(`show/unknown-${field}`, [...path, field], what, () => meant(name, names, next))
  }

  #throw(action: ActionOf<'throw_event'>, path: Path): void {
    const { action: _, ...fields } = action
    const { dest_id, group_id, payload } = action
    const parsed = thrownEvent.safeParse(fields, { error: explainIssue })
    if (!parsed.success) {
      for (const { path: field, what, next } of fieldProblems(thrownEvent, parsed.error)) {
        this.#problems.add('show/invalid', [...path, ...field], what, () => next)
      }
    }
    if (dest_id !== undefined) this.#known(dest_id, 'scheduler', this.#names.schedulers, [...path, 'dest_id'])
    if (group_id !== undefined) this.#group(group_id, [...path, 'group_id'])
    this.#template(compileTemplate(payload), [...path, 'payload'])
  }

  /** Ids of the cues of a list; undefined where there is no such list. */
  #list(id: string, path: Path): ReadonlySet<string> | undefined {
    const { cueLists } = this.#names
    this.#known(id, 'cue list', new Set(cueLists.map((list) => list.id)), path)
    const cues = cueLists.find((list) => list.id === id)?.cues
    return cues === undefined ? undefined : new Set(cues.map((cue) => cue.id))
  }

  #known(
    id: string,
    kind: 'playlist' | 'scheduler' | 'parameter' | 'cue' | 'cue list',
    ids: ReadonlySet<string>,
    path: Path,
  ): void {
    if (ids.has(id)) return
    this.#problems.add(
      `show/unknown-${kind.replace(' ', '-')}`,
      path,
      `no ${kind} has the id ${shown(id)}`,
      () => meant(id, ids, `use the id of a ${kind} of the show`),
    )
  }

  #group(group: string, path: Path): void {
    const { groups } = this.#names
    if (groups.has(group)) return
    this.#problems.add('show/empty-group', path, `no scheduler is in the group ${shown(group)}`, () =>
      meant(group, groups, "name it in a scheduler's groups"),
    )
  }

  #variable(name: string, path: Path): void {
    this.#undeclared(name, path, `the scheduler declares no variable ${shown(name)}`)
  }

  #undeclared(name: string, path: Path, what: string): void {
    const { vars } = this.#scheduler
    if (Object.hasOwn(vars, name)) return
    this.#problems.add('show/unknown-variable', path, what, () =>
      meant(name, Object.keys(vars), 'declare it in vars with the value that it begins with'),
    )
  }

  #read({ root, name, at }: VariableRead, path: Path): void {
    const where = `at character ${at + 1}: `
    if (root === 'vars') {
      this.#undeclared(name, path, `${where}the scheduler declares no variable ${shown(name)}`)
    } else if (!this.#names.params.has(name)) {
      const what = `${where}the show declares no parameter ${shown(name)}`
      this.#problems.add('show/unknown-parameter', path, what, () =>
        meant(name, this.#names.params, 'declare it in params'),
      )
    }
  }

  #unreadable({ at, what, next }: ExpressionFault, path: Path): void {
    this.#problems.add('show/bad-expression', path, `at character ${at + 1}: ${what}`, () => next)
  }

  #condition(text: string, path: Path): void {
    const compiled = compileExpression(text)
    if (!compiled.ok) this.#unreadable(compiled.error, path)
    else for (const read of compiled.value.reads) this.#read(read, path)
  }

  #template(compiled: Result<Template, TemplateFault>, path: Path): Template | null {
    if (!compiled.ok) {
      this.#unreadable(compiled.error, [...path, ...compiled.error.path])
      return null
    }
    for (const read of compiled.value.reads) this.#read(read, [...path, ...read.path])
    return compiled.value
  }
}

/** Adds all that the schedulers of a show refer to and that does not exist, and all that they could never do. */
export function checkSchedulers(
  schedulers: readonly SchedulerDefinition[],
  names: ShowNames,
  own: Pick<RuleNames, 'playlists' | 'cueLists'>,
  problems: Problems,
  /** Those that are known to hold. */
  sound: ReadonlySet<SchedulerDefinition> = new Set(),
): void {
  const ids = new Set(schedulers.map(({ id }) => id))
  const groups = new Set(schedulers.flatMap((scheduler) => scheduler.groups))
  const ruleNames: RuleNames = { ...names, ...own, schedulers: ids, groups }
  checkIds(schedulers, ['schedulers'], problems)
  for (const [index, scheduler] of schedulers.entries()) {
    if (sound.has(scheduler)) continue
    const path = ['schedulers', index]
    checkGroups(scheduler, path, problems)
    checkTimeZone(scheduler, path, problems)
    checkIds(scheduler.rules, [...path, 'rules'], problems)
    const check = new RuleCheck(scheduler, ruleNames, problems)
    for (const [rule, definition] of scheduler.rules.entries())
      check.rule(definition, [...path, 'rules', rule])
  }
}
