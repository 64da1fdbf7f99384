import { describe, expect, test } from 'vitest'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { parseSessionLine } from '../../main/protocols/session/line.ts'
import { rehearse } from '../../main/rehearsal.ts'
import { KONAMI, button, gestureShow, runsOf } from '../support/gesture-show.ts'

interface Line {
  readonly at: number
  readonly type: string
  readonly source: string
  readonly payload: object
}

function press(at: number, control: string, value = 1): Line {
  const device = 'hid:054c:09cc:1'
  return { at, type: 'hid.received', source: device, payload: { device, control, kind: 'button', value } }
}
const pressAndRelease = (at: number, control: string): Line[] => [
  press(at, control),
  press(at + 40, control, 0),
]

function note(at: number, velocity: number): Line {
  const message = { kind: velocity > 0 ? 'noteOn' : 'noteOff', channel: 10, note: 36, velocity }
  return { at, type: 'midi.received', source: 'midi:pads', payload: { port: 'pads', message } }
}
const hit = (at: number): Line[] => [note(at, 100), note(at + 30, 0)]

async function simulated(lines: readonly Line[]): Promise<EventEnvelope[]> {
  const inputs = lines.map((line) => {
    const parsed = parseSessionLine(JSON.stringify(line), 'line')
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
  const events: EventEnvelope[] = []
  for await (const event of rehearse(gestureShow(button), inputs, {
    until: 20_000,
    startTime: 0,
    version: '1.0.0',
  }))
    events.push(event)
  return events
}

async function runs(...lines: readonly Line[]): Promise<string[]> {
  return runsOf(await simulated(lines))
}

const konamiFrom = (at: number): Line[] =>
  KONAMI.flatMap((control, index) => pressAndRelease(at + index * 200, control))

describe('gestures of a show', () => {
  test('the Konami code on a pad starts a playlist, and a double tap on a MIDI pad stops it', async () => {
    expect(await runs(...konamiFrom(0), ...hit(5000), ...hit(5250))).toEqual([
      '1800 playlist.created playlist:secret',
      '5250 playlist.stopped playlist:secret',
    ])
  })

  test('an extra first press does not spoil the code, a wrong button within it does', async () => {
    expect(await runs(...pressAndRelease(0, 'up'), ...konamiFrom(200))).toEqual([
      '2000 playlist.created playlist:secret',
    ])
    expect(await runs(...konamiFrom(0), ...pressAndRelease(1700, 'triangle'))).toEqual([])
  })

  test.each([
    [0, ['1000 playlist.created playlist:blinders']],
    [50, ['1050 playlist.created playlist:blinders']],
    [60, []],
  ])('two pads pressed %i ms apart', async (apart, expected) => {
    expect(await runs(press(1000, 'l1'), press(1000 + apart, 'r1'))).toEqual(expected)
  })

  test.each([
    [300, '2300 playlist.stopped playlist:blinders'],
    [301, undefined],
  ])('two hits of a MIDI pad %i ms apart', async (apart, stopped) => {
    const lines = [press(1000, 'l1'), press(1000, 'r1'), ...hit(2000), ...hit(2000 + apart)]
    expect((await runs(...lines))[1]).toBe(stopped)
  })

  test('every run can be traced to the press that led to it', async () => {
    const events = await simulated(konamiFrom(0))
    const causes: string[] = []
    let event = events.find(({ type }) => type === 'playlist.created')
    while (event !== undefined) {
      causes.push(`${event.type} ${event.source}`)
      const { cause } = event
      event = events.find(({ seq }) => seq === cause)
    }
    expect(causes).toEqual([
      'playlist.created playlist:secret',
      'secret.found gesture:konami',
      'gesture.recognized gesture:konami',
      'hid.received hid:054c:09cc:1',
    ])
  })
})
