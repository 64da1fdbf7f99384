import { describe, expect, test } from 'vitest'
import { feedbackDefinition } from '../../../../shared/model/feedback.ts'
import { checkReferences } from '../../../../main/build/check-references.ts'
import { Problems } from '../../../../main/build/problems.ts'
import { showFile } from '../../../../shared/model/show.ts'

const midi = { kind: 'midi', output: 'surface', message: 'note', number: 3 }
const osc = { kind: 'osc', peer: 'tablet', address: '/go' }

function parsed(feedback: readonly object[], replyPort?: number) {
  return showFile.safeParse({
    version: 1,
    name: 'Lights',
    osc: {
      peers: [{ name: 'tablet', address: '10.0.0.5' }],
      ...(replyPort === undefined ? {} : { replyPort }),
    },
    midi: { outputs: { surface: { port: 'X-Touch' } } },
    params: { level: { type: 'number' }, page: { type: 'text', choices: ['one', 'two'] } },
    layers: { shift: { held: { event: 'key.received', where: { code: 'ShiftLeft' } } } },
    playlists: [{ id: 'intro', name: 'Intro', steps: [] }],
    cueLists: [{ id: 'main', name: 'Main', cues: [{ id: 'open' }] }],
    feedback,
  })
}

function faults(feedback: readonly object[], replyPort = 9000): (readonly [string, string])[] {
  const problems = new Problems('show')
  checkReferences(parsed(feedback, replyPort).data as ReturnType<typeof showFile.parse>, problems)
  return problems.faults().map(({ code, where }) => [code, where.replace('show: ', '')])
}

test('everything that feedback may show is taken', () => {
  const shows = [
    { param: 'level' },
    { param: 'page', is: 'two' },
    { playlist: 'intro' },
    { cue: { list: 'main', cue: 'open' } },
    { list: 'main' },
    { layer: 'shift' },
    { transport: 'go' },
  ]
  expect(
    faults(shows.map((each, index) => ({ id: `f${index}`, shows: each, to: midi, while: '!shift' }))),
  ).toEqual([])
  expect(faults([{ id: 'f', shows: { transport: 'panic' }, to: osc }])).toEqual([])
})

test.each([
  [{ shows: { param: 'levl' }, to: midi }, 'show/unknown-parameter', 'feedback[0].shows.param'],
  [{ shows: { param: 'page', is: 'three' }, to: midi }, 'show/invalid', 'feedback[0].shows.is'],
  [{ shows: { playlist: 'intr' }, to: midi }, 'show/unknown-playlist', 'feedback[0].shows.playlist'],
  [
    { shows: { cue: { list: 'mian', cue: 'open' } }, to: midi },
    'show/unknown-list',
    'feedback[0].shows.cue.list',
  ],
  [
    { shows: { cue: { list: 'main', cue: 'shut' } }, to: midi },
    'show/unknown-cue',
    'feedback[0].shows.cue.cue',
  ],
  [{ shows: { list: 'side' }, to: midi }, 'show/unknown-list', 'feedback[0].shows.list'],
  [{ shows: { layer: 'alt' }, to: midi }, 'show/unknown-layer', 'feedback[0].shows.layer'],
  [
    { shows: { list: 'main' }, while: ['shift', '!alt'], to: midi },
    'show/unknown-layer',
    'feedback[0].while',
  ],
  [{ shows: { list: 'main' }, to: { ...midi, output: 'x' } }, 'show/unknown-output', 'feedback[0].to.output'],
  [{ shows: { list: 'main' }, to: { ...osc, peer: 'x' } }, 'show/unknown-peer', 'feedback[0].to.peer'],
])('a name that nothing has is told where it stands: %j', (each, code, where) => {
  expect(faults([{ id: 'f', ...each }])).toEqual([[code, where]])
})

test('a sender of which nobody knows where it listens cannot show anything', () => {
  const problems = new Problems('show')
  const show = parsed([{ id: 'f', shows: { list: 'main' }, to: osc }]).data
  checkReferences(show as ReturnType<typeof showFile.parse>, problems)
  expect(problems.faults()).toMatchObject([
    { code: 'show/no-reply-port', where: 'show: feedback[0].to.peer' },
  ])
})

test('two of one id are told apart', () => {
  const one = { id: 'f', shows: { list: 'main' }, to: midi }
  expect(faults([one, one])).toEqual([['show/duplicate-id', 'feedback[1].id']])
})

test.each([
  ['a note without a number', { ...midi, number: undefined }],
  ['a bend with one', { ...midi, message: 'pitchBend' }],
  ['a controller of 14 bits beyond 31', { ...midi, message: 'control14', number: 32 }],
  ['a velocity beyond 127', { ...midi, values: { on: 128 } }],
  ['a second value beyond 127', { ...midi, values: { on: { value: 1, blink: 128 } } }],
  ['a state that a list does not have', { ...midi, values: { running: 3 } }],
  [
    'one that blinks faster than eyes can see',
    { ...midi, values: { on: { value: 1, blink: 2, every: 20 } } },
  ],
  ['a number that is none', { ...midi, values: { on: NaN } }],
  ['a range without width', { ...midi, to: [3, 3] }],
])('what cannot be is refused: %s', (_, to) => {
  expect(parsed([{ id: 'f', shows: { list: 'main' }, to }]).success).toBe(false)
})

describe('feedback on decks and pads', () => {
  const faultsOf = (shows: object, to: object): string[] => {
    const parsed = feedbackDefinition.safeParse({ id: 'a', shows, to })
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  const intro = { playlist: 'intro' }

  test.each<[shows: object, to: object]>([
    [intro, { kind: 'deck', control: 'key1' }],
    [intro, { kind: 'deck', control: 'key32', device: 'hid:streamdeck-xl:A1', name: 'In', symbol: 'go' }],
    [{ param: 'wash' }, { kind: 'deck', control: 'dial4' }],
    [{ param: 'wash' }, { kind: 'deck', control: 'brightness' }],
    [intro, { kind: 'rumble', on: ['running', 'failed'], strong: 1, weak: 0, lasts: 20 }],
    [{ list: 'main' }, { kind: 'rumble' }],
  ])('%j to %j is sound', (shows, to) => {
    expect(faultsOf(shows, to)).toEqual([])
  })

  test.each<[shows: object, to: object, fault: string]>([
    [
      intro,
      { kind: 'deck', control: 'key0' },
      'to.control: must be key or dial and its number, or brightness',
    ],
    [
      intro,
      { kind: 'deck', control: 'key100' },
      'to.control: must be key or dial and its number, or brightness',
    ],
    [intro, { kind: 'deck', control: 'brightness' }, 'to.control: how bright a deck is follows a parameter'],
    [
      { list: 'main' },
      { kind: 'rumble', on: ['failed'] },
      'to.on: must be among off, on, standby, loaded, disarmed',
    ],
  ])('%j to %j is not', (shows, to, fault) => {
    expect(faultsOf(shows, to)).toEqual([fault])
  })
})
