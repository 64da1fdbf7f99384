import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FadedOutputs } from '../../../support/faded-outputs.ts'

const output = { kind: 'osc', target: 'desk', address: '/level' }
const level = (fields: object = {}): object => ({
  level: { type: 'number', max: 100, outputs: [{ ...output, ...fields }] },
})

const near = (args: readonly unknown[]): unknown[] =>
  args.map((arg) => (typeof arg === 'number' ? Number(arg.toFixed(3)) : arg))

describe('while a parameter fades', () => {
  test('its message is sent by the lane, and by nobody else: four hundred in ten seconds, the last of them the end', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 10_000)
    faded.to(12_000)
    expect(faded.left.map(({ way, at, args }) => [way, at, ...near(args)])).toEqual(
      Array.from({ length: 400 }, (_, k) => ['lane', (k + 1) * 25, (k + 1) / 4]),
    )
    expect(faded.view('level').outputs).toEqual([{ sent: 400, collapsed: 0, waits: false }])
  })

  test('it counts what has left, also on its way, and not what was passed over', () => {
    using faded = new FadedOutputs(level())
    faded.lane.every = 4
    faded.fade('level', 100, 1000)
    faded.to(510)
    expect([faded.left.length, faded.view('level').outputs]).toMatchObject([5, [{ sent: 5 }]])
    faded.to(2000)
    expect([faded.left.length, faded.view('level').outputs]).toMatchObject([10, [{ sent: 10 }]])
  })

  test('nothing is sent again once it has arrived, and what differs then is', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(2000)
    faded.set('level', 100)
    expect(faded.left).toHaveLength(40)
    faded.set('level', 99)
    expect(faded.left.at(-1)).toEqual({ at: 2000, way: 'main', args: [99] })
  })

  test('a hand that takes over stops the lane before its own value leaves', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    faded.params.claim('level', {}, 'fader')
    expect(faded.lane.leads).toBe(0)
    faded.params.move('level', 30, 'fader', null, 0)
    faded.to(2000)
    expect(faded.left.slice(20)).toEqual([{ at: 500, way: 'main', args: [30] }])
  })

  test('nothing leaves while what began it is paused but where it stands, and the lane goes on from there', () => {
    using faded = new FadedOutputs(level())
    const by = { name: 'look', source: 'playlist:look', of: 'look#1' }
    faded.params.fade('level', { to: 100, over: 1000, curve: 'linear' }, by, null)
    faded.to(510)
    faded.params.holdFades({ of: 'look#1' }, null)
    faded.to(5000)
    expect(faded.lane.leads).toBe(0)
    expect(faded.left.slice(20)).toEqual([{ at: 510, way: 'main', args: [51] }])
    faded.params.resumeFades({ of: 'look#1' }, null)
    faded.to(6000)
    expect(faded.left.slice(21).map(({ way, at, args }) => [way, at, ...near(args)])).toEqual([
      ...Array.from({ length: 19 }, (_, k) => ['lane', 5015 + 25 * k, 52.5 + 2.5 * k]),
      ['lane', 5490, 100],
    ])
  })

  test('what is stopped is sent where it holds', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(510)
    faded.stop()
    faded.to(2000)
    expect(faded.left.slice(20)).toEqual([{ at: 510, way: 'main', args: [51] }])
  })

  test('goes on by the lane, counted on, where its target goes by another name', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    const renamed = [{ kind: 'target', from: 'desk', to: 'wing' }] as const
    faded.take(level({ target: 'wing' }), { kind: 'edit', cause: null, renamed })
    faded.to(2000)
    expect(faded.left.every(({ way }) => way === 'lane')).toBe(true)
    expect(faded.left.at(-1)).toEqual({ at: 1000, way: 'lane', args: [100] })
    expect(faded.view('level').outputs).toEqual([{ sent: 40, collapsed: 0, waits: false }])
  })

  test('a panic leaves it at what was sent last', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(510)
    faded.params.values()
    faded.panic()
    faded.to(2000)
    expect(faded.left.at(-1)).toEqual({ at: 500, way: 'lane', args: [50] })
    expect(faded.view('level')).toMatchObject({ value: 50, committed: 50, fade: null })
  })

  test('a newer fade goes on from there in the same message', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    faded.fade('level', 0, 500)
    faded.to(2000)
    expect(faded.left.every(({ way }) => way === 'lane')).toBe(true)
    expect(faded.left.slice(19, 22).map(({ at, args }) => [at, ...args])).toEqual([
      [500, 50],
      [525, 47.5],
      [550, 45],
    ])
    expect(faded.left.at(-1)).toMatchObject({ at: 1000, args: [0] })
  })

  test('two of them in one message move together, each to its own end', () => {
    const args = [{ param: 'x' }, { param: 'y', type: 'i', to: [0, 1000] }, { param: 'on', type: 'T' }]
    using faded = new FadedOutputs({
      x: { type: 'number', outputs: [{ ...output, args }] },
      y: { type: 'number' },
      on: { type: 'boolean' },
    })
    faded.fade('x', 1, 100)
    faded.fade('y', 1, 200)
    faded.to(1000)
    expect(faded.left.map(({ way, at, args: sent }) => [way, at, ...near(sent)])).toEqual([
      ...[
        ['lane', 25, 0.25, 125, false],
        ['lane', 50, 0.5, 250, false],
        ['lane', 75, 0.75, 375, false],
      ],
      ...[
        ['lane', 100, 1, 500, false],
        ['lane', 125, 1, 625, false],
        ['lane', 150, 1, 750, false],
      ],
      ...[
        ['lane', 175, 1, 875, false],
        ['lane', 200, 1, 1000, false],
      ],
    ])
    faded.set('on', true)
    expect(faded.left.at(-1)).toEqual({ at: 1000, way: 'main', args: [1, 1000, true] })
  })

  test('a target without a direct way is sent to from here, at its own rate', () => {
    using faded = new FadedOutputs(level({ rate: 10 }))
    faded.lane.away.add('desk')
    faded.fade('level', 100, 1000)
    faded.to(2000)
    expect(faded.left.map(({ way }) => way)).toEqual(faded.left.map(() => 'main'))
    expect(faded.left.at(-1)?.args).toEqual([100])
    expect(faded.left.length).toBeLessThanOrEqual(11)
    expect(faded.view('level').outputs).toMatchObject([{ waits: false }])
  })

  test('a way that is lost in the middle is gone on with from here', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    faded.lane.away.add('desk')
    faded.lane.lose('noRoute')
    faded.to(2000)
    expect(faded.left.slice(20).map(({ way }) => way)).not.toContain('lane')
    expect(faded.left.at(-1)).toMatchObject({ at: 1000, args: [100] })
  })

  test('one that goes nowhere sends and counts once', () => {
    using faded = new FadedOutputs(level())
    faded.set('level', 0)
    faded.fade('level', 0, 1000)
    faded.to(2000)
    expect(faded.view('level').outputs).toMatchObject([{ sent: 1 }])
  })

  test('what waited for a target and was forgotten says so until it is sent', () => {
    using faded = new FadedOutputs(level())
    faded.set('level', 10)
    faded.outputs.forgotten(['param:level/0'])
    expect(faded.view('level').outputs).toMatchObject([{ sent: 1, waits: true }])
    faded.to(100)
    faded.set('level', 20)
    expect(faded.view('level').outputs).toMatchObject([{ sent: 2, waits: false }])
  })

  describe('over MIDI, to a port that is not there', () => {
    const control = { kind: 'midi', output: 'surface', message: 'control', number: 7 }
    const lit = (): object => ({ level: { type: 'number', max: 100, outputs: [control] } })

    test('it waits, and does not once the port is there', () => {
      using faded = new FadedOutputs(lit())
      faded.away.add('surface')
      faded.set('level', 10)
      expect(faded.view('level').outputs).toMatchObject([{ sent: 1, waits: true }])
      faded.away.clear()
      faded.outputs.portOpened('other')
      expect(faded.view('level').outputs).toMatchObject([{ sent: 1, waits: true }])
      faded.outputs.portOpened('surface')
      expect(faded.view('level').outputs).toMatchObject([{ sent: 1, waits: false }])
    })

    test('a panic gives it up, so that it waits for the next value', () => {
      using faded = new FadedOutputs(lit())
      faded.away.add('surface')
      faded.set('level', 10)
      faded.panic()
      faded.away.clear()
      faded.outputs.portOpened('surface')
      expect(faded.view('level').outputs).toMatchObject([{ sent: 1, waits: true }])
      faded.to(100)
      faded.set('level', 20)
      expect(faded.view('level').outputs).toMatchObject([{ sent: 2, waits: false }])
    })

    test('where the output has another port by an edit, it was not sent there', () => {
      using faded = new FadedOutputs(lit())
      faded.away.add('surface')
      faded.set('level', 10)
      faded.take(lit(), { kind: 'edit', cause: null }, { port: 'Rack' })
      faded.away.clear()
      faded.outputs.portOpened('surface')
      expect(faded.view('level').outputs).toMatchObject([{ waits: true }])
    })
  })

  test('what somebody else has moved later is left to him until the parameter is moved', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    faded.lane.lose('takenOver')
    faded.to(2000)
    expect(faded.left).toHaveLength(20)
    expect(faded.view('level').value).toBe(100)
    faded.set('level', 10)
    expect(faded.left.at(-1)).toEqual({ at: 2000, way: 'main', args: [10] })
  })

  test('a target that is moved by an edit is led to anew, and another range ends the fade', () => {
    using faded = new FadedOutputs(level())
    faded.fade('level', 100, 1000)
    faded.to(500)
    faded.take(level(), { kind: 'edit', cause: null }, { host: '10.0.0.6' })
    faded.to(600)
    expect(faded.lane.leads).toBe(1)
    faded.take({ level: { type: 'number', max: 50, outputs: [output] } })
    expect(faded.lane.leads).toBe(0)
    faded.to(2000)
    expect(faded.left.at(-1)?.args).toEqual([50])
    expect(faded.view('level')).toMatchObject({ value: 50, fade: null })
  })

  test('who only wants larger changes is sent them from here', () => {
    using faded = new FadedOutputs(level({ minChange: 20 }))
    faded.fade('level', 100, 1000)
    faded.to(3000)
    expect(faded.left.map(({ way, args }) => [way, ...near(args)])).toEqual(
      [2.5, 22.5, 42.5, 62.5, 82.5, 100].map((value) => ['main', value]),
    )
  })

  test('disarmed, it moves and nothing is sent', () => {
    using faded = new FadedOutputs(level())
    faded.arming.isArmed = false
    faded.fade('level', 100, 1000)
    faded.to(2000)
    expect(faded.left).toEqual([])
    expect(faded.view('level')).toMatchObject({ value: 100, outputs: [{ waits: true }] })
  })
})

test('whatever is done to a parameter, it stays in its range, and was sent last as it is', () => {
  const act = fc.oneof(
    fc.record({
      does: fc.constant('fade' as const),
      to: fc.integer({ min: 0, max: 100 }),
      over: fc.nat(400),
    }),
    fc.record({ does: fc.constant('set' as const), to: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ does: fc.constant('hand' as const), to: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ does: fc.constantFrom('stop' as const, 'away' as const, 'back' as const, 'panic' as const) }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), act), { maxLength: 30 }), (acts) => {
      using faded = new FadedOutputs(level())
      let now = 0
      for (const [wait, one] of acts) {
        now += wait
        faded.to(now)
        if (one.does === 'fade') faded.fade('level', one.to, one.over)
        else if (one.does === 'set') faded.set('level', one.to)
        else if (one.does === 'hand') {
          faded.params.claim('level', {}, 'fader')
          faded.params.move('level', one.to, 'fader', null, 0)
        } else if (one.does === 'stop') faded.stop()
        else if (one.does === 'panic') faded.panic()
        else if (one.does === 'back') faded.lane.away.clear()
        else {
          faded.lane.away.add('desk')
          faded.lane.lose('noRoute')
        }
        const value = faded.view('level').value as number
        expect(value >= 0 && value <= 100).toBe(true)
      }
      faded.to(now + 2000)
      const { value, outputs } = faded.view('level')
      const last = (faded.left.at(-1)?.args[0] ?? 0) as number
      // A panic keeps back what had not left by then, and says so.
      if (outputs?.[0]?.waits === true) return
      expect(Math.fround(last)).toBe(Math.fround(value as number))
    }),
  )
})
