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
