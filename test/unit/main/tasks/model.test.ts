import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Model } from './model.ts'
import { Rig } from './rig.ts'
import { runs } from '../../../support/property-runs.ts'

const MAX_TASKS = 12

const time = fc.nat({ max: 12 })
/** 0 is the task that is being executed. */
const id = fc.oneof(fc.constant(0), fc.nat({ max: 12 }))
const event = fc.constantFrom('a', 'b', 'c')
const params = fc.array(fc.nat({ max: 9 }), { maxLength: 2 })
const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name)

const action = fc.oneof(
  fc.record({ kind: kind('at'), params, at: time }),
  fc.record({ kind: kind('repeat'), params, at: time, every: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: kind('on'), params, event, at: time, repeat: fc.constantFrom(true, 0, 1, 3) }),
  fc.record({ kind: kind('trigger'), event, params }),
  fc.record({ kind: kind('cancel'), id }),
  fc.record({ kind: kind('send'), params, id }),
  fc.record({ kind: kind('await'), event, id }),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never
const step = fc.oneof(
  { arbitrary: action, weight: 3 },
  { arbitrary: fc.record({ kind: kind('advance'), by: fc.nat({ max: 20 }) }), weight: 1 },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Subject {
  act(action: Action): unknown
  advanceBy(ms: number): void
  counts(): readonly [number, number]
}

/** Every execution, every answer and the counts after every step. Each execution carries out the next list of `inner`. */
function play(steps: readonly Step[], inner: readonly Action[][], make: (run: Run) => Subject): unknown[] {
  const heard: unknown[] = []
  let runs = 0
  const subject = make((now, id, params) => {
    heard.push(`${now} runs ${id} with ${params.join()}`)
    for (const action of inner[runs++] ?? []) heard.push(subject.act(action))
  })
  for (const step of steps) {
    if (step.kind === 'advance') subject.advanceBy(step.by)
    else heard.push(subject.act(step))
    heard.push(subject.counts())
  }
  return heard
}

type Run = (now: number, id: number, params: readonly unknown[]) => void

function ofScheduler({ scheduler, clock }: Rig, run: Run): Subject {
  const job = (...params: readonly unknown[]): void => run(clock.now(), scheduler.currentTaskId()!, params)
  void scheduler.start()
  return {
    act(action) {
      switch (action.kind) {
        case 'at':
          return scheduler.at(job, action.params, action)
        case 'repeat':
          return scheduler.repeat(job, action.params, { at: action.at, every: action.every })
        case 'on':
          return scheduler.on(job, action.params, {
            when: action.event,
            at: action.at,
            repeat: action.repeat,
          })
        case 'trigger':
          return scheduler.trigger(action.event, action.params)
        case 'cancel':
          return scheduler.cancel(action.id)
        case 'send':
          return scheduler.send(action.params, action.id)
        case 'await':
          return scheduler.awaitEvent(action.event, action.id)
      }
    },
    advanceBy: (ms) => clock.advanceBy(ms),
    counts: () => [scheduler.taskCount(), scheduler.pendingCount()],
  }
}

function ofModel(run: Run): Subject {
  const model: Model = new Model(MAX_TASKS, (id, params) => run(model.now, id, params))
  return {
    act(action) {
      switch (action.kind) {
        case 'at':
          return model.at(action.params, action.at)
        case 'repeat':
          return model.repeat(action.params, action.at, action.every)
        case 'on':
          return model.on(
            action.params,
            action.event,
            action.at,
            action.repeat === true ? Infinity : 1 + Number(action.repeat),
          )
        case 'trigger':
          return model.trigger(action.event, action.params)
        case 'cancel':
          return model.cancel(action.id)
        case 'send':
          return model.send(action.params, action.id)
        case 'await':
          return model.awaitEvent(action.event, action.id)
      }
    },
    advanceBy: (ms) => model.advanceTo(model.now + ms),
    counts: () => model.counts,
  }
}

test('whatever tasks are asked for, from outside or by each other, they are executed as the rules say', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(fc.array(action, { maxLength: 4 }), { maxLength: 30 }),
      (steps, inner) => {
        using rig = new Rig(MAX_TASKS)
        const expected = play(steps, inner, ofModel)
        expect(play(steps, inner, (run) => ofScheduler(rig, run))).toEqual(expected)
        expect(rig.failures).toEqual([])
      },
    ),
    runs(2000),
  )
})
