import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'

function sound(fields: object): ShowFile {
  const parsed = parseShow(bytesOf(showData(fields)), 'my.show.json')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

const warningsOf = (fields: object): string[] =>
  showWarnings(sound(fields), 'my.show.json').map(
    ({ code, where }) => `${code} ${where.replace('my.show.json: ', '')}`,
  )

/** What a match is warned of. It interrupts, since some of what is heard here would start the playlist over and over. */
const ofTrigger = (match: object, fields: object = {}): string[] =>
  warningsOf({ playlists: [playlistData('a', { interrupts: [match] })], ...fields }).map((line) =>
    line.replace('playlists[0].interrupts[0]', 'T'),
  )

test('the demo show is as it is meant', () => {
  const demo = new URL('../../../../assets/demo.show.json', import.meta.url)
  const parsed = parseShow(readFileSync(demo), 'demo')
  expect(parsed.ok && showWarnings(parsed.value, 'demo')).toEqual([])
})

describe('playlists without steps', () => {
  test('are warned of', () => {
    expect(warningsOf({ playlists: [playlistData('a'), playlistData('b', { steps: [] })] })).toEqual([
      'show/no-steps playlists[1].steps',
    ])
  })

  test('are meant where they hand an event on', () => {
    const relay = playlistData('a', { steps: [], completion: { type: 'lights.off', payload: {} } })
    expect(warningsOf({ playlists: [relay] })).toEqual([])
  })
})

describe('gestures of what is never let go', () => {
  const gesture = (match: object, fields: object = {}): string[] =>
    warningsOf({ gestures: [{ id: 'g', name: 'G', kind: 'hold', sources: [match], ...fields }] })
  const midi = (kind: string): object => ({ event: 'midi.received', where: { 'message.kind': kind } })
  const NEVER = ['show/never-released gestures[0].sources[0]']

  test.each(['program', 'songSelect', 'start', 'sysex', 'showControl', 'machineControl'])(
    'MIDI %s',
    (kind) => {
      expect(gesture(midi(kind))).toEqual(NEVER)
      expect(gesture(midi(kind), { kind: 'release' })).toEqual(NEVER)
      expect(gesture(midi(kind), { kind: 'exclusive', hold: 'lights.go' })).toEqual(NEVER)
    },
  )

  test('an encoder', () => {
    expect(gesture({ event: 'hid.received', where: { control: 'jog', kind: 'encoder' } })).toEqual(NEVER)
  })

  test('but not taps, what names its release, and what may be let go', () => {
    expect(gesture(midi('program'), { kind: 'doubleTap' })).toEqual([])
    expect(gesture(midi('program'), { releases: [midi('stop')] })).toEqual([])
    expect(gesture(midi('noteOn'))).toEqual([])
    expect(gesture({ event: 'osc.received', address: '/pad' })).toEqual([])
    expect(gesture({ event: 'hid.received', where: { control: 'cross', value: 1 } })).toEqual([])
  })
})

describe('what nothing in the show publishes', () => {
  const heard = { playlists: [playlistData('a', { triggers: [{ event: 'sound.go' }] })] }
  const events = { 'lights.go': {}, 'lights.off': {}, 'sound.go': {} }
  const ONLY_OTHERS = ['show/only-others playlists[0].triggers[0].event']

  test('is said to be for other programs to publish, once for each event', () => {
    const [warning, ...others] = showWarnings(
      sound({
        events,
        playlists: [...heard.playlists, playlistData('b', { interrupts: [{ event: 'sound.go' }] })],
      }),
      'my.show.json',
    )
    expect(others).toEqual([])
    expect(warning).toEqual({
      code: 'show/only-others',
      where: 'my.show.json: playlists[0].triggers[0].event',
      what: 'nothing in this show publishes "sound.go", only other programs can; 2 places wait for it',
      next: 'let a step, a gesture or a rule publish it, unless it comes by /cuewright/event/sound.go or from a client',
    })
  })

  test.each<[string, object]>([
    [
      'a step',
      { playlists: [...heard.playlists, playlistData('b', { steps: [{ offset: 0, type: 'sound.go' }] })] },
    ],
    [
      'a completion',
      { playlists: [...heard.playlists, playlistData('b', { completion: { type: 'sound.go' } })] },
    ],
    [
      'a gesture',
      {
        gestures: [
          { id: 'g', name: 'G', kind: 'exclusive', tap: 'sound.go', sources: [{ event: 'key.received' }] },
        ],
      },
    ],
    [
      'a rule',
      {
        schedulers: [
          {
            ...{ id: 's', name: 'S' },
            rules: [
              {
                id: 'r',
                when: [{ kind: 'every', every: '1s' }],
                actions: [{ action: 'emit', type: 'sound.go' }],
              },
            ],
          },
        ],
      },
    ],
  ])('is what %s publishes', (_what, fields) => {
    expect(warningsOf({ events, ...heard })).toEqual(ONLY_OTHERS)
    expect(warningsOf({ events, ...heard, ...fields })).toEqual([])
  })

  test('a family is published where one of it is', () => {
    expect(ofTrigger({ event: 'lights.*' })).toEqual([])
    expect(ofTrigger({ event: 'sound.*' }, { events })).toEqual(['show/only-others T.event'])
  })

  test('what is declared and waited for by nobody is nobody’s business', () => {
    expect(warningsOf({ events })).toEqual([])
  })
})

describe('what can never be sent', () => {
  test.each<[string, object, string[]]>([
    [
      'a gesture that there is not',
      { event: 'gesture.recognized', where: { gestureId: 'twice' } },
      ['where.gestureId'],
    ],
    [
      'a playlist that there is not',
      { event: 'playlist.stopped', where: { playlistId: 'b' } },
      ['where.playlistId'],
    ],
    [
      'a scheduler that there is not',
      { event: 'rule.fired', where: { schedulerId: 's' } },
      ['where.schedulerId'],
    ],
    ['a parameter that there is not', { event: 'param.committed', where: { name: 'level' } }, ['where.name']],
    ['MIDI from a gamepad', { event: 'midi.received', source: 'hid:054c:09cc:1' }, ['source']],
    ['a button from a MIDI port', { event: 'hid.received', source: 'midi:Launchpad X:1' }, ['source']],
    [
      'a kind of message that there is not',
      { event: 'midi.received', where: { 'message.kind': 'noteon' } },
      ['where["message.kind"]'],
    ],
    ['the 200th note', { event: 'midi.received', where: { 'message.note': 200 } }, ['where["message.note"]']],
    [
      'the 17th channel',
      { event: 'midi.received', where: { 'message.channel': 17 } },
      ['where["message.channel"]'],
    ],
    ['channel 0', { event: 'midi.received', where: { 'message.channel': 0 } }, ['where["message.channel"]']],
    ['a number as text', { event: 'hid.received', where: { control: 'cross', value: '1' } }, ['where.value']],
    [
      'a note that is a controller',
      { event: 'midi.received', where: { 'message.kind': 'noteOn', 'message.controller': 7 } },
      ['where'],
    ],
    [
      'a reason that runs do not stop for',
      { event: 'playlist.stopped', where: { reason: 'done' } },
      ['where.reason'],
    ],
    ["the release of a show's own event", { event: 'lights.go', on: 'release' }, ['on']],
  ])('%s', (_what, match, places) => {
    expect(ofTrigger(match)).toEqual(places.map((place) => `show/never-sent T.${place}`))
  })

  test.each<[string, object]>([
    ['any button', { event: 'hid.received' }],
    [
      'a pad in the window',
      { event: 'hid.received', source: 'gamepad:045e:02ea:1', where: { control: 'a' } },
    ],
    [
      'the on-screen controller',
      { event: 'hid.received', source: 'virtual:desk', where: { control: 'pad1' } },
    ],
    [
      'a note',
      {
        event: 'midi.received',
        source: 'midi:Launchpad X:1',
        where: { 'message.kind': 'noteOn', 'message.note': 36 },
      },
    ],
    [
      'a whole message',
      { event: 'midi.received', where: { message: { kind: 'noteOn', channel: 1, note: 3, velocity: 9 } } },
    ],
    [
      'a cue of a lighting desk',
      { event: 'midi.received', where: { 'message.kind': 'showControl', 'message.cue': '1.5' } },
    ],
    [
      'an argument of any type',
      { event: 'osc.received', address: '/a', where: { 'args.0': '1', 'args.1': [true, null] } },
    ],
    ['an empty reference', { event: 'playlist.created', where: { trigger: null } }],
    [
      'what set a run off',
      { event: 'playlist.created', where: { 'trigger.type': 'lights.go', 'trigger.payload.x': 1 } },
    ],
    ['its own metadata', { event: 'playlist.created', where: { 'metadata.floor': { a: 1 } } }],
    ['its own playlist', { event: 'playlist.stopped', where: { playlistId: 'a', reason: 'completed' } }],
    ['a standby of nothing', { event: 'standby.changed', where: { playlistId: null } }],
    ['free fields of an own event', { event: 'lights.go', where: { level: '1', 'a.b': 2 } }],
    ['a family', { event: 'midi.*', where: { 'message.note': 900 } }],
    ['a release', { event: 'hid.received', on: 'release', where: { control: 'cross' } }],
    ['a key', { event: 'key.received', source: 'keyboard:global', where: { code: 'F13', pressed: true } }],
  ])('not %s', (_what, match) => {
    expect(ofTrigger(match)).toEqual([])
  })

  test('timecode from a gamepad, in a playlist and in a rule', () => {
    const by = (source: string): string[] =>
      warningsOf({
        playlists: [playlistData('a', { triggers: [{ timecode: '01:00:10:12', source }] })],
        schedulers: [
          {
            ...{ id: 's', name: 'S' },
            rules: [
              {
                ...{ id: 'r', when: [{ kind: 'timecode', timecode: '01:00:10:12', source }] },
                actions: [{ action: 'wait', for: 1 }],
              },
            ],
          },
        ],
      })
    expect(by('midi:MTC:1')).toEqual([])
    expect(by('hid:054c:09cc:1')).toEqual([
      'show/never-sent playlists[0].triggers[0].source',
      'show/never-sent schedulers[0].rules[0].when[0].source',
    ])
  })

  test('is found wherever something is listened for', () => {
    const match = { event: 'gesture.recognized', where: { gestureId: 'none' } }
    const fields = {
      gestures: [{ id: 'g', name: 'G', kind: 'sequence', steps: [match, match], sources: [match] }],
      questions: { yes: [match], no: [match] },
      playlists: [playlistData('a', { triggers: [match], interrupts: [match] })],
      schedulers: [
        {
          ...{ id: 's', name: 'S' },
          rules: [{ id: 'r', when: [{ kind: 'event', match }], actions: [{ action: 'wait', for: 1 }] }],
        },
      ],
    }
    expect(warningsOf(fields)).toEqual(
      [
        ...['gestures[0].sources[0]', 'gestures[0].steps[0]', 'gestures[0].steps[1]', 'questions.yes[0]'],
        ...['questions.no[0]', 'playlists[0].triggers[0]', 'playlists[0].interrupts[0]'],
        'schedulers[0].rules[0].when[0].match',
      ].map((place) => `show/never-sent ${place}.where.gestureId`),
    )
  })
})

describe('how packets are told apart', () => {
  const targets = (fields: object) => ({
    osc: { targets: { desk: { host: '10.0.0.5', port: 8000, ...fields } } },
    playlists: [playlistData('a')],
  })

  test.each([[{ framing: 'length' }], [{ framing: 'slip' }], [{ transport: 'udp', framing: 'length' }]])(
    '%o has no effect over udp',
    (fields) => {
      expect(warningsOf(targets(fields))).toEqual(['show/no-effect osc.targets.desk.framing'])
    },
  )

  test('of this engine’s own input as well', () => {
    const own = { osc: { targets: { me: { self: true, framing: 'slip' } } }, playlists: [playlistData('a')] }
    expect(warningsOf(own)).toEqual(['show/no-effect osc.targets.me.framing'])
  })

  test.each([[{}], [{ transport: 'tcp' }], [{ transport: 'tcp', framing: 'length' }]])(
    '%o is meant',
    (fields) => {
      expect(warningsOf(targets(fields))).toEqual([])
    },
  )
})
