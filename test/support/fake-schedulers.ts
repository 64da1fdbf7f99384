// Schedulers with their rules and what is pending, following commands as the engine's do, but without acting.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type {
  RulesHeld,
  RuleView,
  SchedulersView,
  SchedulerView,
  TaskView,
} from '../../shared/contract/scheduler-streams.ts'
import type { Scenario } from './scenarios.ts'

const TASKS_TOLD = 500

function rule(id: string, name: string, sketch: Partial<RuleView>): RuleView {
  return {
    id,
    name,
    enabled: true,
    when: ['every 5 s'],
    condition: null,
    actions: ['log "here"'],
    fired: 0,
    lastAt: null,
    nextAt: null,
    nextTime: null,
    skipped: 0,
    lastSkip: null,
    restsUntil: null,
    waiting: 0,
    error: null,
    ...sketch,
  }
}

const LONG =
  'Greets whoever comes through the east door of the foyer while the house is open and nobody else is '

function foyer(now: number): SchedulerView {
  return {
    id: 'foyer',
    name: 'Foyer',
    groups: ['front-of-house', 'displays'],
    timeZone: 'Europe/Berlin',
    vars: { open: true, visitors: 128, greeting: 'Good evening', last: { door: 'east', at: 1290.5 } },
    rules: [
      rule('greet', 'Greet a visitor', {
        when: ['thrown visitor', 'osc.received /door/east'],
        condition: 'vars.open && event.payload.level > 3',
        actions: ['set visitors to "{{ vars.visitors + 1 }}"', 'start look-warm'],
        fired: 128,
        lastAt: now - 4_200,
      }),
      rule('chime', 'Chime', {
        when: ['every 30 s'],
        actions: ['emit lights.chime', 'wait 2 s', 'stop chase'],
        fired: 61,
        lastAt: now - 12_000,
        nextAt: now + 18_000,
        waiting: 1,
      }),
      rule('doors', 'Doors open', {
        when: ['18:30 on mon, tue, wed, thu, fri, sat'],
        actions: ['ask "Open the doors now?"', 'start preset', 'throw doors_open to all schedulers'],
        nextAt: now + 2 * 3_600_000,
      }),
    ],
  }
}

function yard(now: number, troubled: boolean): SchedulerView {
  return {
    id: 'yard',
    name: 'Yard',
    groups: ['displays'],
    timeZone: 'Europe/Berlin',
    vars: {},
    rules: [
      rule('dusk', 'Lamps at dusk', {
        when: ['30 min before sunset'],
        actions: ['start look-warm'],
        fired: 1,
        lastAt: now - 86_000_000,
        nextAt: now + 400_000,
      }),
      rule('flood', troubled ? LONG.repeat(2).trim() : 'Flood light', {
        when: ['osc.received /yard/*', 'thrown intruder'],
        actions: ['emit osc.send {"target":"desk","address":"/yard/flood","args":[1]}'],
        fired: 5_230,
        lastAt: now - 300,
        restsUntil: troubled ? now + 900_000 : null,
      }),
      rule('counter', 'Count the cars', {
        enabled: false,
        when: ['thrown car'],
        actions: ['set cars to "{{ vars.cars + 1 }}"'],
        fired: 3,
        lastAt: now - 900_000,
        error: troubled ? 'set cars: vars.cars is undefined, so it cannot be added to' : null,
      }),
    ],
  }
}

/** As many as a show may have, and as many rules in one of them. */
function many(now: number): SchedulerView[] {
  return Array.from({ length: 200 }, (_, index) => ({
    id: `zone-${index + 1}`,
    name: `${index % 7 === 0 ? LONG : 'Zone '}${index + 1}`,
    groups: Array.from({ length: (index % 5) + 1 }, (__, group) => `group-${group + 1}`),
    timeZone: 'America/Argentina/Buenos_Aires',
    vars: Object.fromEntries(
      Array.from({ length: 60 }, (__, name) => [`variable_number_${name}`, LONG.slice(0, (name * 7) % 90)]),
    ),
    rules: Array.from({ length: index === 0 ? 500 : 20 }, (__, number) =>
      rule(`rule-${number + 1}`, number % 9 === 0 ? LONG.trim() : `Rule ${number + 1}`, {
        when: ['every 5 s', `osc.received /zone/${index + 1}/${'sensor/'.repeat(12)}${number}`],
        condition: `vars.variable_number_1 != "" && ${'event.payload.level > 3 && '.repeat(6)}true`,
        actions: Array.from({ length: 12 }, (___, action) => `set variable_number_${action} to ${number}`),
        fired: number * 917,
        lastAt: number % 3 === 0 ? null : now - number * 1000,
        nextAt: now + number * 900,
      }),
    ),
  }))
}

function schedulersOf(scenario: Scenario, now: number): SchedulerView[] {
  if (scenario === 'empty') return []
  if (scenario === 'wide') return many(now)
  return [foyer(now), yard(now, scenario === 'troubled')]
}

function tasksOf(schedulers: readonly SchedulerView[], clock: Clock): TaskView[] {
  const [now, wall] = [clock.now(), clock.wall()]
  const tasks = schedulers.flatMap(({ id, rules }) =>
    rules.flatMap((each) => {
      const what = each.when[0]!
      const every = what.startsWith('every') ? 30_000 : null
      const fires = each.nextAt === null ? [] : [{ what: `fires ${what}`, dueAt: each.nextAt, every }]
      const waits =
        each.waiting === 0 ? [] : [{ what: 'goes on after waiting', dueAt: now + 1_500_000, every: null }]
      return [...fires, ...waits].map((task) => ({ schedulerId: id, ruleId: each.id, ...task }))
    }),
  )
  return tasks
    .sort((left, right) => left.dueAt - right.dueAt)
    .map((task, index) => ({ taskId: index + 1, dueTime: wall + task.dueAt - now, ...task }))
}

export class FakeSchedulers {
  readonly #clock: Clock
  #schedulers: SchedulerView[]
  #tasks: TaskView[]
  #executions = 0
  #held: RulesHeld | null = null

  constructor(clock: Clock, scenario: Scenario) {
    this.#clock = clock
    this.#schedulers = schedulersOf(scenario, clock.now())
    this.#tasks = tasksOf(this.#schedulers, clock)
  }

  get schedulers(): readonly SchedulerView[] {
    return this.#schedulers
  }

  view(): SchedulersView {
    return {
      held: this.#held,
      schedulers: this.#schedulers.map((scheduler) => ({
        ...scheduler,
        rules: scheduler.rules.map((each) => ({
          ...each,
          nextTime: each.nextAt === null ? null : this.#clock.wall() + each.nextAt - this.#clock.now(),
        })),
      })),
      tasks: this.#tasks.slice(0, TASKS_TOLD),
      taskCount: this.#tasks.length,
    }
  }

  /** What is due happens: repetitions go on, the rest is gone. */
  tick(): void {
    const now = this.#clock.now()
    const due = this.#tasks.filter(({ dueAt }) => dueAt <= now)
    for (const task of due) {
      this.#tasks = this.#tasks.filter((other) => other !== task)
      const { every } = task
      const next = every === null ? null : { dueAt: task.dueAt + every, dueTime: task.dueTime + every }
      if (next !== null) this.#tasks.push({ ...task, ...next })
      this.#change(task.schedulerId, task.ruleId, (found) => ({
        fired: found.fired + 1,
        lastAt: now,
        nextAt: next?.dueAt ?? null,
      }))
    }
    if (due.length > 0) this.#tasks.sort((left, right) => left.dueAt - right.dueAt)
  }

  /** The answer, why it is refused, or null where the command is no concern of schedulers. */
  act(command: string, args: Record<string, unknown>): object | Fault | null {
    const [schedulerId, ruleId] = [String(args['schedulerId']), String(args['ruleId'])]
    switch (command) {
      case 'rule.fire':
        this.#change(schedulerId, ruleId, ({ fired }) => ({ fired: fired + 1, lastAt: this.#clock.now() }))
        return { execution: ++this.#executions }
      case 'rule.setEnabled':
        this.#change(schedulerId, ruleId, () => ({ enabled: args['enabled'] === true }))
        return { enabled: args['enabled'] }
      case 'rules.hold':
        this.#held ??= {
          by: 'operator',
          since: this.#clock.now(),
          sinceTime: this.#clock.wall(),
          passedOver: 0,
        }
        return { held: true }
      case 'rules.release':
        this.#held = null
        return { held: false }
      case 'task.cancel':
        return this.#cancel(Number(args['taskId']))
      default:
        return null
    }
  }

  #cancel(taskId: number): object | Fault {
    const found = this.#tasks.find((task) => task.taskId === taskId)
    if (found === undefined) {
      return fault(
        'task/unknown',
        `task ${taskId}`,
        'it is not pending any more',
        'nothing more is to be done',
      )
    }
    this.#tasks = this.#tasks.filter((task) => task !== found)
    this.#change(found.schedulerId, found.ruleId, () => ({ nextAt: null }))
    return { taskId }
  }

  #change(schedulerId: string, ruleId: string, change: (found: RuleView) => Partial<RuleView>): void {
    this.#schedulers = this.#schedulers.map((scheduler) => {
      if (scheduler.id !== schedulerId) return scheduler
      const rules = scheduler.rules.map((each) => (each.id === ruleId ? { ...each, ...change(each) } : each))
      return { ...scheduler, rules }
    })
  }
}
