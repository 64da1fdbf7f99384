import { expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { showFile } from '../../../../shared/model/show.ts'

const midi = { kind: 'midi', output: 'surface', message: 'control', number: 3 }
const osc = { kind: 'osc', peer: 'tablet', address: '/level' }

function warned(feedback: readonly object[], outputs: readonly object[] = [], replyPort = 9000): string[] {
  const show = showFile.parse({
    version: 1,
    name: 'Lights',
    osc: {
      targets: { tablet: { host: '127.0.0.1', port: 9000 } },
      peers: [{ name: 'tablet', address: '127.0.0.1', replyPort }],
    },
    midi: { outputs: { surface: { port: 'X-Touch' } } },
    params: { level: { type: 'number', outputs } },
    layers: { shift: { held: { event: 'key.received' } } },
    feedback: feedback.map((each, index) => ({ id: `f${index}`, shows: { param: 'level' }, ...each })),
  })
  return showWarnings(show, 'show').map(({ code, where }) => `${code} ${where.replace('show: ', '')}`)
}

test('two at one place are told where the first is shown whatever layers are on', () => {
  expect(warned([{ to: midi }, { to: midi, while: 'shift' }])).toEqual(['show/never-shown feedback[1]'])
  expect(warned([{ to: midi, while: 'shift' }, { to: midi }])).toEqual([])
  expect(warned([{ to: midi }, { to: { ...midi, channel: 2 } }])).toEqual([])
})

test('one whose layer can never be as it wants is told', () => {
  expect(warned([{ to: midi, while: ['shift', '!shift'] }])).toEqual(['show/never-shown feedback[0].while'])
})

test('what an output of a parameter sends to the same place is told, over MIDI and OSC', () => {
  const control = { kind: 'midi', output: 'surface', message: 'control', number: 3 }
  expect(warned([{ to: midi }], [control])).toEqual(['show/doubled-feedback feedback[0].to'])
  const address = { kind: 'osc', target: 'tablet', address: '/level' }
  expect(warned([{ to: osc }], [address])).toEqual(['show/doubled-feedback feedback[0].to'])
  expect(warned([{ to: { ...osc, address: '/other' } }], [address])).toEqual([])
})

test('a sender at the port of the own input is told', () => {
  expect(warned([{ to: osc }], [], 4281)).toEqual(['show/feedback-loop feedback[0].to.peer'])
})

/** `field: what; next` of each place that no device has. */
function nowhere(...to: readonly object[]): string[] {
  const show = showFile.parse({
    ...{ version: 1, name: 'Lights', playlists: [{ id: 'intro', name: 'Intro', steps: [] }] },
    feedback: to.map((each, index) => ({ id: `f${index}`, shows: { playlist: 'intro' }, to: each })),
  })
  return showWarnings(show, 'a.json')
    .filter(({ where }) => where.includes('.to.'))
    .map(({ where, what, next }) => `${where.split('.to.').at(-1)}: ${what}; ${next}`)
}

const deck = (control: string, device?: string) => ({
  kind: 'deck',
  control,
  ...(device !== undefined && { device }),
})

test('a key that no deck has, or not that one', () => {
  expect(
    nowhere(
      deck('key36'),
      deck('key37'),
      deck('dial7'),
      deck('key7', 'hid:streamdeck-mini:A1:2'),
      deck('key6', 'hid:streamdeck-mini:1'),
      deck('dial1', 'hid:streamdeck-xl:A1'),
      deck('key9', 'hid:streamdeck-next:A1'),
      deck('key1', 'hid:054c:09cc:1'),
    ),
  ).toEqual([
    'control: no Stream Deck has "key37"; use key1 to key36',
    'control: no Stream Deck has "dial7"; use dial1 to dial6',
    'control: a Stream Deck mini shows nothing on "key7"; use key1 to key6',
    'control: a Stream Deck xl shows nothing on "dial1"; use another deck',
    'device: "hid:054c:09cc:1" is no Stream Deck; its sources begin with hid:streamdeck-; Inputs lists them',
  ])
})

test('a source that is no gamepad', () => {
  const rumble = (device: string) => ({ kind: 'rumble', device })
  expect(nowhere(rumble('gamepad:045e:02ea:1'), rumble('hid:054c:09cc:1'), rumble('midi:Pad:1'))).toEqual([
    'device: "midi:Pad:1" is no gamepad; its sources begin with gamepad: or hid:; Inputs lists them',
  ])
})
