import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { showNames } from '../../../../main/build/check-playlist.ts'
import { checkSchedulers } from '../../../../main/build/check-scheduler.ts'
import { Problems } from '../../../../main/build/problems.ts'
import { formatFault } from '../../../../shared/base/result.ts'
import { schedulerDefinition } from '../../../../shared/model/scheduler.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'

const show = showFile.parse(
  showData({ playlists: [playlistData('intro')], midi: { outputs: { synth: { port: 'S' } } } }),
)

function faultsOf(...schedulers: readonly object[]): string[] {
  const problems = new Problems('my.show.json')
  const parsed = z.array(schedulerDefinition).parse(schedulers)
  checkSchedulers(
    parsed,
    { ...showNames(show), params: new Set(['level']) },
    {
      playlists: new Set(show.playlists.map(({ id }) => id)),
      cueLists: show.cueLists,
    },
    problems,
  )
  return problems.faults().map((told) => formatFault(told).replace('my.show.json: ', ''))
}

const foyer = (fields: object): object => ({
  id: 'foyer',
  name: 'Foyer',
  groups: ['displays'],
  vars: { open: false, level: 0 },
  ...fields,
})

const rule = (fields: object): object => ({
  id: 'greet',
  when: [{ kind: 'thrown', key: 'user_login' }],
  actions: [{ action: 'wait', for: '1s' }],
  ...fields,
})

const doing = (action: object): object => foyer({ rules: [rule({ actions: [action] })] })
const at = (calendar: object, fields: object = {}): object =>
  foyer({ rules: [rule({ when: [{ kind: 'calendar', calendar }] })], ...fields })

const cron = (trigger: object): object => foyer({ rules: [rule({ when: [{ kind: 'cron', ...trigger }] })] })

test('a parameter that the show does not declare, set or read', () => {
  const actions = [
    { action: 'set_param', param: 'levl', value: 1 },
    { action: 'log', message: '{{ params.levl }}' },
    { action: 'set_param', param: 'level', value: '{{ params.level / 2 }}' },
  ]
  expect(faultsOf(foyer({ rules: [rule({ actions })] }))).toEqual([
    'show/unknown-parameter: schedulers[0].rules[0].actions[0].param: no parameter has the id "levl"; write level if that was meant',
    'show/unknown-parameter: schedulers[0].rules[0].actions[1].message: at character 11: ' +
      'the show declares no parameter "levl"; write level if that was meant',
  ])
})

test('two schedulers of one id, and two rules of one', () => {
  expect(faultsOf(foyer({}), foyer({ rules: [rule({}), rule({})] }))).toEqual([
    'show/duplicate-id: schedulers[1].id: "foyer" is already the id of schedulers[0]; give one of them another id',
    'show/duplicate-id: schedulers[1].rules[1].id: "greet" is already the id of rules[0]; give one of them another id',
  ])
})

test('one group twice', () => {
  expect(faultsOf(foyer({ groups: ['a', 'b', 'a'] }))).toEqual([
    'show/duplicate-id: schedulers[0].groups[2]: it is in "a" already; remove it',
  ])
})

test('a time zone that there is not', () => {
  expect(faultsOf(foyer({ timeZone: 'Europe/Berln' }), { id: 'b', name: 'B', timeZone: 'Mars' })).toEqual([
    'show/unknown-time-zone: schedulers[0].timeZone: there is no time zone "Europe/Berln"; ' +
      'write Europe/Berlin if that was meant',
    'show/unknown-time-zone: schedulers[1].timeZone: there is no time zone "Mars"; ' +
      'write its name in the IANA database, such as Europe/Berlin',
  ])
})

describe('triggers', () => {
  test.each<[what: string, scheduler: object, fault: string]>([
    [
      'an event that nobody declares',
      foyer({ rules: [rule({ when: [{ kind: 'event', match: { event: 'lights.og' } }] })] }),
      'show/unknown-event: schedulers[0].rules[0].when[0].match.event: nothing that can be listened for is called ' +
        '"lights.og"; write lights.go if that was meant',
    ],
    [
      'an event that cannot be heard',
      foyer({ rules: [rule({ when: [{ kind: 'event', match: { event: 'osc.send' } }] })] }),
      'show/unknown-event: schedulers[0].rules[0].when[0].match.event: nothing that can be listened for is called ' +
        '"osc.send"; listen for playlist.emitted',
    ],
    [
      'a field that the event has not',
      foyer({
        rules: [rule({ when: [{ kind: 'event', match: { event: 'hid.received', where: { contrl: 1 } } }] })],
      }),
      'show/unknown-field: schedulers[0].rules[0].when[0].match.where.contrl: hid.received has no such field; ' +
        'write control if that was meant',
    ],
    [
      'the sun at no place',
      at({ sun: 'sunset' }),
      'show/no-location: schedulers[0].rules[0].when[0].calendar.sun: sunset needs to know where the scheduler is; ' +
        'give the scheduler a location',
    ],
    [
      'a day that the calendar has not',
      at({ time: '18:00', date: '2026-02-30' }),
      'show/no-such-day: schedulers[0].rules[0].when[0].calendar.date: the calendar has no day "2026-02-30"; correct the date',
    ],
    [
      'days that end before they begin',
      at({ time: '18:00', from: '2026-05-02', until: '2026-05-01' }),
      'show/never: schedulers[0].rules[0].when[0].calendar.until: it is before from, 2026-05-02; correct one of the two',
    ],
    [
      'a day outside of the days',
      at({ time: '18:00', date: '2026-05-03', until: '2026-05-01' }),
      'show/never: schedulers[0].rules[0].when[0].calendar.date: it is after until, 2026-05-01; correct one of the two',
    ],
    [
      'a day that is left out',
      at({ time: '18:00', date: '2026-05-03', except: ['2026-05-03'] }),
      'show/never: schedulers[0].rules[0].when[0].calendar.date: except leaves it out; correct one of the two',
    ],
    [
      'a holiday that the calendar has not',
      at({ time: '18:00', except: ['2026-12-25', '2026-02-29'] }),
      'show/no-such-day: schedulers[0].rules[0].when[0].calendar.except[1]: the calendar has no day "2026-02-29"; correct the date',
    ],
    [
      'dusk at no place',
      at({ sun: 'dusk' }),
      'show/no-location: schedulers[0].rules[0].when[0].calendar.sun: dusk needs to know where the scheduler is; ' +
        'give the scheduler a location',
    ],
    [
      'a pattern that cannot be read',
      cron({ cron: '0 24 * * *' }),
      'show/bad-cron: schedulers[0].rules[0].when[0].cron: "0 24 * * *": Invalid value for hour: 24; ' +
        'write minute, hour, day of the month, month and weekday, such as 30 18 * * fri',
    ],
    [
      'a date where a pattern is meant',
      cron({ cron: '2026-05-03T18:00' }),
      'show/bad-cron: schedulers[0].rules[0].when[0].cron: "2026-05-03T18:00": it has 1 fields, and 5 to 7 are needed; ' +
        'write minute, hour, day of the month, month and weekday, such as 30 18 * * fri',
    ],
    [
      'a pattern of a day that no year has',
      cron({ cron: '0 18 30 2 *' }),
      'show/never: schedulers[0].rules[0].when[0].cron: no day and time is ever as "0 18 30 2 *" says; ' +
        'correct its days and months',
    ],
    [
      'a holiday of a pattern that the calendar has not',
      cron({ cron: '0 18 * * *', except: ['2026-02-29'] }),
      'show/no-such-day: schedulers[0].rules[0].when[0].except[0]: the calendar has no day "2026-02-29"; correct the date',
    ],
    [
      'what is skipped and yet made up for',
      cron({ cron: '0 18 * * *', catchUp: 'skip', within: '5m' }),
      'show/contradiction: schedulers[0].rules[0].when[0].within: what is skipped is not made up for within any time; ' +
        'leave it out, or write catchUp: last',
    ],
    [
      'a day of another weekday',
      at({ time: '18:00', date: '2026-05-03', weekdays: ['mon', 'tue'] }),
      'show/never: schedulers[0].rules[0].when[0].calendar.date: it is a sun, which weekdays leaves out; correct one of the two',
    ],
  ])('%s', (_what, scheduler, fault) => {
    expect(faultsOf(scheduler)).toEqual([fault])
  })
})

describe('conditions', () => {
  test.each<[condition: string, faults: string[]]>([
    ['vars.open && event.payload.level > 3', []],
    [
      'vars.opn',
      [
        'show/unknown-variable: schedulers[0].rules[0].condition: at character 6: the scheduler declares no variable "opn"; ' +
          'write open if that was meant',
      ],
    ],
    [
      'vars.open = true',
      [
        'show/bad-expression: schedulers[0].rules[0].condition: at character 11: = is not expected here; compare with ==',
      ],
    ],
    [
      'has(vars.guests) && vars["people"] > 3',
      [
        'show/unknown-variable: schedulers[0].rules[0].condition: at character 10: the scheduler declares no variable ' +
          '"guests"; declare it in vars with the value that it begins with',
        'show/unknown-variable: schedulers[0].rules[0].condition: at character 26: the scheduler declares no variable ' +
          '"people"; declare it in vars with the value that it begins with',
      ],
    ],
  ])('%s', (condition, faults) => {
    expect(faultsOf(foyer({ rules: [rule({ condition })] }))).toEqual(faults)
  })
})

describe('actions', () => {
  test.each<[what: string, action: object, faults: string[]]>([
    [
      'sets a variable that is not declared',
      { action: 'set_var', var: 'opne', value: true },
      [
        'show/unknown-variable: schedulers[0].rules[0].actions[0].var: the scheduler declares no variable "opne"; ' +
          'write open if that was meant',
      ],
    ],
    [
      'sets one by a template that reads another',
      { action: 'set_var', var: 'open', value: { a: [1, 'x {{ vars.lvl }}'] } },
      [
        'show/unknown-variable: schedulers[0].rules[0].actions[0].value.a[1]: at character 11: the scheduler declares no ' +
          'variable "lvl"; declare it in vars with the value that it begins with',
      ],
    ],
    [
      'logs what cannot be read',
      { action: 'log', message: 'level {{ vars.level' },
      [
        'show/bad-expression: schedulers[0].rules[0].actions[0].message: at character 7: {{ is not closed; ' +
          'write }} behind the expression, or {{ "{{" }} where the signs themselves are meant',
      ],
    ],
    [
      'asks what cannot be read',
      {
        action: 'raise_interrupt',
        interrupt: { kind: 'confirmation', prompt: 'Open {{ door }}?' },
        var: 'answer',
      },
      [
        'show/bad-expression: schedulers[0].rules[0].actions[0].interrupt.prompt: at character 9: nothing is called "door" ' +
          'here; a variable is vars.door, a field event.payload.door',
        'show/unknown-variable: schedulers[0].rules[0].actions[0].var: the scheduler declares no variable "answer"; ' +
          'declare it in vars with the value that it begins with',
      ],
    ],
    [
      'emits an event that nobody declares',
      { action: 'emit', type: 'lights.og' },
      [
        'show/unknown-event: schedulers[0].rules[0].actions[0].type: the show declares no event "lights.og"; ' +
          'write lights.go if that was meant',
      ],
    ],
    [
      "emits one of the engine's",
      { action: 'emit', type: 'show.loaded' },
      [
        'show/unknown-event: schedulers[0].rules[0].actions[0].type: "show.loaded" is an event of the engine itself, ' +
          'which a rule may not publish; use an event of your own',
      ],
    ],
    [
      'emits one of the show',
      { action: 'emit', type: 'lights.go', payload: { level: '{{ vars.level }}' } },
      [],
    ],
    [
      'sends to a target that there is not',
      { action: 'emit', type: 'osc.send', payload: { target: 'dsk', address: '/go', args: [] } },
      [
        'show/unknown-target: schedulers[0].rules[0].actions[0].payload.target: no target is named "dsk"; ' +
          'write desk if that was meant',
      ],
    ],
    [
      'sends what is known only later to a target that there is not',
      { action: 'emit', type: 'osc.send', payload: { target: 'dsk', address: '/{{ vars.level }}' } },
      [
        'show/unknown-target: schedulers[0].rules[0].actions[0].payload.target: no target is named "dsk"; ' +
          'write desk if that was meant',
      ],
    ],
    [
      'sends what is known only later to an output that there is not',
      {
        action: 'emit',
        type: 'midi.send',
        payload: { output: 'snth', message: { note: '{{ vars.level }}' } },
      },
      [
        'show/unknown-output: schedulers[0].rules[0].actions[0].payload.output: no MIDI output is named "snth"; ' +
          'write synth if that was meant',
      ],
    ],
    [
      'sends to a target that is known only later',
      { action: 'emit', type: 'osc.send', payload: { target: '{{ vars.level }}', address: '/go' } },
      [],
    ],
    [
      'sends without an address',
      { action: 'emit', type: 'osc.send', payload: { target: 'desk', args: [] } },
      ['show/invalid: schedulers[0].rules[0].actions[0].payload.address: is missing; add it'],
    ],
    [
      'starts a playlist that there is not',
      { action: 'start_playlist', id: 'into' },
      [
        'show/unknown-playlist: schedulers[0].rules[0].actions[0].id: no playlist has the id "into"; ' +
          'write intro if that was meant',
      ],
    ],
    [
      'stops a playlist that there is not',
      { action: 'stop_playlist', id: 'finale' },
      [
        'show/unknown-playlist: schedulers[0].rules[0].actions[0].id: no playlist has the id "finale"; ' +
          'use the id of a playlist of the show',
      ],
    ],
    [
      'runs a cue list that there is not',
      { action: 'go_list', list: 'main' },
      [
        'show/unknown-cue-list: schedulers[0].rules[0].actions[0].list: no cue list has the id "main"; ' +
          'use the id of a cue list of the show',
      ],
    ],
    ['throws to everybody', { action: 'throw_event', key: 'go', ttl: '5m', payload: '{{ vars.level }}' }, []],
    ['throws to itself', { action: 'throw_event', key: 'go', scope: 'dest', dest_id: 'foyer' }, []],
    [
      'throws to a scheduler that there is not',
      { action: 'throw_event', key: 'go', scope: 'dest', dest_id: 'foyr' },
      [
        'show/unknown-scheduler: schedulers[0].rules[0].actions[0].dest_id: no scheduler has the id "foyr"; ' +
          'write foyer if that was meant',
      ],
    ],
    [
      'throws to a group of nobody',
      { action: 'throw_event', key: 'go', scope: 'group', group_id: 'lamps' },
      [
        'show/empty-group: schedulers[0].rules[0].actions[0].group_id: no scheduler is in the group "lamps"; ' +
          "name it in a scheduler's groups",
      ],
    ],
    [
      'throws to one without saying to which',
      { action: 'throw_event', key: 'go', scope: 'dest' },
      ['show/invalid: schedulers[0].rules[0].actions[0].dest_id: scope dest needs it; correct the value'],
    ],
    [
      'throws to everybody and to one',
      { action: 'throw_event', key: 'go', dest_id: 'foyer' },
      ['show/invalid: schedulers[0].rules[0].actions[0].dest_id: scope global has none; correct the value'],
    ],
    [
      'throws later in two ways',
      { action: 'throw_event', key: 'go', delay: '1s', future_time: 1_790_000_000_000 },
      [
        'show/invalid: schedulers[0].rules[0].actions[0].future_time: give it or delay, not both; correct the value',
      ],
    ],
    [
      'throws what cannot be read',
      { action: 'throw_event', key: 'go', payload: { image: '{{ vars. }}' } },
      [
        'show/bad-expression: schedulers[0].rules[0].actions[0].payload.image: at character 10: a name is expected here, ' +
          'and not the end; write a name here',
      ],
    ],
  ])('%s', (_what, action, faults) => {
    expect(faultsOf(doing(action))).toEqual(faults)
  })
})

test('a scheduler that does all of it is accepted', () => {
  expect(
    faultsOf(
      foyer({
        timeZone: 'Europe/Berlin',
        location: { latitude: 52.5, longitude: 13.4 },
        rules: [
          rule({
            when: [
              { kind: 'event', match: { event: 'lights.*' } },
              { kind: 'thrown', key: 'user_login' },
              { kind: 'at', after: '10s' },
              { kind: 'every', every: '1m' },
              { kind: 'calendar', calendar: { sun: 'sunset', offset: -600_000, weekdays: ['fri'] } },
              { kind: 'calendar', calendar: { time: '18:00', date: '2026-05-01', from: '2026-05-01' } },
            ],
            condition: 'event == null || !vars.open',
            actions: [
              { action: 'set_var', var: 'open', value: true },
              { action: 'log', message: 'open at {{ now }}' },
              { action: 'emit', type: 'midi.send', payload: '{{ event.payload }}' },
              { action: 'throw_event', key: 'open', scope: 'group', group_id: 'displays' },
              { action: 'start_playlist', id: 'intro' },
              { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Go?' }, var: 'open' },
              { action: 'wait', for: 100 },
              { action: 'stop_playlist', id: 'intro' },
            ],
          }),
        ],
      }),
    ),
  ).toEqual([])
})
