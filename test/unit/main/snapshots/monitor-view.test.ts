import { describe, expect, test } from 'vitest'
import { monitorViews } from '../../../../main/snapshots/monitor-view.ts'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { HeardInput, InputEvent } from '../../../../shared/model/input-event.ts'
import { inputFamilyOf } from '../../../../shared/model/input.ts'

function heard(type: string, source: string, payload: unknown, count = 1): HeardInput {
  const event = {
    seq: 9,
    type,
    source,
    at: monotonicMs(12.5),
    time: wallMs(1000),
    cause: null,
    payload,
  } as InputEvent
  return { seq: 7, family: inputFamilyOf(event) ?? 'hid', event, count }
}

const viewOf = (...lines: readonly HeardInput[]) => monitorViews({ heard: () => ({ lines, omitted: 2 }) })()

const from = { transport: 'udp', host: '10.0.0.9', port: 9000, connection: null }
const rest = { from, lateBy: null, latestOnly: false }

describe('a line of the monitor', () => {
  test('tells the latest of what it stands for, under the number of the first', () => {
    const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value: 1 }
    expect(viewOf(heard('hid.received', 'hid:pad', payload, 12))).toEqual({
      lines: [
        {
          seq: 7,
          at: 12.5,
          time: 1000,
          family: 'hid',
          source: 'hid:pad',
          text: 'cross pressed',
          raw: '{"device":"hid:pad","control":"cross","kind":"button","value":1}',
          count: 12,
        },
      ],
      omitted: 2,
    })
  })

  test.each<[type: string, source: string, payload: unknown, family: string, text: string]>([
    [
      'hid.received',
      'gamepad:045e:02ea:1',
      { control: 'leftX', kind: 'axis', value: 0.12345 },
      'gamepad',
      'leftX 0.123',
    ],
    ['hid.received', 'virtual:desk', { control: 'pad1', kind: 'button', value: 0 }, 'virtual', 'pad1 let go'],
    [
      'midi.received',
      'midi:keys:1',
      { port: 'keys', message: { kind: 'noteOn', channel: 1, note: 36, velocity: 100 } },
      'midi',
      'noteOn channel 1 note 36 velocity 100',
    ],
    [
      'timecode.received',
      'midi:keys:1',
      { port: 'keys', hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25, direction: 'backward' },
      'midi',
      '01:02:03:04 at 25, backwards',
    ],
    [
      'key.received',
      'keyboard:window',
      { code: 'KeyA', key: 'a', pressed: true },
      'keyboard',
      'KeyA pressed',
    ],
    ['osc.received', 'osc:main', { address: '/par/1', types: 'f', args: [1], ...rest }, 'osc', '/par/1 1.0'],
  ])('of %s from %s', (type, source, payload, family, text) => {
    expect(viewOf(heard(type, source, payload)).lines).toMatchObject([{ family, source, text }])
  })

  test('cuts long texts and payloads short', () => {
    const payload = { address: '/text', types: 's', args: ['x'.repeat(60_000)], ...rest }
    const [line] = viewOf(heard('osc.received', 'osc:main', payload)).lines
    expect(line?.text).toHaveLength(160)
    expect(line?.raw).toHaveLength(300)
  })
})
