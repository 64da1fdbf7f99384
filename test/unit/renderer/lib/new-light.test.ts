import { expect, test } from 'vitest'
import { lightParts, lightWords } from '../../../../renderer/lib/light-text.ts'
import { lightGroups } from '../../../../renderer/lib/lights.ts'
import { newLight } from '../../../../renderer/lib/new-light.ts'
import type { LightPlace } from '../../../../renderer/lib/new-light.ts'
import { feedbackDefinition } from '../../../../shared/model/feedback.ts'

const PLACE: LightPlace = {
  ...{ device: '', message: 'note', channel: '1', number: '', address: '', control: '' },
}
const panic = { subject: 'transport', name: 'panic', cue: '' } as const

test('a light made by hand is one that a show may hold, under a name that is free', () => {
  const made = newLight(panic, 'midi', { ...PLACE, device: 'pads', number: '36' }, ['panic-light'])
  if (!made.ok) throw new Error(made.error)
  expect(made.value.value).toEqual({
    id: 'panic-light-2',
    shows: { transport: 'panic' },
    to: { kind: 'midi', output: 'pads', message: 'note', channel: 1, number: 36 },
  })
  feedbackDefinition.parse(made.value.value)
})

test.each([
  ['midi', { number: '1' }, 'The show has no MIDI output yet: learn the control, and its port is added'],
  ['midi', { device: 'pads', number: '128' }, 'The number is 0 to 127'],
  ['midi', { device: 'pads', number: '1', channel: '17' }, 'The channel is 1 to 16'],
  ['osc', { device: 'tablet', address: 'led' }, 'The address begins with /'],
  ['deck', { control: 'fader1' }, 'The place is key1, dial1 or brightness'],
  ['deck', { control: 'brightness' }, 'How bright a deck is follows a parameter'],
] as const)('what is missing of a light on %s with %j is said', (kind, place, error) => {
  expect(newLight(panic, kind, { ...PLACE, ...place }, [])).toMatchObject({ ok: false, error })
})

test('a value that blinks is read in its parts and written again', () => {
  const text = '127 blink 0 every 400 channel 2'
  expect(lightParts(text)).toEqual({ value: '127', blink: '0', every: '400', channel: '2' })
  expect(lightWords(lightParts(text))).toBe(text)
  expect(lightWords({ ...lightParts(text), blink: '' })).toBe('127 channel 2')
  expect(lightWords({ ...lightParts(text), value: '' })).toBe('')
})

test('lights stand together by their device, with what stands in the way', () => {
  const light = (id: string, to: object) => feedbackDefinition.parse({ id, shows: { transport: 'go' }, to })
  const note = { kind: 'midi', message: 'note', number: 1 }
  const deck = 'hid:streamdeck-mini:A1'
  const groups = lightGroups(
    [
      light('a', { ...note, output: 'pads' }),
      light('b', { kind: 'osc', peer: 'tablet', address: '/led' }),
      light('c', { ...note, output: 'pads', number: 2 }),
      light('d', { ...note, output: 'desk' }),
      light('e', { kind: 'deck', device: deck, control: 'key1' }),
      light('f', { kind: 'rumble' }),
    ],
    {
      midiOutputs: [
        { name: 'pads', port: 'Launchpad' },
        { name: 'desk', port: 'desk' },
      ],
      peers: [{ name: 'tablet', address: '10.0.0.5', replyPort: 9001 }],
      devices: [{ device: deck, name: 'Mini', family: 'hid', state: 'open', reason: null }],
      ...{ muted: ['desk'], away: ['pads'] },
    },
  )
  expect(groups.map(({ title, trouble, lights }) => [title, trouble, lights.length])).toEqual([
    ['MIDI pads (Launchpad)', 'its port is not there', 2],
    ['OSC tablet (10.0.0.5:9001)', null, 1],
    ['MIDI desk', 'muted', 1],
    ['Mini', null, 1],
    ['Every gamepad', 'none is there', 1],
  ])
})
