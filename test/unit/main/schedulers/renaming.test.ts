import { describe, expect, test } from 'vitest'
import type { Edit } from '../../../../shared/model/mutations/mutation.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { OPERATOR } from '../../../support/clients.ts'
import { BY_EDIT, edited, rename, showOf } from '../../../support/renamed-show.ts'
import { RuleStage, caughtBy, heard, log, rule, scheduler } from './rule-stage.ts'

type Fields = Record<string, unknown>

const go = heard('go.now')
const wait = (ms: number): Fields => ({ action: 'wait', for: ms })
const set = (name: string, value: unknown): Fields => ({ action: 'set_var', var: name, value })
const ask = (fields: Fields = {}): Fields => ({
  action: 'raise_interrupt',
  interrupt: { kind: 'clarification', prompt: 'Who?' },
  ...fields,
})

class RenamingStage extends RuleStage {
  show: ShowFile

  constructor(schedulers: readonly Fields[], fields: Fields = {}) {
    super([])
    this.show = showOf({ schedulers, events: { 'go.now': {}, 'go.later': {} }, ...fields })
    this.schedulers.take(this.show.schedulers, OPENING)
  }

  edit(...edits: readonly Edit[]): void {
    const [show, change] = edited(this.show, ...edits)
    this.show = show
    this.schedulers.take(show.schedulers, change)
    this.settle()
  }

  get names(): string[] {
    return this.schedulers
      .view()
      .schedulers.flatMap(({ id, rules }) => [id, ...rules.map((one) => `${id}/${one.id}`)])
  }

  rule(schedulerId: string, ruleId: string) {
    const of = this.schedulers.view().schedulers.find(({ id }) => id === schedulerId)
    return of?.rules.find(({ id }) => id === ruleId)
  }
}

const renames: readonly (readonly [
  what: string,
  edits: readonly Edit[],
  schedulerId: string,
  ruleId: string,
])[] = [
  ['the scheduler', [rename('scheduler', 'foyer', 'hall')], 'hall', 'r'],
  ['the rule', [rename('rule', 'r', 's', 'foyer')], 'foyer', 's'],
  ['both', [rename('rule', 'r', 's', 'foyer'), rename('scheduler', 'foyer', 'hall')], 'hall', 's'],
  [
    'both, the other way round',
    [rename('scheduler', 'foyer', 'hall'), rename('rule', 'r', 's', 'hall')],
    'hall',
    's',
  ],
  [
    'two rules that change names',
    [
      rename('rule', 'r', 'x', 'foyer'),
      rename('rule', 'other', 'r', 'foyer'),
      rename('rule', 'x', 'other', 'foyer'),
    ],
    'foyer',
    'other',
  ],
]

describe.each(renames)('renaming %s', (_, edits, schedulerId, ruleId) => {
  const stageOf = (when: Fields, actions: readonly Fields[], fields: Fields = {}, others: Fields = {}) =>
    new RenamingStage([
      scheduler(
        'foyer',
        [rule('r', when, actions, fields), rule('other', heard('go.later'), [log('other')])],
        others,
      ),
    ])

  test('keeps what waits in it, under its new name', () => {
    using stage = stageOf(go, [wait(1000), log('waited')])
    stage.emit('go.now')
    stage.edit(...edits)
    expect(stage.of('rule.finished')).toEqual([])
    expect(stage.schedulers.view().tasks).toMatchObject([{ schedulerId, ruleId }])
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['1000 waited'])
    expect(stage.of('rule.finished')).toMatchObject([
      { source: `scheduler:${schedulerId}`, payload: { schedulerId, ruleId, outcome: 'completed' } },
    ])
  })

  test('keeps its question, which is then its own under the new name', () => {
    using stage = stageOf(go, [ask({ var: 'who' }), log('{{ vars.who }}')], {}, { vars: { who: '' } })
    stage.emit('go.now')
    stage.edit(...edits)
    expect(stage.of('interrupt.cleared')).toEqual([])
    const owner = `rule:${schedulerId}/${ruleId}`
    expect(stage.interrupts.view().pending).toMatchObject([{ owner, ownerName: ruleId, interruptId: 'q1' }])
    stage.answer('q1', 'Ada')
    expect(stage.of('interrupt.answered')).toMatchObject([{ payload: { owner } }])
    expect(stage.logged()).toEqual(['0 Ada'])
  })

  test('takes its question back when it ends later', () => {
    using stage = stageOf(go, [ask()])
    stage.emit('go.now')
    stage.edit(...edits)
    stage.edit({ edit: 'remove', kind: 'rule', in: schedulerId, id: ruleId })
    expect(stage.of('interrupt.cleared')).toHaveLength(1)
    expect(stage.interrupts.view().pending).toEqual([])
  })

  test('keeps its rhythm', () => {
    using stage = stageOf({ kind: 'every', every: 400 }, [log('beat')])
    stage.clock.advanceTo(500)
    stage.edit(...edits)
    expect(stage.schedulers.view().tasks).toMatchObject([{ schedulerId, ruleId, dueAt: 800 }])
    stage.clock.advanceTo(900)
    expect(stage.logged()).toEqual(['400 beat', '800 beat'])
  })

  test('does not let a time that has come, or was cancelled, come again', () => {
    using fired = stageOf({ kind: 'at', after: 500 }, [log('once')])
    fired.clock.advanceTo(500)
    fired.edit(...edits)
    fired.clock.advanceTo(1000)
    expect(fired.logged()).toEqual(['500 once'])
    using cancelled = stageOf({ kind: 'at', after: 500 }, [log('once')])
    cancelled.schedulers.cancelTask(cancelled.schedulers.view().tasks[0]?.taskId ?? 0, OPERATOR, null)
    cancelled.edit(...edits)
    cancelled.clock.advanceTo(1000)
    expect(cancelled.logged()).toEqual([])
  })

  test('keeps what it counted, that it is switched off, and that it rests', () => {
    using stage = stageOf(go, [log('x')], { limit: { count: 1, per: '10s' } })
    stage.emit('go.now')
    stage.emit('go.now')
    stage.schedulers.setEnabled('foyer', 'r', false, null)
    stage.edit(...edits)
    expect(stage.rule(schedulerId, ruleId)).toMatchObject({ fired: 1, restsUntil: 10_000, enabled: false })
  })

  test('keeps what was thrown to it, and what of that was caught', () => {
    using stage = stageOf(caughtBy('doors'), [log('caught')])
    stage.throw({ key: 'doors', scope: 'dest', dest_id: 'foyer', ttl: 60_000 })
    stage.throw({ key: 'doors', scope: 'dest', dest_id: 'foyer', delay: 500 })
    stage.throw({ key: 'other', scope: 'dest', dest_id: 'foyer' })
    stage.edit(...edits)
    expect(stage.of('thrown.ended')).toEqual([])
    const [queue] = stage.schedulers.thrown().queues
    expect(queue).toMatchObject({ destId: schedulerId, count: 3 })
    expect(queue?.entries.find(({ eventId }) => eventId === 't1')).toMatchObject({
      destId: schedulerId,
      caught: [ruleId],
    })
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['0 caught', '500 caught'])
    expect(stage.of('thrown.caught').at(-1)).toMatchObject({ payload: { destId: schedulerId, ruleId } })
  })

  test('keeps the values of variables', () => {
    using stage = stageOf(go, [set('n', '{{ vars.n + 1 }}'), set('made', 7)], {}, { vars: { n: 1, made: 0 } })
    stage.emit('go.now')
    stage.edit(...edits)
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ n: 2, made: 7 })
  })

  test('lets go of nothing that it is then asked for by its new name', () => {
    using stage = stageOf(go, [log('{{ scheduler.id }}')])
    stage.edit(...edits)
    expect(stage.schedulers.fire(schedulerId, ruleId, 'operator', null).ok).toBe(true)
    stage.emit('go.now')
    expect(stage.logged()).toEqual([`0 ${schedulerId}`, `0 ${schedulerId}`])
    stage.schedulers.setEnabled(schedulerId, ruleId, false, null)
    stage.settle()
    expect(stage.of('rule.switched')).toMatchObject([{ payload: { schedulerId, ruleId } }])
  })
})

describe('renaming what a rule names', () => {
  const shows: Fields = {
    events: { 'go.now': {}, 'lights.go': {} },
    params: { level: { type: 'number', max: 10 } },
    playlists: [{ id: 'intro', name: 'Intro', steps: [] }],
    osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
  }
  const later = (action: Fields): RenamingStage =>
    new RenamingStage(
      [
        scheduler('foyer', [rule('r', go, [wait(1000), action])], { vars: { seen: 1 }, groups: ['front'] }),
        scheduler('bar', [rule('caught', caughtBy('k'), [log('caught')])], { groups: ['front'] }),
      ],
      shows,
    )

  test.each([
    [
      'a playlist',
      rename('playlist', 'intro', 'opening'),
      { action: 'start_playlist', id: 'intro' },
      'start opening',
    ],
    [
      'a scheduler',
      rename('scheduler', 'bar', 'pub'),
      { action: 'throw_event', key: 'k', scope: 'dest', dest_id: 'bar' },
      'caught',
    ],
    [
      'a group',
      rename('group', 'front', 'house'),
      { action: 'throw_event', key: 'k', scope: 'group', group_id: 'front' },
      'caught',
    ],
    ['a variable', rename('variable', 'seen', 'guests', 'foyer'), log('seen {{ vars.seen }}'), 'seen 1'],
    ['an event', rename('event', 'lights.go', 'lamps.go'), { action: 'emit', type: 'lights.go' }, 'lamps.go'],
  ])('%s ends nothing that waits, which goes by the new name', (_, edit, action, expected) => {
    using stage = later(action)
    stage.emit('go.now')
    stage.edit(edit)
    expect(stage.of('rule.finished')).toEqual([])
    stage.clock.advanceTo(1000)
    const done = [...stage.asked, ...stage.logged(), ...stage.events.map(({ type }) => type)]
    expect(done.some((one) => one.includes(expected))).toBe(true)
    expect(stage.of('rule.finished').every(({ payload }) => payload['outcome'] === 'completed')).toBe(true)
  })

  test('an answer is put into the variable by its new name', () => {
    using stage = new RenamingStage([
      scheduler('foyer', [rule('r', go, [ask({ var: 'who' }), log('{{ vars.who }}')])], {
        vars: { who: '' },
      }),
    ])
    stage.emit('go.now')
    stage.edit(rename('variable', 'who', 'guest', 'foyer'))
    stage.answer('q1', 'Ada')
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ guest: 'Ada' })
    expect(stage.logged()).toEqual(['0 Ada'])
  })

  test('a variable keeps its value, and one that another scheduler calls the same is left alone', () => {
    using stage = new RenamingStage([
      scheduler('foyer', [rule('r', go, [set('n', 5)])], { vars: { n: 1, m: 2 } }),
      scheduler('bar', [rule('r', go, [set('n', 6)])], { vars: { n: 1 } }),
    ])
    stage.emit('go.now')
    stage.edit(rename('variable', 'n', 'count', 'foyer'))
    expect(stage.schedulers.view().schedulers.map(({ vars }) => vars)).toEqual([{ count: 5, m: 2 }, { n: 6 }])
  })

  test('a rule that is changed by the same edit ends what it has under way, and no more', () => {
    using stage = new RenamingStage([
      scheduler('foyer', [rule('r', go, [wait(1000), log('r')]), rule('s', go, [wait(1000), log('s')])]),
    ])
    stage.emit('go.now')
    const change = { edit: 'change', kind: 'rule', in: 'hall', id: 'r', set: { condition: 'true' } } as Edit
    stage.edit(rename('scheduler', 'foyer', 'hall'), change)
    expect(stage.of('rule.finished')).toMatchObject([
      { cause: BY_EDIT, payload: { schedulerId: 'hall', ruleId: 'r', outcome: 'ended' } },
    ])
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['1000 s'])
  })
})
