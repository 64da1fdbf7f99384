import { expect, onTestFinished, test } from 'vitest'
import { ParamRefusals } from '../../../../main/control/param-refusals.ts'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import { fault } from '../../../../shared/base/result.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import type { OscValue } from '../../../../shared/model/osc.ts'

const WHY = fault('param/invalid', 'level', 'must be at most 1', 'send another value')

function rig() {
  const clock = new SimulatedClock()
  const published: EventDraft<'param.rejected'>[] = []
  const refusals = new ParamRefusals({
    clock,
    publish: (draft) => published.push(draft as EventDraft<'param.rejected'>),
  })
  onTestFinished(() => refusals[Symbol.dispose]())
  let seq = 0
  const refuse = (name: string, value: OscValue, host = '10.0.0.9'): void => {
    seq += 1
    const from = { transport: 'udp', host, port: 5000, connection: null } as const
    const payload = {
      address: `/cuewright/param/${name}`,
      types: '',
      args: [value],
      from,
      lateBy: null,
      latestOnly: false,
    }
    const event = { seq, type: 'osc.received', source: 'osc:main', cause: null, payload } as const
    refusals.add({ ...event, bytes: 0, at: monotonicMs(0), time: wallMs(0) }, name, WHY)
  }
  return { clock, published, refuse }
}

test('a refusal says who sent what, why it was refused, and what caused it', () => {
  const { published, refuse } = rig()
  refuse('level', 1.5)
  expect(published).toEqual([
    {
      type: 'param.rejected',
      source: 'osc:main',
      cause: 1,
      payload: {
        name: 'level',
        value: '1.5',
        from: 'udp 10.0.0.9:5000',
        code: 'param/invalid',
        message: 'param/invalid: level: must be at most 1; send another value',
        total: 1,
      },
    },
  ])
})

test('a fader that sends too much is told of at once, then once a second with its latest, and then no more', () => {
  const { clock, published, refuse } = rig()
  for (let index = 0; index < 120; index += 1) {
    refuse('level', index)
    clock.advanceBy(16)
  }
  expect(published.map(({ payload: { value, total } }) => [value, total])).toEqual([
    ['0', 1],
    ['62', 63],
  ])
  clock.advanceBy(1000)
  expect(published.at(-1)?.payload).toMatchObject({ value: '119', total: 120 })
  clock.advanceBy(10_000)
  expect(published).toHaveLength(3)
})

test('a flood of names and senders is told of in at most sixty-five events a second, each of them small', () => {
  const { clock, published, refuse } = rig()
  for (let index = 0; index < 100_000; index += 1) {
    refuse(`${index}${'x'.repeat(900)}`, 'y'.repeat(60_000), `10.0.${(index >> 8) & 255}.${index & 255}`)
  }
  expect(published).toHaveLength(64)
  clock.advanceBy(1000)
  expect(published).toHaveLength(65)
  expect(published.at(-1)?.payload.total).toBe(100_000)
  expect(Math.max(...published.map(({ payload }) => JSON.stringify(payload).length))).toBeLessThan(1000)
})
