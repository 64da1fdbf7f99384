import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatSessionLine, parseSessionLine } from '../../../../../main/protocols/session/line.ts'
import { monotonicMs, wallMs } from '../../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../../shared/model/event.ts'
import { composedMessage, plainMessage } from '../midi/arbitrary-midi.ts'
import { message as oscMessage } from '../osc/arbitrary-osc.ts'

describe('a line of a session', () => {
  test.each([
    ['{', 'session/not-json', 'in:1'],
    ['{"type":"a.b"}', 'session/invalid', 'in:1: at'],
    ['{"at":-1,"type":"a.b"}', 'session/invalid', 'in:1: at'],
    ['{"at":0,"type":"nodots"}', 'session/invalid', 'in:1: type'],
    ['{"at":0,"command":"show.explode"}', 'session/unknown-command', 'in:1'],
    ['{"at":0,"type":"osc.received","payload":{"address":5}}', 'session/invalid', 'in:1: payload: address'],
    ['[]', 'session/invalid', 'in:1'],
  ])('%s is refused with the place of what is wrong', (line, code, where) => {
    expect(parseSessionLine(line, 'in:1')).toMatchObject({ ok: false, error: { code, where } })
  })

  test('a received message may leave out what matters to nobody', () => {
    const line = '{"at":1.5,"type":"osc.received","source":"osc:main","payload":{"address":"/go"}}'
    expect(parseSessionLine(line, 'in:1')).toEqual({
      ok: true,
      value: {
        at: 1.5,
        type: 'osc.received',
        source: 'osc:main',
        payload: {
          address: '/go',
          types: '',
          args: [],
          from: { transport: 'udp', host: '127.0.0.1', port: 0, connection: null },
          lateBy: null,
          latestOnly: false,
        },
      },
    })
  })
})

function received(type: string, source: string, payload: object): EventEnvelope {
  const event = { seq: 7, type, source, payload, at: monotonicMs(0), time: wallMs(0), cause: null }
  return event as unknown as EventEnvelope
}

test('times are written in microseconds', () => {
  const event = received('key.received', 'keyboard:window', { code: 'KeyA', key: 'a', pressed: true })
  expect(formatSessionLine(event, 1234.567_89)).toBe(
    '{"at":1234.568,"type":"key.received","source":"keyboard:window","payload":{"code":"KeyA","key":"a","pressed":true}}\n',
  )
})

test('whatever MIDI or OSC brought is read back as it was written', () => {
  const from = { transport: 'tcp', host: '10.0.0.9', port: 5000, connection: 3 }
  const event = fc.oneof(
    fc
      .oneof(plainMessage, composedMessage)
      .map((message) => received('midi.received', 'midi:pads:1', { port: 'pads', message })),
    oscMessage.map((message) =>
      received('osc.received', 'osc:main', { ...message, from, lateBy: 2.5, latestOnly: true }),
    ),
  )
  fc.assert(
    fc.property(event, fc.nat(1e9), (written, ms) => {
      const read = parseSessionLine(formatSessionLine(written, ms), 'in:1')
      const { type, source, payload } = written
      expect(read).toEqual({ ok: true, value: { at: ms, type, source, payload } })
    }),
  )
})
