import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { INTERRUPT_LIMITS } from '../../../../shared/model/interrupt.ts'
import { InterruptsRig, request } from './rig.ts'
import { asked } from '../../../support/asked.ts'

describe('a question', () => {
  test('is told with all that is needed to answer it, and caused by what asked', () => {
    using rig = new InterruptsRig()
    const choices = ['red', 'blue']
    rig.raise(
      'run:intro#7',
      {
        kind: 'clarification',
        prompt: 'Colour?',
        choices,
        timeout: '5s',
        default: 'red',
        metadata: { a: 1 },
      },
      42,
    )
    expect(rig.events).toEqual([
      {
        type: 'interrupt.raised',
        source: 'interrupts',
        cause: 42,
        seq: 1,
        at: 1000,
        payload: {
          interruptId: 'q1',
          owner: 'run:intro#7',
          ownerName: 'name of run:intro#7',
          kind: 'clarification',
          prompt: 'Colour?',
          choices: ['red', 'blue'],
          default: 'red',
          timeoutAt: 6000,
          replaced: null,
          metadata: { a: 1 },
        },
      },
    ])
    expect(asked(rig.interrupts)).toEqual({ 'run:intro#7': 'clarification' })
    expect(rig.interrupts.view().pending).toMatchObject([{ interruptId: 'q1', raisedAt: 1000 }])
  })

  test('is answered once, by whoever is first, and the asker learns of the event that says so', () => {
    using rig = new InterruptsRig()
    rig.raise('a')
    rig.clock.advanceBy(250)
    expect(rig.interrupts.answer('q1', 'yes', 'window:1', 9)).toEqual({
      ok: true,
      value: { interruptId: 'q1', answer: true },
    })
    expect(rig.events[1]).toEqual({
      type: 'interrupt.answered',
      source: 'interrupts',
      cause: 9,
      seq: 2,
      at: 1250,
      payload: { interruptId: 'q1', owner: 'a', prompt: 'Ready?', answer: true, by: 'window:1' },
    })
    expect(rig.told).toEqual(['a true window:1 2'])
    expect(asked(rig.interrupts)).toEqual({})
    expect(rig.interrupts.view()).toMatchObject({
      pending: [],
      past: [{ interruptId: 'q1', endedAt: 1250, answer: true, by: 'window:1' }],
    })
    rig.clock.advanceBy(3000)
    expect(rig.interrupts.answer('q1', 0, 'osc:main', 10)).toEqual({
      ok: false,
      error: {
        code: 'interrupt/answered',
        where: 'q1',
        what: '"Ready?" was over 3.0 s ago: window:1 answered yes',
        next: 'nothing more is to be done',
      },
    })
    expect(rig.told).toHaveLength(1)
  })

  test('goes on waiting after an answer that does not fit, and says what would', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { kind: 'clarification', prompt: 'Colour?', choices: ['red', 'blue'] })
    expect(rig.interrupts.answer('q1', 'green', 'window:1', null)).toEqual({
      ok: false,
      error: {
        code: 'interrupt/invalid',
        where: 'q1 "Colour?"',
        what: 'that is none of its choices',
        next: 'answer one of: 1 red, 2 blue',
      },
    })
    expect(rig.interrupts.answer('q1', 2, 'window:1', null)).toMatchObject({
      ok: true,
      value: { answer: 'blue' },
    })
  })

  test.each([
    ['q1', 'nothing waits for an answer'],
    ['q0', 'nothing waits for an answer'],
    ['Q1', 'nothing waits for an answer'],
    ['', 'nothing waits for an answer'],
  ])('that was never asked is unknown: %o', (id, next) => {
    using rig = new InterruptsRig()
    expect(rig.interrupts.answer(id, true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/unknown', next },
    })
  })

  test('that is unknown while others wait names those', () => {
    using rig = new InterruptsRig()
    rig.raise('a')
    rig.raise('b')
    expect(rig.interrupts.answer('q9', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/unknown', next: 'these wait for an answer: q1, q2' },
    })
  })
})

describe('time running out', () => {
  test.each([
    [true, 'true', 'nobody answered in time, taken as yes'],
    [false, 'false', 'nobody answered in time, taken as no'],
    [null, 'null', 'nobody answered in time'],
  ])('takes the default %o, exactly when the time is up', (answer, told, words) => {
    using rig = new InterruptsRig()
    rig.raise('a', { timeout: 500, default: answer })
    rig.clock.advanceTo(1499.9)
    expect(rig.told).toEqual([])
    rig.clock.advanceTo(1500)
    expect(rig.told).toEqual([`a ${told} timeout 2`])
    expect(rig.events[1]).toMatchObject({
      type: 'interrupt.answered',
      at: 1500,
      cause: 1,
      payload: { answer, by: 'timeout' },
    })
    expect(rig.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/answered', what: `"Ready?" was over 0.0 s ago: ${words}` },
    })
  })

  test('is over with an answer', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { timeout: 500, default: false })
    rig.interrupts.answer('q1', true, 'window:1', null)
    rig.clock.advanceBy(10_000)
    expect(rig.told).toEqual(['a true window:1 2'])
    expect(rig.events).toHaveLength(2)
  })

  test('never comes where no time is given', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { default: true })
    rig.clock.advanceBy(86_400_000)
    expect(asked(rig.interrupts)).toHaveProperty('a')
  })

  test('of nothing takes the default as soon as the asker waits', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { timeout: 0, default: true })
    expect(rig.told).toEqual([])
    rig.clock.advanceBy(0)
    expect(rig.told).toEqual(['a true timeout 2'])
  })
})

describe('a newer question of the same owner', () => {
  test('takes the place of the older, whose asker is told that nobody answered', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { prompt: 'First?', timeout: 500, default: true })
    rig.raise('a', { prompt: 'Second?' }, 17)
    expect(rig.events.slice(1).map(({ type, cause, payload }) => [type, cause, payload])).toEqual([
      [
        'interrupt.cleared',
        17,
        { interruptId: 'q1', owner: 'a', prompt: 'First?', reason: 'replaced', by: null },
      ],
      ['interrupt.raised', 17, expect.objectContaining({ interruptId: 'q2', replaced: 'q1' })],
    ])
    expect(rig.told).toEqual(['a null replaced 2'])
    expect(rig.interrupts.view().pending.map(({ interruptId }) => interruptId)).toEqual(['q2'])
    rig.clock.advanceBy(10_000)
    expect(rig.told).toHaveLength(1)
    expect(rig.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: {
        code: 'interrupt/answered',
        what: '"First?" was over 10.0 s ago: a newer question took its place',
      },
    })
    expect(rig.interrupts.answer('q2', true, 'window:1', null)).toMatchObject({ ok: true })
  })

  test('may be asked by the asker of the older in the moment it is told', () => {
    using rig = new InterruptsRig()
    const { interrupts } = rig
    const again = (): void => void interrupts.raise('a', 'A', request({ prompt: 'Third?' }), null, () => {})
    interrupts.raise('a', 'A', request(), null, again)
    interrupts.raise('a', 'A', request({ prompt: 'Second?' }), null, () => {})
    expect(interrupts.view().pending.map(({ interruptId, prompt }) => `${interruptId} ${prompt}`)).toEqual([
      'q3 Third?',
    ])
  })
})

describe('clearing', () => {
  test('of an owner that has ended tells everybody but the owner', () => {
    using rig = new InterruptsRig()
    rig.raise('a', { timeout: 500, default: true })
    expect(rig.interrupts.clear('a', null, 'ownerEnded', 33)).toBe(true)
    expect(rig.interrupts.clear('a', null, 'ownerEnded', 33)).toBe(false)
    rig.clock.advanceBy(10_000)
    expect(rig.told).toEqual([])
    expect(rig.events.slice(1)).toMatchObject([
      { type: 'interrupt.cleared', cause: 33, payload: { reason: 'ownerEnded', by: null } },
    ])
    expect(rig.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/answered', what: '"Ready?" was over 10.0 s ago: what asked it has ended' },
    })
  })

  test('by somebody else ends what asked, as an unanswered one does', () => {
    using rig = new InterruptsRig()
    rig.raise('a', {}, 5)
    rig.interrupts.clear('a', 'window:1', 'cleared', null)
    expect(rig.told).toEqual(['a null window:1 2'])
    // Where nothing else is named, the question itself is the cause.
    expect(rig.events[1]).toMatchObject({ type: 'interrupt.cleared', cause: 1 })
  })
})

describe('bounds', () => {
  test('so many wait at once; one more is refused and told, a replacement is not one more', () => {
    using rig = new InterruptsRig()
    for (let index = 0; index < INTERRUPT_LIMITS.pending; index += 1) rig.raise(`o${index}`)
    rig.events.length = 0
    expect(rig.interrupts.raise('late', 'Late', request(), 3, () => {})).toMatchObject({
      ok: false,
      error: { code: 'interrupt/full', where: 'late', what: '256 questions wait already' },
    })
    expect(rig.events).toMatchObject([
      {
        type: 'resource.exhausted',
        cause: 3,
        payload: { runId: null, resource: 'interrupts', usage: 256, quota: 256 },
      },
    ])
    expect(rig.raise('o7')).toBe('q257')
    rig.interrupts.clear('o7', null, 'ownerEnded', null)
    expect(rig.raise('late')).toBe('q258')
  })

  test('past ones are forgotten by and by, and still known to be over', () => {
    using rig = new InterruptsRig()
    for (let index = 0; index <= INTERRUPT_LIMITS.history; index += 1) {
      rig.interrupts.answer(rig.raise('a'), true, 'window:1', null)
    }
    const { past } = rig.interrupts.view()
    expect(past).toHaveLength(50)
    expect(past[0]?.interruptId).toBe('q201')
    expect(rig.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/answered', what: 'it was over long ago' },
    })
  })
})

type Act =
  | {
      readonly kind: 'raise'
      readonly owner: string
      readonly timeout: number | null
      readonly default: boolean | null
    }
  | { readonly kind: 'answer'; readonly number: number; readonly raw: unknown }
  | { readonly kind: 'clear'; readonly owner: string; readonly reason: 'ownerEnded' | 'cleared' }
  | { readonly kind: 'wait'; readonly ms: number }

const owner = fc.constantFrom('a', 'b', 'c')
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('raise' as const),
    owner,
    timeout: fc.option(fc.integer({ min: 0, max: 300 })),
    default: fc.option(fc.boolean()),
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    number: fc.integer({ min: 0, max: 20 }),
    raw: fc.constantFrom<unknown>(true, false, 1, '0', 'perhaps'),
  }),
  fc.record({
    kind: fc.constant('clear' as const),
    owner,
    reason: fc.constantFrom('ownerEnded' as const, 'cleared' as const),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 200 }) }),
)

function carryOut(rig: InterruptsRig, one: Act): void {
  const { interrupts, clock } = rig
  switch (one.kind) {
    case 'raise':
      rig.raise(one.owner, { timeout: one.timeout, default: one.default })
      return
    case 'answer':
      interrupts.answer(`q${one.number}`, one.raw, 'window:1', null)
      return
    case 'clear':
      interrupts.clear(one.owner, null, one.reason, null)
      return
    case 'wait':
      clock.advanceBy(one.ms)
  }
}

describe('whatever is raised, answered, cleared and timed out', () => {
  test('nobody ever hears of two questions of one owner, and each ends exactly once', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        using rig = new InterruptsRig()
        for (const one of acts) carryOut(rig, one)
        for (const one of ['a', 'b', 'c']) rig.interrupts.clear(one, null, 'ownerEnded', null)

        const waiting = new Map<string, string>()
        const raised: string[] = []
        const ended: string[] = []
        for (const { type, payload } of rig.events) {
          const { interruptId, owner: of } = payload as { interruptId: string; owner: string }
          if (type === 'interrupt.raised') {
            expect(waiting.has(of)).toBe(false)
            waiting.set(of, interruptId)
            raised.push(interruptId)
          } else {
            expect(waiting.get(of)).toBe(interruptId)
            waiting.delete(of)
            ended.push(interruptId)
          }
        }
        expect(ended.toSorted()).toEqual(raised.toSorted())
        expect(rig.interrupts.view().pending).toEqual([])
        const byOwner = rig.events.filter(
          ({ payload }) => (payload as { reason?: string }).reason === 'ownerEnded',
        )
        expect(rig.told).toHaveLength(raised.length - byOwner.length)
      }),
    )
  })
})

test('disposing forgets what waits, and tells nobody', () => {
  const rig = new InterruptsRig()
  rig.raise('a', { timeout: 500, default: true })
  rig.interrupts[Symbol.dispose]()
  rig.clock.advanceBy(1000)
  expect(rig.told).toEqual([])
})
