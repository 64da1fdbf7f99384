// The show that gestures are tried with: the Konami code starts `secret`, two pads together start `blinders`, and a double tap
// on a MIDI pad stops them; `strobe` runs while a button is held.
import { parseShow } from '../../main/build/parse-show.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { bytesOf } from './show-bytes.ts'

export const KONAMI = [
  ...['up', 'up', 'down', 'down', 'left', 'right', 'left', 'right'],
  ...['circle', 'cross'],
] as const

/** A button of any controller. */
export const button = (control: string): object => ({ event: 'hid.received', where: { control } })

/** Positions of a directional pad that reports itself as a hat. */
const HAT: Readonly<Record<string, number>> = { up: 0, right: 2, down: 4, left: 6 }
export const dpad = (control: string): object =>
  control in HAT
    ? { event: 'hid.received', where: { control: 'dpad', value: HAT[control] } }
    : button(control)

const pad36 = { event: 'midi.received', where: { 'message.note': 36 } }
const steps = [{ offset: 0, type: 'lights.go', repeat: { count: 600, interval: 1000 } }]
const playlist = (id: string, trigger: string, interrupt: string): object => {
  return { id, name: id, triggers: [{ event: trigger }], interrupts: [{ event: interrupt }], steps }
}

const showOf = (step: (control: string) => object): object => ({
  version: 1,
  name: 'Gestures',
  events: {
    'lights.go': {},
    'secret.found': {},
    'pads.together': {},
    'pad.double': {},
    'square.held': {},
    'square.off': {},
  },
  gestures: [
    { id: 'konami', name: 'Konami code', kind: 'sequence', steps: KONAMI.map(step), output: 'secret.found' },
    {
      id: 'both',
      name: 'Both pads',
      kind: 'simultaneous',
      sources: [button('l1'), button('r1')],
      output: 'pads.together',
    },
    { id: 'double', name: 'Double tap', kind: 'doubleTap', sources: [pad36], output: 'pad.double' },
    {
      id: 'hold',
      name: 'Hold',
      kind: 'hold',
      sources: [button('square')],
      after: 500,
      output: 'square.held',
    },
    { id: 'off', name: 'Let go', kind: 'release', sources: [button('square')], output: 'square.off' },
  ],
  playlists: [
    playlist('secret', 'secret.found', 'pad.double'),
    playlist('blinders', 'pads.together', 'pad.double'),
    playlist('strobe', 'square.held', 'square.off'),
  ],
})

/** `step` makes a match of each press of the Konami code. */
export function gestureShow(step: (control: string) => object): LoadedShow {
  const show = parseShow(bytesOf(showOf(step)), 'gestures.show.json')
  if (!show.ok) throw new Error(show.error.map(({ where, what }) => `${where}: ${what}`).join('\n'))
  return { show: show.value, path: null }
}

/** `time what who` of every run that began or ended. */
export function runsOf(events: readonly EventEnvelope[]): string[] {
  return events
    .filter(({ type }) => type === 'playlist.created' || type === 'playlist.stopped')
    .map(({ at, type, source }) => `${at} ${type} ${source}`)
}
