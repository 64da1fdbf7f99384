import { expect, onTestFinished, test } from 'vitest'
import type { BrowserPad } from '../../../../renderer/client/gamepads.ts'
import { canRumble } from '../../../../renderer/client/motors.ts'
import type { BrowserMotors } from '../../../../renderer/client/motors.ts'
import { feelRumble } from '../../../../renderer/client/rumble.ts'
import { disposable, dispose } from '../../../../shared/base/disposable.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { ClientState } from '../../../../shared/contract/client.ts'
import type { RumblePulse, RumbleView } from '../../../../shared/contract/rumble-view.ts'
import { FakePage } from './fake-page.ts'

const NOW = 10_000

class Engine {
  readonly self = { id: 'me', name: 'Me' }
  receive: ((view: RumbleView) => void) | null = null
  #stateChanged: (state: ClientState) => void = () => {}

  engineNow() {
    return monotonicMs(NOW)
  }

  subscribe(_stream: string, receive: (view: never) => void): Disposable {
    this.receive = receive as (view: RumbleView) => void
    return disposable('subscription', () => (this.receive = null))
  }

  onState(changed: (state: ClientState) => void): Disposable {
    this.#stateChanged = changed
    return disposable('state listener', () => {})
  }

  become(state: ClientState): void {
    this.#stateChanged(state)
  }

  says(...pulses: readonly Partial<RumblePulse>[]): void {
    const whole = { id: 1, at: NOW, client: 'me', index: 0, strong: 1, weak: 0.5, lasts: 120 }
    this.receive?.({ pulses: pulses.map((pulse) => ({ ...whole, ...pulse })) })
  }
}

function setUp() {
  const page = new FakePage()
  const engine = new Engine()
  const felt: unknown[] = []
  const feeling = feelRumble(page, engine)
  onTestFinished(() => dispose(feeling))
  const plug = (index = 0, refuses = false): void => {
    const vibrationActuator: BrowserMotors = {
      effects: ['dual-rumble'],
      playEffect(type, options) {
        felt.push([index, type, options])
        return refuses ? Promise.reject(new Error('gone')) : Promise.resolve('complete')
      },
    }
    page.plug({
      id: 'Pad',
      index,
      connected: true,
      mapping: 'standard',
      buttons: [],
      axes: [],
      vibrationActuator,
    })
  }
  return { page, engine, plug, news: () => felt.splice(0) }
}

test('the pad of this window is shaken once, as strongly and as long as was said', () => {
  const { engine, plug, news } = setUp()
  plug()
  engine.says({ id: 5 }, { id: 6, client: 'other' }, { id: 7, index: 3 })
  const options = { startDelay: 0, duration: 120, strongMagnitude: 1, weakMagnitude: 0.5 }
  expect(news()).toEqual([[0, 'dual-rumble', options]])
  engine.says({ id: 5 })
  expect(news()).toEqual([])
  engine.says({ id: 8 })
  expect(news()).toHaveLength(1)
})

test('what is late is not felt', () => {
  const { engine, plug, news } = setUp()
  plug()
  engine.says({ at: NOW - 501 })
  expect(news()).toEqual([])
  engine.says({ id: 2, at: NOW - 500 })
  expect(news()).toHaveLength(1)
})

test('a page without pads, or behind others, asks for nothing and feels nothing', () => {
  const { page, engine, plug, news } = setUp()
  expect(engine.receive).toBe(null)
  plug()
  const { receive } = engine
  expect(receive).not.toBe(null)
  page.hide(true)
  expect(engine.receive).toBe(null)
  receive?.({ pulses: [{ id: 1, at: NOW, client: 'me', index: 0, strong: 1, weak: 1, lasts: 100 }] })
  expect(news()).toEqual([])
  page.hide(false)
  expect(engine.receive).not.toBe(null)
  page.unplug(0)
  expect(engine.receive).toBe(null)
})

test('another engine counts from the beginning, and a pad that refuses harms nobody', async () => {
  const { engine, plug, news } = setUp()
  plug(0, true)
  engine.says({ id: 500 })
  engine.become('closed')
  engine.says({ id: 1 })
  await Promise.resolve()
  expect(news()).toHaveLength(2)
})

test('what browsers say of motors', () => {
  const playEffect = (): Promise<void> => Promise.resolve()
  const can = (vibrationActuator: unknown): boolean =>
    canRumble({ vibrationActuator } as Pick<BrowserPad, 'vibrationActuator'>)
  expect(can({ effects: ['dual-rumble', 'trigger-rumble'], playEffect })).toBe(true)
  expect(can({ type: 'dual-rumble', playEffect })).toBe(true)
  expect(can({ effects: ['trigger-rumble'], playEffect })).toBe(false)
  expect(can({ type: 'vibration', playEffect })).toBe(false)
  expect(can({ type: 'dual-rumble' })).toBe(false)
  expect(can(null)).toBe(false)
  expect(can(undefined)).toBe(false)
})
