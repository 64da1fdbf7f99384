// The schedulers with their rules and what they will do next; asked for only while somebody looks, or rules are held.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type {
  RuleView,
  RulesHeld,
  SchedulersView,
  SchedulerView,
} from '../../shared/contract/scheduler-streams.ts'

/** A rule in its place. */
interface PlacedRule {
  readonly scheduler: SchedulerView
  readonly rule: RuleView
}

type Send = <N extends CommandName>(name: N, args: CommandArgs<N>) => void

/** A click sooner than this on the same button belongs to a double click. */
const AGAIN_AFTER_MS = 400

const NONE_HELD: ReadonlyMap<string, number | null> = new Map()

export class Schedulers implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #send: Send
  #subscription: Disposable | null = null
  #watchers = 0
  /** Whether `view` has come since somebody began to watch. */
  #fresh = $state(false)
  #clicked = ''
  #clickedAt = -Infinity
  /** What the operator chose; may since have left the show. */
  #chosenId = $state<string | null>(null)

  view = $state.raw<SchedulersView | null>(null)
  text = $state('')
  ruleText = $state('')

  /** Who holds the rules, null where nobody does; undefined while that is not known. */
  readonly held = $derived<RulesHeld | null | undefined>(this.#fresh ? this.view?.held : undefined)
  readonly all = $derived(this.view?.schedulers ?? [])
  /** The chosen one; null for all of them. */
  readonly chosen = $derived(this.all.find(({ id }) => id === this.#chosenId) ?? null)
  readonly listed = $derived.by(() => {
    const wanted = this.text.trim().toLowerCase()
    if (wanted === '') return this.all
    return this.all.filter(({ id, name, groups }) =>
      `${id}\n${name}\n${groups.join('\n')}`.toLowerCase().includes(wanted),
    )
  })
  readonly ruleCount = $derived(this.all.reduce((sum, { rules }) => sum + rules.length, 0))
  readonly rules = $derived.by((): readonly PlacedRule[] => {
    const wanted = this.ruleText.trim().toLowerCase()
    const placed: PlacedRule[] = []
    for (const scheduler of this.chosen === null ? this.all : [this.chosen]) {
      for (const rule of scheduler.rules) {
        if (wanted === '' || wordsOf(rule).includes(wanted)) placed.push({ scheduler, rule })
      }
    }
    return placed
  })
  readonly tasks = $derived.by(() => {
    const tasks = this.view?.tasks ?? []
    const id = this.chosen?.id
    return id === undefined ? tasks : tasks.filter(({ schedulerId }) => schedulerId === id)
  })
  /** When each rule would fire next that may not while rules are held, by `scheduler/rule`. */
  readonly heldTimes = $derived.by((): ReadonlyMap<string, number | null> => {
    if ((this.view?.held ?? null) === null) return NONE_HELD
    return new Map(
      this.all.flatMap(({ id, rules }) => rules.map((rule) => [`${id}/${rule.id}`, rule.nextTime])),
    )
  })
  readonly namesOfRules = $derived(
    new Map(this.all.flatMap(({ id, rules }) => rules.map((rule) => [`${id}/${rule.id}`, rule.name]))),
  )

  constructor(client: ContractClient, clock: Clock, send: Send) {
    this.#client = client
    this.#clock = clock
    this.#send = send
  }

  /** Follows the schedulers until each of those who watch has called the function that it was given. */
  readonly watch = (): (() => void) => {
    this.#watchers += 1
    this.#subscription ??= this.#client.subscribe('schedulers', (view) => {
      this.view = view
      this.#fresh = true
    })
    return () => {
      this.#watchers -= 1
      if (this.#watchers === 0) this.#unwatch()
    }
  }

  choose(schedulerId: string | null): void {
    this.#chosenId = schedulerId
  }

  fire(schedulerId: string, ruleId: string): void {
    this.#once(`fire ${schedulerId}/${ruleId}`, () => this.#send('rule.fire', { schedulerId, ruleId }))
  }

  setEnabled(schedulerId: string, ruleId: string, enabled: boolean): void {
    this.#once(`switch ${schedulerId}/${ruleId}`, () =>
      this.#send('rule.setEnabled', { schedulerId, ruleId, enabled }),
    )
  }

  [Symbol.dispose](): void {
    this.#unwatch()
  }

  #unwatch(): void {
    dispose(this.#subscription)
    this.#subscription = null
    this.#fresh = false
  }

  /** Neither fires twice nor switches there and back on a double click. */
  #once(what: string, act: () => void): void {
    const now = this.#clock.now()
    if (this.#clicked === what && now - this.#clickedAt < AGAIN_AFTER_MS) return
    this.#clicked = what
    this.#clickedAt = now
    act()
  }
}

const words = new WeakMap<RuleView, string>()

/** All that a rule can be found by; made once, because there may be a hundred thousand. */
function wordsOf(rule: RuleView): string {
  let text = words.get(rule)
  if (text === undefined) {
    const { id, name, when, condition, actions } = rule
    text = [id, name, ...when, condition ?? '', ...actions].join('\n').toLowerCase()
    words.set(rule, text)
  }
  return text
}
