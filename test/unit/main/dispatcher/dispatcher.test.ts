import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { EventDraft, EventEnvelope } from '../../../../shared/model/event.ts'
import { LANES, QUEUES } from '../../../../shared/model/policy.ts'
import type { Lane } from '../../../../shared/model/policy.ts'
import { event, fader, panic, rig, telemetry } from './rig.ts'
import { runs } from '../../../support/property-runs.ts'

const named = (name: string, priority = 0) => ({ name, priority, acts: false })

describe('publishing', () => {
  test('an event is numbered and stamped, and no handler runs before publish returns', () => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    expect(dispatcher.publish({ ...event('lights.go', { level: 1 }), cause: 7 })).toBe(1)
    expect(events).toEqual([])
    turn()
    expect(events).toEqual([
      {
        seq: 1,
        type: 'lights.go',
        source: 'operator',
        at: 1000,
        time: 1_700_000_000_000,
        cause: 7,
        payload: { level: 1 },
        bytes: 341,
      },
    ])
  })

  test('an event that arose earlier keeps its own instant, on both clocks', () => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish({ ...event('lights.go'), at: monotonicMs(960) })
    turn()
    expect(events.map(({ at, time }) => [at, time])).toEqual([[960, 1_699_999_999_960]])
  })

  test('many events wake the pump once, and a later one wakes it again', () => {
    const { dispatcher, deferred, turn } = rig()
    for (let number = 0; number < 10; number += 1) dispatcher.publish(event('lights.go'))
    expect(deferred.length).toBe(1)
    turn()
    expect(deferred.length).toBe(0)
    dispatcher.publish(event('lights.go'))
    expect(deferred.length).toBe(1)
  })

  test('what a handler publishes is dispatched in the same turn, after what was waiting', () => {
    const { dispatcher, deferred, turn, watch } = rig()
    using _follow = dispatcher.subscribe(
      'lights.go',
      ({ seq }) => void dispatcher.publish({ ...event('lights.done'), cause: seq }),
      named('follow'),
    )
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish(event('lights.go'))
    dispatcher.publish(event('lights.stop'))
    turn()
    expect(events.map(({ seq, type, cause }) => [seq, type, cause])).toEqual([
      [1, 'lights.go', null],
      [2, 'lights.stop', null],
      [3, 'lights.done', 1],
    ])
    expect(deferred.length).toBe(0)
  })
})

describe('order', () => {
  test('control goes before show, show before observation, each in order of sequence', () => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    for (const draft of [
      telemetry('runs'),
      event('a.b'),
      panic(),
      telemetry('show'),
      event('c.d'),
      panic(),
    ]) {
      dispatcher.publish(draft)
    }
    turn()
    expect(events.map(({ seq }) => seq)).toEqual([3, 6, 2, 5, 1, 4])
  })

  test('a control event published during a long batch of show events goes next', () => {
    const { dispatcher, turn, watch } = rig()
    using _stop = dispatcher.subscribe(
      'lights.go',
      ({ seq }) => {
        if (seq === 2) dispatcher.publish(panic())
      },
      named('stop'),
    )
    const { events, subscription } = watch('*')
    using _ = subscription
    for (let number = 0; number < 4; number += 1) dispatcher.publish(event('lights.go'))
    turn()
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 5, 3, 4])
  })

  test('a control address of OSC overtakes a flood of other messages', () => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('osc.received')
    using _ = subscription
    for (let number = 0; number < 3; number += 1) dispatcher.publish(fader(`/fader/${number}`, 1))
    dispatcher.publish(fader('/cuewright/panic', 1))
    turn()
    expect(events.map(({ payload }) => (payload as { address: string }).address)).toEqual([
      '/cuewright/panic',
      '/fader/0',
      '/fader/1',
      '/fader/2',
    ])
  })
})

describe('coalescing', () => {
  test('the latest value takes the place and number of the first that waits, and the rest are counted', () => {
    const { clock, dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    // Leaving its rest is a press, which nothing takes the place of.
    expect(dispatcher.publish(fader('/fader/1', 0.05))).toBe(1)
    expect(dispatcher.publish(fader('/fader/1', 0.1))).toBe(2)
    expect(dispatcher.publish(event('lights.go'))).toBe(3)
    clock.advanceBy(30)
    expect(dispatcher.publish({ ...fader('/fader/1', 0.2), cause: 3 })).toBe(2)
    expect(dispatcher.publish(fader('/fader/1', 0.3))).toBe(2)
    turn()
    expect(events.map(({ seq, type, at }) => [seq, type, at])).toEqual([
      [1, 'osc.received', 1000],
      [2, 'osc.received', 1030],
      [3, 'lights.go', 1000],
    ])
    expect(events[0]).toMatchObject({ edge: 'press', payload: { args: [0.05] } })
    expect(events[1]).toMatchObject({ edge: 'none', payload: { args: [0.3] }, collapsed: 2 })
    expect(events.map(({ collapsed }) => collapsed)).toEqual([undefined, 2, undefined])
    expect(dispatcher.health().queues[1]).toMatchObject({ coalesced: 2, dropped: 0 })
    expect(dispatcher.publish(event('lights.go'))).toBe(4)
  })

  test('only equal type, source and key replace each other, and only while they wait', () => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish(fader('/fader/1', 1))
    dispatcher.publish(fader('/fader/2', 2))
    dispatcher.publish(fader('/fader/1', 3, 'osc:other'))
    dispatcher.publish(event('snapshot.publish.requested', { stream: '/fader/1' }, 'osc:main'))
    dispatcher.publish(event('broadcast.requested', { stream: '/fader/1' }, 'osc:main'))
    turn()
    dispatcher.publish(fader('/fader/1', 4))
    turn()
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(dispatcher.health().queues.map(({ coalesced }) => coalesced)).toEqual([0, 0, 0, 0])
  })

  const PARAM = '/cuewright/param/x'
  const words = (events: readonly EventEnvelope[]): unknown[] =>
    events.map(({ payload }) => (payload as { readonly args?: readonly unknown[] }).args?.[0] ?? 'fade')

  test.each([
    ['a fade of the parameter', fader(`${PARAM}/fade`, 1)],
    ['a fade of it that somebody else asks for', fader(`${PARAM}/fade`, 1, 'osc:other')],
    ['a fade that is stopped', fader(`${PARAM}/fade/stop`, 1)],
    ['a fade by a pattern', fader('/cuewright/param/*/fade', 1)],
    ['a fade of a step', event('param.fade', { name: 'x', to: 1, over: 5000 }, 'playlist:p')],
    ['a scene of a step', event('scene.recall', { name: 'storm' }, 'playlist:p')],
  ])('%s stays between the values that came before and after it', (_, between) => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch('*')
    using _watching = subscription
    for (const value of [0, 0.1, 0.2]) dispatcher.publish(fader(PARAM, value))
    dispatcher.publish(between)
    dispatcher.publish(fader(PARAM, 0.3))
    dispatcher.publish(fader(PARAM, 0.4))
    turn()
    const told = words(events)
    expect(told.at(-1)).toBe(0.4)
    expect(told.indexOf(0.2)).toBe(told.length - 3)
  })

  test('values of a parameter are merged however many fades of others come between them', () => {
    const { dispatcher } = rig()
    dispatcher.publish(fader(PARAM, 0.1))
    dispatcher.publish(fader(PARAM, 0.2))
    dispatcher.publish(fader('/cuewright/param/y/fade', 1))
    const waiting = dispatcher.pending
    dispatcher.publish(fader(PARAM, 0.3))
    expect(dispatcher.pending).toBe(waiting)
  })

  test('a source and a key that run together the same way stay apart', () => {
    const { dispatcher } = rig()
    dispatcher.publish(fader('/b/c', 1, '/a'))
    dispatcher.publish(fader('/c', 1, '/a/b'))
    expect(dispatcher.pending).toBe(2)
  })

  test('a full lane still takes the latest value of what waits in it', () => {
    const { dispatcher, turn } = rig({ capacity: { show: 1 } })
    dispatcher.publish(fader('/fader/1', 1))
    turn()
    expect(dispatcher.publish(fader('/fader/1', 2))).toBe(2)
    expect(dispatcher.publish(fader('/fader/1', 3))).toBe(2)
    expect(dispatcher.publish(fader('/fader/2', 1))).toBeNull()
  })
})

describe('a full lane', () => {
  test('the show lane refuses the newest and counts it by type', () => {
    const { dispatcher, turn, watch } = rig({ capacity: { show: 2 } })
    const { events, subscription } = watch('lights.*')
    using _ = subscription
    const answers = [1, 2, 3, 4].map((number) => dispatcher.publish(event(`lights.go${number}`)))
    expect(answers).toEqual([1, 2, null, null])
    turn()
    expect(events.map(({ type }) => type)).toEqual(['lights.go1', 'lights.go2'])
    expect(dispatcher.health().queues[1]).toMatchObject({ lane: 'show', dropped: 2, highWater: 2, depth: 0 })
    expect(dispatcher.health().droppedByType).toEqual({ 'lights.go3': 1, 'lights.go4': 1 })
  })

  test('the observation lane gives up its oldest', () => {
    const { dispatcher, turn, watch } = rig({ capacity: { observation: 2 } })
    const { events, subscription } = watch('snapshot.published')
    using _ = subscription
    for (const stream of ['one', 'two', 'three']) expect(dispatcher.publish(telemetry(stream))).not.toBeNull()
    turn()
    expect(events.map(({ payload }) => (payload as { stream: string }).stream)).toEqual(['two', 'three'])
    expect(dispatcher.health().droppedByType).toEqual({ 'snapshot.published': 1 })
  })

  test('a coalesced value that was given up does not take later ones with it', () => {
    const { dispatcher, turn, watch } = rig({ capacity: { observation: 2 } })
    const { events, subscription } = watch('broadcast.completed')
    using _ = subscription
    for (const stream of ['runs', 'show', 'health', 'runs']) {
      dispatcher.publish(event('broadcast.completed', { stream, clients: 1 }))
    }
    turn()
    expect(events.map(({ payload }) => (payload as { stream: string }).stream)).toEqual(['health', 'runs'])
  })

  test('the control lane sheds nothing: it refuses when its own capacity is reached', () => {
    const { dispatcher, turn, watch } = rig({ capacity: { control: 2 } })
    const { events, subscription } = watch('command.accepted')
    using _ = subscription
    expect([panic(), panic(), panic()].map((draft) => dispatcher.publish(draft))).toEqual([1, 2, null])
    turn()
    expect(events.map(({ seq }) => seq)).toEqual([1, 2])
  })

  test('one overflow is announced once, and again only after the lane was half empty', () => {
    const { dispatcher, watch } = rig({ capacity: { show: 4 } })
    const { events, subscription } = watch('resource.exhausted')
    using _ = subscription
    const flood = (): void => {
      for (let number = 0; number < 10; number += 1) dispatcher.publish(event('lights.go'))
    }
    flood()
    // The announcement, and one of the four.
    dispatcher.drain(2)
    expect(events.map(({ source, payload }) => [source, payload])).toEqual([
      ['dispatcher', { runId: null, resource: 'queue.show', usage: 4, quota: 4 }],
    ])
    flood()
    dispatcher.drain(2)
    expect(events.length).toBe(1)
    flood()
    dispatcher.drain(1)
    expect(events.length).toBe(2)
  })
})

describe('a lane full of bytes', () => {
  const large = (type = 'data.chunk') => event(type, 'x'.repeat(20_000))
  const huge = () => event('data.dump', 'x'.repeat(60_000))

  test('huge events fill half of it, large ones three quarters, and small ones still find room', () => {
    const { dispatcher } = rig({ bytes: { show: 1_000_000 } })
    const taken = (draft: EventDraft): number => {
      let count = 0
      while (dispatcher.publish(draft) !== null) count += 1
      return count
    }
    // 256 for the envelope, 24 for the text, 2 for each character.
    expect(taken(huge())).toBe(4)
    expect(taken(large())).toBe(6)
    expect(dispatcher.publish(event('lights.go', { level: 1 }))).not.toBeNull()
    const { bytes, depth } = dispatcher.health().queues[1]!
    expect([bytes, depth]).toEqual([4 * 120_280 + 6 * 40_280 + 341, 11])
  })

  test('that it is full is said in bytes, once', () => {
    const { dispatcher, turn, watch } = rig({ bytes: { show: 200_000 } })
    const { events, subscription } = watch('resource.exhausted')
    using _ = subscription
    for (let number = 0; number < 5; number += 1) dispatcher.publish(large())
    turn()
    expect(events.map(({ payload }) => payload)).toEqual([
      { runId: null, resource: 'queue.show.bytes', usage: 120_840, quota: 200_000 },
    ])
    expect(dispatcher.health().droppedByType).toEqual({ 'data.chunk': 2 })
    expect(dispatcher.health().queues[1]).toMatchObject({ depth: 0, bytes: 0, dropped: 2 })
  })

  test('a value that is larger than the one it replaces needs room as well', () => {
    const { dispatcher, turn, watch } = rig({ bytes: { show: 10_000 } })
    const { events, subscription } = watch('osc.received')
    using _ = subscription
    const chunk = (length: number): EventDraft => {
      const draft = fader('/chunk', 0)
      return { ...draft, payload: { ...(draft.payload as object), args: [0.5, 'x'.repeat(length)] } }
    }
    // The first leaves the rest, and a press is not merged.
    dispatcher.publish(chunk(0))
    turn()
    expect(dispatcher.publish(chunk(1))).toBe(2)
    expect(dispatcher.publish(chunk(60_000))).toBeNull()
    expect(dispatcher.publish(chunk(2))).toBe(2)
    turn()
    expect(events.map(({ payload }) => (payload as { args: string[] }).args[1])).toEqual(['', 'xx'])
    expect(dispatcher.health().queues[1]).toMatchObject({ bytes: 0, dropped: 1, coalesced: 1 })
  })

  test('the observation lane gives up as many of its oldest as a large one needs', () => {
    const { dispatcher, turn, watch } = rig({ bytes: { observation: 2000 } })
    const { events, subscription } = watch('snapshot.published')
    using _ = subscription
    for (const stream of ['one', 'two', 'three', 'four', 'five', 'a'.repeat(300)])
      dispatcher.publish(telemetry(stream))
    turn()
    expect(events.map(({ payload }) => (payload as { stream: string }).stream.slice(0, 5))).toEqual([
      'four',
      'five',
      'aaaaa',
    ])
  })

  test('12,000 packets of 60 kB leave less than the budgets behind', () => {
    const { dispatcher, turn } = rig({
      capacity: { show: 65_536 },
      bytes: { show: 64 * 1024 * 1024 },
      historySize: 10_000,
    })
    for (let number = 0; number < 12_000; number += 1) dispatcher.publish(huge())
    expect(dispatcher.health().queues[1]!.bytes).toBeLessThanOrEqual(32 * 1024 * 1024)
    while (dispatcher.pending > 0) turn()
    const kept = dispatcher.history.query({ type: 'data.dump', limit: 100_000 })
    expect(kept.length).toBe(Math.floor((16 * 1024 * 1024) / 120_280))
  })
})

test('that the control lane is full is said in a place that is kept for it', () => {
  const { dispatcher, turn, watch } = rig({ capacity: { control: 2 } })
  const { events, subscription } = watch('resource.exhausted')
  using _ = subscription
  for (let number = 0; number < 5; number += 1) dispatcher.publish(panic())
  turn()
  expect(events.map(({ payload }) => payload)).toEqual([
    { runId: null, resource: 'queue.control', usage: 2, quota: 2 },
  ])
})

test('of the types that were dropped the twenty are shown that it befell most', () => {
  const { dispatcher } = rig({ capacity: { show: 1 } })
  for (let number = 0; number < 100; number += 1) dispatcher.publish(event(`made.up${number}`))
  for (let number = 0; number < 3; number += 1) dispatcher.publish(event('lights.go'))
  expect(Object.entries(dispatcher.health().droppedByType)[0]).toEqual(['lights.go', 3])
  expect(Object.keys(dispatcher.health().droppedByType).length).toBe(20)
})

describe('the pump', () => {
  test('it stops when its budget is spent and goes on in the next turn', () => {
    const { clock, dispatcher, deferred, turn } = rig({ budgetMs: 5 })
    using _slow = dispatcher.subscribe('lights.go', () => clock.advanceBy(2), named('slow'))
    for (let number = 0; number < 7; number += 1) dispatcher.publish(event('lights.go'))
    turn()
    expect(dispatcher.pending).toBe(4)
    expect(deferred.length).toBe(1)
    turn()
    turn()
    expect(dispatcher.pending).toBe(0)
    expect(deferred.length).toBe(0)
  })

  test('draining goes on past the budget, to the last follow-up or to its limit', () => {
    const { clock, dispatcher } = rig({ budgetMs: 5 })
    using _slow = dispatcher.subscribe('lights.go', () => clock.advanceBy(2), named('slow'))
    for (let number = 0; number < 7; number += 1) dispatcher.publish(event('lights.go'))
    expect(dispatcher.drain(100)).toBe(7)
    using _loop = dispatcher.subscribe('a.b', () => void dispatcher.publish(event('a.b')), named('loop'))
    dispatcher.publish(event('a.b'))
    expect(dispatcher.drain(1000)).toBe(1000)
    expect(dispatcher.pending).toBe(1)
  })

  test('a handler that asks for dispatching does not start it inside itself', () => {
    const { dispatcher, turn, watch } = rig()
    const inside: number[] = []
    using _eager = dispatcher.subscribe(
      'a.b',
      () => void inside.push(dispatcher.dispatchPending()),
      named('eager'),
    )
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish(event('a.b'))
    dispatcher.publish(event('c.d'))
    turn()
    expect(inside).toEqual([0])
    expect(events.map(({ seq }) => seq)).toEqual([1, 2])
  })
})

describe('what is remembered', () => {
  test('an event is found by whoever hears it, and by whoever hears what follows from it', () => {
    const { dispatcher, turn } = rig()
    const found: unknown[] = []
    const look = ({ seq, cause }: { seq: number; cause: number | null }): void => {
      found.push([dispatcher.history.find(seq)?.type, dispatcher.history.find(cause ?? 0)?.type])
      if (cause === null) dispatcher.publish({ ...event('c.d'), cause: seq })
    }
    using _ = dispatcher.subscribe('*', look, named('looks'))
    dispatcher.publish(event('a.b'))
    turn()
    expect(found).toEqual([
      ['a.b', undefined],
      ['c.d', 'a.b'],
    ])
    expect(dispatcher.state.query({ type: 'c.d', limit: 1 })).toMatchObject([{ seq: 2 }])
  })

  test('nothing is left of a run that is forgotten while its last event is handed out', () => {
    const { dispatcher, turn } = rig()
    using _ = dispatcher.subscribe('*', () => dispatcher.history.forgetRun('r#1'), named('forgets'))
    dispatcher.publish(event('a.b', { runId: 'r#1' }))
    turn()
    expect(dispatcher.history.query({ runId: 'r#1', limit: 10 })).toEqual([])
    expect(dispatcher.history.size).toBe(1)
  })

  test('everything that was dispatched is, however much that was in one turn', () => {
    const { dispatcher, turn } = rig({ capacity: { show: 1000 }, budgetMs: 1e9 })
    for (let number = 0; number < 900; number += 1) dispatcher.publish(event('a.b'))
    turn()
    expect(dispatcher.history.countsByType()).toEqual({ 'a.b': 900 })
  })
})

describe('those who look on afterwards', () => {
  /** Hears what is dispatched, in which order: at once, and afterwards. */
  function heardBy({ dispatcher }: ReturnType<typeof rig>) {
    const heard: string[] = []
    const hear = (when: string) => (one: { type: string }) => void heard.push(`${when} ${one.type}`)
    const scope = new DisposableStack()
    scope.use(dispatcher.subscribe('*', hear('then'), { ...named('looker-on'), afterwards: true }))
    scope.use(dispatcher.subscribe('*', hear('now'), named('actor', -1)))
    return { heard, scope }
  }

  test('hear an event when all that follows from it has been dispatched, in the same order', () => {
    const desk = rig()
    const { heard, scope } = heardBy(desk)
    using _ = scope
    const follow = ({ seq }: { seq: number }): void =>
      void desk.dispatcher.publish({ ...event('lights.done'), cause: seq })
    using _follow = desk.dispatcher.subscribe('lights.go', follow, named('follow'))
    desk.dispatcher.publish(event('lights.go'))
    desk.turn()
    expect(heard).toEqual(['now lights.go', 'now lights.done', 'then lights.go', 'then lights.done'])
  })

  test('what one of them publishes goes before what they have not heard yet', () => {
    const desk = rig()
    const { heard, scope } = heardBy(desk)
    using _ = scope
    const note = (): void => void desk.dispatcher.publish(event('note.taken'))
    using _noting = desk.dispatcher.subscribe('a.b', note, { ...named('noting', 1), afterwards: true })
    desk.dispatcher.publish(event('a.b'))
    desk.dispatcher.publish(event('c.d'))
    desk.turn()
    expect(heard).toEqual(['now a.b', 'now c.d', 'then a.b', 'now note.taken', 'then c.d', 'then note.taken'])
  })

  test('hear what they are shown once the thread has rested, some of it in each turn', () => {
    const rests: (() => void)[] = []
    const desk = rig({ rest: (run) => void rests.push(run) })
    const { heard, scope } = heardBy(desk)
    using _ = scope
    const then = (): number => heard.filter((one) => one.startsWith('then')).length
    for (let number = 0; number < 6; number += 1) desk.dispatcher.publish(event('a.b'))
    desk.turn()
    desk.dispatcher.publish(event('c.d'))
    desk.turn()
    expect([then(), rests.length, desk.deferred.length]).toEqual([0, 1, 0])
    rests.shift()?.()
    expect([then(), rests.length, desk.deferred.length]).toEqual([4, 0, 1])
    desk.turn()
    expect([then(), rests.length, desk.deferred.length]).toEqual([7, 0, 0])
    expect(heard.at(-1)).toBe('then c.d')
  })

  test('hear at once what has been dispatched where somebody asks them about it', () => {
    const desk = rig({ rest: () => {} })
    const { heard, scope } = heardBy(desk)
    using _ = scope
    desk.dispatcher.publish(event('a.b'))
    desk.turn()
    desk.dispatcher.publish(event('c.d'))
    desk.dispatcher.showAll()
    expect(heard).toEqual(['now a.b', 'then a.b'])
  })

  test.each([
    ['in events', event('a.b'), 256],
    ['in bytes', event('a.b', 'x'.repeat(100_000)), 6],
  ])('are never far behind, %s, however many wait', (_, one, bound) => {
    const desk = rig({
      capacity: { show: 1000 },
      bytes: { show: 1e9 },
      budgetMs: 1e9,
      rest: () => {},
    })
    const { heard, scope } = heardBy(desk)
    using _scope = scope
    for (let number = 0; number < 600; number += 1) desk.dispatcher.publish(one)
    while (heard.length < 1200) desk.turn()
    let behind = 0
    const most = Math.max(...heard.map((when) => (behind += when.startsWith('now') ? 1 : -1)))
    expect([most, behind]).toEqual([bound, 0])
  })

  test('take of the budget of a turn, and hear the rest in the next', () => {
    const desk = rig({ budgetMs: 5 })
    const seen: number[] = []
    const slow = ({ seq }: { seq: number }): void => {
      desk.clock.advanceBy(2)
      seen.push(seq)
    }
    using _ = desk.dispatcher.subscribe('a.b', slow, { ...named('slow'), afterwards: true })
    for (let number = 0; number < 4; number += 1) desk.dispatcher.publish(event('a.b'))
    desk.turn()
    expect(seen).toEqual([1, 2, 3])
    expect(desk.dispatcher.pending).toBe(0)
    expect(desk.deferred.length).toBe(1)
    desk.turn()
    expect(seen).toEqual([1, 2, 3, 4])
    expect(desk.deferred.length).toBe(0)
  })

  test('hear nothing any more once they have ceased to listen', () => {
    const desk = rig()
    const { heard, scope } = heardBy(desk)
    using _ = desk.dispatcher.subscribe('a.b', () => scope.dispose(), named('ends'))
    desk.dispatcher.publish(event('a.b'))
    desk.turn()
    expect(heard).toEqual([])
  })
})

describe('subscribing', () => {
  test.each([
    ['playlist.created', ['playlist.created']],
    ['playlist.*', ['playlist.created', 'playlist.step.late']],
    ['playlist.step.*', ['playlist.step.late']],
    ['*', ['playlist.created', 'playlist.step.late', 'playlists.all', 'lights.go']],
    ['lights', []],
  ])('%s hears what it covers', (pattern, heard) => {
    const { dispatcher, turn, watch } = rig()
    const { events, subscription } = watch(pattern)
    using _ = subscription
    for (const type of ['playlist.created', 'playlist.step.late', 'playlists.all', 'lights.go']) {
      dispatcher.publish(event(type))
    }
    turn()
    expect(events.map(({ type }) => type)).toEqual(heard)
  })

  test('higher priority is called first, equal ones as they subscribed, whatever the pattern', () => {
    const { dispatcher, turn } = rig()
    const called: string[] = []
    using scope = new DisposableStack()
    const listen = (pattern: string, name: string, priority: number): void => {
      scope.use(dispatcher.subscribe(pattern, () => void called.push(name), named(name, priority)))
    }
    listen('*', 'all', 0)
    listen('lights.go', 'late', -1)
    listen('lights.go', 'exact', 0)
    listen('lights.*', 'first', 10)
    listen('lights.*', 'family', 0)
    dispatcher.publish(event('lights.go'))
    turn()
    expect(called).toEqual(['first', 'all', 'exact', 'family', 'late'])
  })

  test('a handler disposed by an earlier one is not called for that event any more', () => {
    const { dispatcher, turn } = rig()
    const called: string[] = []
    const later = dispatcher.subscribe('a.b', () => void called.push('later'), named('later', 0))
    using _first = dispatcher.subscribe(
      'a.b',
      () => {
        called.push('first')
        later[Symbol.dispose]()
      },
      named('first', 1),
    )
    dispatcher.publish(event('a.b'))
    dispatcher.publish(event('a.b'))
    turn()
    expect(called).toEqual(['first', 'first'])
  })

  test('a handler that disposes itself leaves the others of that event in place', () => {
    const { dispatcher, turn } = rig()
    const called: string[] = []
    const once = dispatcher.subscribe(
      'a.b',
      () => {
        called.push('once')
        once[Symbol.dispose]()
      },
      named('once'),
    )
    using _other = dispatcher.subscribe('a.b', () => void called.push('other'), named('other'))
    dispatcher.publish(event('a.b'))
    dispatcher.publish(event('a.b'))
    turn()
    expect(called).toEqual(['once', 'other', 'other'])
  })

  test('a handler added during an event hears from the next one on', () => {
    const { dispatcher, turn } = rig()
    const heard: number[] = []
    using scope = new DisposableStack()
    using _adder = dispatcher.subscribe(
      'a.b',
      ({ seq }) => {
        if (seq === 1)
          scope.use(dispatcher.subscribe('a.*', (late) => void heard.push(late.seq), named('late')))
      },
      named('adder', 1),
    )
    dispatcher.publish(event('a.b'))
    dispatcher.publish(event('a.b'))
    turn()
    expect(heard).toEqual([2])
  })
})

describe('a failing handler', () => {
  test('the others are called all the same, and the failure is counted and announced', () => {
    const { dispatcher, turn, watch } = rig()
    using _broken = dispatcher.subscribe(
      'lights.go',
      () => {
        throw new Error('no such lamp')
      },
      named('lamps', 1),
    )
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish(event('lights.go'))
    turn()
    expect(events.map(({ type, source, cause, payload }) => [type, source, cause, payload])).toEqual([
      ['lights.go', 'operator', null, null],
      [
        'health.handlerFailed',
        'dispatcher',
        1,
        { handler: 'lamps', type: 'lights.go', seq: 1, message: 'no such lamp', total: 1 },
      ],
    ])
    expect(dispatcher.health().failures).toBe(1)
  })

  test('a rejection that comes later is treated the same', async () => {
    const { dispatcher, turn, watch } = rig()
    using _broken = dispatcher.subscribe(
      'lights.go',
      () => Promise.reject(new Error('too late')),
      named('lamps'),
    )
    const { events, subscription } = watch('health.handlerFailed')
    using _ = subscription
    dispatcher.publish(event('lights.go'))
    dispatcher.publish(event('lights.go'))
    turn()
    await Promise.resolve()
    turn()
    // Both failed before the first was dispatched, so the second took its place.
    expect(events.map(({ payload }) => payload)).toEqual([
      { handler: 'lamps', type: 'lights.go', seq: 2, message: 'too late', total: 2 },
    ])
    expect(dispatcher.health().failures).toBe(2)
  })

  test('failing at the announcement itself is counted and goes no further', () => {
    const { dispatcher, turn } = rig()
    using _broken = dispatcher.subscribe(
      '*',
      () => {
        throw new Error('always')
      },
      named('broken'),
    )
    dispatcher.publish(event('lights.go'))
    turn()
    expect(dispatcher.pending).toBe(0)
    expect(dispatcher.health()).toMatchObject({ failures: 2, dispatched: 2 })
  })
})

describe('health', () => {
  test('depth, high water and oldest age follow the queue', () => {
    const { clock, dispatcher, turn } = rig()
    dispatcher.publish(event('lights.go'))
    clock.advanceBy(40)
    dispatcher.publish(event('lights.go'))
    clock.advanceBy(2)
    expect(dispatcher.health().queues[1]).toEqual({
      lane: 'show',
      depth: 2,
      highWater: 2,
      capacity: 100,
      bytes: 512,
      byteCapacity: 1_000_000,
      oldestAge: 42,
      dropped: 0,
      coalesced: 0,
    })
    turn()
    expect(dispatcher.health().queues[1]).toMatchObject({ depth: 0, highWater: 2, oldestAge: 0 })
    expect(dispatcher.health().queues.map(({ lane }) => lane)).toEqual([...QUEUES])
  })

  test('shows what ends something where it waits before all lanes', () => {
    const { dispatcher, turn } = rig()
    dispatcher.publish(event('lights.go'))
    for (let stop = 0; stop < 3; stop += 1) dispatcher.publish({ ...event('lights.go'), ahead: 'stop' })
    const ahead = () => dispatcher.health().queues.find(({ lane }) => lane === 'ahead')
    expect(ahead()).toMatchObject({ depth: 3, capacity: 1024, dropped: 0 })
    expect(dispatcher.health().queues[1]).toMatchObject({ depth: 1 })
    turn()
    expect(ahead()).toMatchObject({ depth: 0, highWater: 3 })
  })

  test('a coalesced place ages from its first arrival', () => {
    const { clock, dispatcher } = rig()
    dispatcher.publish(fader('/fader/1', 1))
    clock.advanceBy(40)
    dispatcher.publish(fader('/fader/1', 2))
    expect(dispatcher.health().queues[1]?.oldestAge).toBe(40)
  })

  test('dispatch durations are those of the period that was closed last, however many read them', () => {
    const { clock, dispatcher, turn } = rig()
    using _slow = dispatcher.subscribe('lights.go', () => clock.advanceBy(3), named('slow'))
    dispatcher.publish(event('lights.go'))
    turn()
    expect(dispatcher.health().dispatch.count).toBe(0)
    expect(dispatcher.samplePeriod().dispatch).toMatchObject({ count: 1, p50: 3, max: 3 })
    expect(dispatcher.health().dispatch).toMatchObject({ count: 1, max: 3 })
    expect(dispatcher.health().dispatch).toMatchObject({ count: 1, max: 3 })
    expect(dispatcher.samplePeriod().dispatch.count).toBe(0)
  })
})

const lane: Record<Lane, (name: string) => EventDraft> = {
  control: (name) => event('command.accepted', { command: name, args: {}, by: 'operator' }),
  show: (name) => fader(`/${name}`, 0),
  observation: (name) => event('broadcast.completed', { stream: name, clients: 0 }),
}

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      lane: fc.constantFrom(...LANES),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('dispatch' as const), count: fc.integer({ min: 1, max: 2 }) }),
  },
)

/** The three lanes as plain lists of what waits. */
class Model {
  static readonly CAPACITY = 3
  readonly lanes: Record<Lane, { seq: number; name: string }[]> = { control: [], show: [], observation: [] }
  readonly overflowing = new Set<Lane>()
  lastSeq = 0

  publish(to: Lane, name: string): number | null {
    const queue = this.lanes[to]
    const same = to === 'control' ? undefined : queue.find((waiting) => waiting.name === name)
    if (same !== undefined) return same.seq
    if (to !== 'control' && queue.length === Model.CAPACITY) {
      if (to === 'observation') queue.shift()
      if (!this.overflowing.has(to)) this.add('control', 'overflow')
      this.overflowing.add(to)
      if (to === 'show') return null
    }
    return this.add(to, name)
  }

  dispatch(count: number): number[] {
    const out: number[] = []
    for (const name of LANES) {
      const queue = this.lanes[name]
      while (out.length < count && queue.length > 0) {
        out.push((queue.shift() as { seq: number }).seq)
        if (queue.length <= Model.CAPACITY / 2) this.overflowing.delete(name)
      }
    }
    return out
  }

  private add(to: Lane, name: string): number {
    this.lastSeq += 1
    this.lanes[to].push({ seq: this.lastSeq, name })
    return this.lastSeq
  }
}

test('any mix of publishing and dispatching behaves like three plain lists, and every event is accounted for', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const { dispatcher, watch } = rig({ capacity: { control: 1000, show: 3, observation: 3 } })
      const { events, subscription } = watch('*')
      using _ = subscription
      const model = new Model()
      for (const step of actions) {
        if (step.do === 'dispatch') {
          events.length = 0
          dispatcher.drain(step.count)
          expect(events.map(({ seq }) => seq)).toEqual(model.dispatch(step.count))
        } else {
          expect(dispatcher.publish(lane[step.lane](step.name))).toBe(model.publish(step.lane, step.name))
        }
      }
      const { published, dispatched, queues } = dispatcher.health()
      const elsewhere = queues.reduce((sum, queue) => sum + queue.depth + queue.dropped + queue.coalesced, 0)
      expect(published).toBe(dispatched + elsewhere)
    }),
    runs(500),
  )
})

describe('what goes ahead', () => {
  test('is handed out before all that waits, and finds room where its lane is full', () => {
    const { dispatcher, turn, watch } = rig({ capacity: { control: 4, show: 4, observation: 4 } })
    const { events, subscription } = watch('*')
    using _ = subscription
    for (let count = 0; count < 10; count += 1) dispatcher.publish(panic())
    expect(dispatcher.publish({ ...event('lights.go'), ahead: 'panic' })).not.toBeNull()
    turn()
    expect(events[0]?.type).toBe('lights.go')
  })

  test('leaves room for panics where it is stops', () => {
    const { dispatcher } = rig({ capacity: { control: 4, show: 4, observation: 4 } })
    for (let count = 0; count < 5000; count += 1) dispatcher.publish({ ...event('lights.go'), ahead: 'stop' })
    expect(dispatcher.publish({ ...event('lights.go'), ahead: 'stop' })).toBeNull()
    expect(dispatcher.publish({ ...event('lights.go'), ahead: 'panic' })).not.toBeNull()
  })
})
