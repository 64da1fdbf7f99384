import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import type { Fault } from '../../../../shared/base/result.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'
import { runs } from '../../../support/property-runs.ts'

const DEMO = new URL('../../../../assets/demo.show.json', import.meta.url).pathname

function faultsOf(content: unknown): readonly Fault[] {
  const parsed = parseShow(content instanceof Uint8Array ? content : bytesOf(content), 'my.show.json')
  return parsed.ok ? [] : parsed.error
}

const step = (fields: object): object => showData({ playlists: [playlistData('a', { steps: [fields] })] })
const only = (fields: object): object => showData({ playlists: [playlistData('a', fields)] })
const send = (payload: object): object => step({ offset: 0, type: 'osc.send', payload })
const midi = { outputs: { synth: { port: 'Synth:Synth MIDI 1' } } }
const play = (message: unknown, output = 'synth'): object =>
  showData({
    midi,
    playlists: [
      playlistData('a', { steps: [{ offset: 0, type: 'midi.send', payload: { output, message } }] }),
    ],
  })
function nested(depth: number): unknown {
  return depth === 0 ? 0 : [nested(depth - 1)]
}

const message = { target: 'desk', address: '/go', args: [] }

describe('fields that are written twice', () => {
  const TWICE = `{
  "version": 1,
  "name": "Tour",
  "osc": {
    "targets": {
      "desk": { "host": "10.0.0.5", "port": 9000 },
      "media": { "host": "10.0.0.6", "port": 9000 },
      "\\u0064esk": { "host": "10.0.0.7", "port": 9000 }
    }
  },
  "osc": { "targets": {} }
}`

  test('are told with their place and both lines, since the later would take the place of the first', () => {
    expect(faultsOf(TWICE)).toEqual([
      {
        code: 'show/duplicate-key',
        where: 'my.show.json: osc.targets.desk',
        what: 'it stands twice: at line 6, column 7, and at line 8, column 7',
        next: 'remove one of the two, or give it another name',
      },
      {
        code: 'show/duplicate-key',
        where: 'my.show.json: osc',
        what: 'it stands twice: at line 4, column 3, and at line 11, column 3',
        next: 'remove one of the two, or give it another name',
      },
    ])
  })

  test('are looked for until there are twenty', () => {
    const found = faultsOf(`{"metadata":{${'"a":1,'.repeat(1_000_000)}"a":1}}`)
    expect(found.map(({ where }) => where)).toEqual(
      Array.from({ length: 20 }, () => 'my.show.json: metadata.a'),
    )
  })

  test('wherever they stand', () => {
    const metadata = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(metadata, fc.nat(), (value, at) => {
        const text = JSON.stringify(showData({ metadata: { value } }))
        const alone = faultsOf(text).map(({ code }) => code)
        expect(alone).not.toContain('show/duplicate-key')
        // A key such as __proto__ is refused before.
        fc.pre(alone.length === 0)
        // Puts a field that is there already behind one of the opening braces.
        const braces = [...text.matchAll(/\{(?="(?:[^"\\]|\\.)*":)/g)].filter(
          ({ index }) => !inText(text, index),
        )
        const brace = braces[at % braces.length]!.index
        const [name] = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(brace + 1)) as RegExpExecArray
        const twice = `${text.slice(0, brace + 1)}${name}:0,${text.slice(brace + 1)}`
        expect(faultsOf(twice)).toMatchObject([{ code: 'show/duplicate-key' }])
      }),
      runs(300),
    )
  })

  function inText(text: string, index: number): boolean {
    return text.slice(0, index).replaceAll(/\\./g, '').split('"').length % 2 === 0
  }
})

describe('a target whose host there cannot be is refused, with what to write instead', () => {
  test.each([
    ['192.168.1.300', 'correct the address, such as 192.168.1.30'],
    ['10.0.0.5:8000', 'write 10.0.0.5 and put 8000 in port'],
    ['http://10.0.0.5', 'write 10.0.0.5'],
    [' 10.0.0.5', 'write 10.0.0.5'],
    ['[::1]', 'write ::1'],
    ['10.0.0', 'correct the address, such as 192.168.1.30'],
  ])('%j', (host, next) => {
    expect(faultsOf(showData({ osc: { targets: { desk: { host, port: 9000 } } } }))).toMatchObject([
      { code: 'show/invalid', where: 'my.show.json: osc.targets.desk.host', next },
    ])
  })

  test.each([
    [
      'peers',
      { name: 'desk', address: '10.0.0.5:8000' },
      'peers[0].address',
      'write 10.0.0.5 and put 8000 in port',
    ],
    [
      'peers',
      { name: 'desk', address: 'desk.local' },
      'peers[0].address',
      'write the IP address that the name stands for',
    ],
    ['multicast', { group: '239.0.0' }, 'multicast[0].group', 'correct the address, such as 192.168.1.30'],
    ['multicast', { group: '10.0.0.5' }, 'multicast[0].group', 'correct the value'],
    ['multicast', { group: '239.0.0.1', interface: '[::1]' }, 'multicast[0].interface', 'write ::1'],
  ])('nor may one of the %s be %j', (list, entry, place, next) => {
    expect(faultsOf(showData({ osc: { [list]: [entry] } }))).toMatchObject([
      { code: 'show/invalid', where: `my.show.json: osc.${place}`, next },
    ])
  })

  test.each(['localhost', 'STUDIO_PC', 'fe80::1%eth0', 'desk.local.'])('%s is none of those', (host) => {
    expect(faultsOf(showData({ osc: { targets: { desk: { host, port: 9000 } } } }))).toEqual([])
  })
})

describe('a show file that a power cut or a full disk has left', () => {
  const said = (content: string) => {
    const parsed = parseShow(new TextEncoder().encode(content), 'my.show.json')
    return parsed.ok ? null : parsed.error[0]?.what
  }

  test.each([1, 40, 90, 150])('is said to be cut off, after %d characters', (length) => {
    expect(said(JSON.stringify(showData()).slice(0, length))).toContain('the file ends in the middle')
  })

  test('is said to hold nothing but zeros', () => {
    expect(said('\0'.repeat(512))).toBe('the file holds nothing but zeros, as after a power cut')
  })

  test('is not said to be cut off where it is mistyped', () => {
    expect(said('{"version": 1,, "name": "x"}')).not.toContain('cut off')
  })
})

describe('a show file that is refused names its fault and the place', () => {
  const field = 'my.show.json: playlists[0]'
  test.each<[what: string, content: unknown, code: string, where: string]>([
    ['nothing', '', 'show/empty', 'my.show.json'],
    ['blanks', ' \n\t', 'show/empty', 'my.show.json'],
    ['a byte order mark alone', '\uFEFF', 'show/empty', 'my.show.json'],
    ['prose', 'Lights up slowly', 'show/not-json', 'my.show.json'],
    ['half a show', '{"version": 1, "name": "x"', 'show/not-json', 'my.show.json'],
    ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0xfe]), 'show/not-text', 'my.show.json'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), 'show/not-text', 'my.show.json'],
    ['50 MB of lists', '['.repeat(50_000_000), 'show/too-deep', 'my.show.json'],
    ['50 MB of objects', '{"a":'.repeat(10_000_000), 'show/too-deep', 'my.show.json'],
    ['65 MB', new Uint8Array(65 * 2 ** 20), 'show/too-large', 'my.show.json'],
    ['a list', [], 'show/invalid', 'my.show.json'],
    ['null', 'null', 'show/invalid', 'my.show.json'],
    ['no version', { name: 'x' }, 'show/invalid', 'my.show.json: version'],
    ['version as text', showData({ version: '1' }), 'show/invalid', 'my.show.json: version'],
    ['version 0', showData({ version: 0 }), 'show/invalid', 'my.show.json: version'],
    ['a newer version', { version: 2, acts: [] }, 'show/newer-version', 'my.show.json: version'],
    [
      'a __proto__ key',
      '{"version":1,"name":"x","metadata":{"a":[{"__proto__":{}}]}}',
      'show/forbidden-key',
      'my.show.json: metadata.a[0].__proto__',
    ],
    [
      'a constructor key',
      '{"version":1,"name":"x","constructor":{}}',
      'show/forbidden-key',
      'my.show.json: constructor',
    ],
    [
      'a misspelt field',
      step({ offset: 0, type: 'lights.go', ofset: 3 }),
      'show/invalid',
      `${field}.steps[0].ofset`,
    ],
    [
      'text as an offset',
      step({ offset: '5', type: 'lights.go' }),
      'show/invalid',
      `${field}.steps[0].offset`,
    ],
    [
      'a timecode of hour 24',
      only({ triggers: [{ timecode: '24:00:00:00' }] }),
      'show/invalid',
      `${field}.triggers[0].timecode`,
    ],
    [
      'a timecode without frames',
      only({ interrupts: [{ timecode: '01:00:00' }] }),
      'show/invalid',
      `${field}.interrupts[0].timecode`,
    ],
    [
      'a timecode at a rate',
      only({ triggers: [{ timecode: '01:00:00:00', rate: 25 }] }),
      'show/invalid',
      `${field}.triggers[0].rate`,
    ],
    ['a missing offset', step({ type: 'lights.go' }), 'show/invalid', `${field}.steps[0].offset`],
    [
      'a negative offset',
      step({ offset: -1, type: 'lights.go' }),
      'show/invalid',
      `${field}.steps[0].offset`,
    ],
    [
      'an offset beyond numbers',
      JSON.stringify(step({ offset: 7777, type: 'lights.go' })).replace('7777', '1e999'),
      'show/invalid',
      `${field}.steps[0].offset`,
    ],
    [
      'an interval of 0',
      step({ offset: 0, type: 'lights.go', repeat: { count: 2, interval: 0 } }),
      'show/invalid',
      `${field}.steps[0].repeat.interval`,
    ],
    [
      'no interval',
      step({ offset: 0, type: 'lights.go', repeat: { count: 2 } }),
      'show/invalid',
      `${field}.steps[0].repeat.interval`,
    ],
    [
      'half a repeat',
      step({ offset: 0, type: 'lights.go', repeat: { count: 1.5, interval: 1 } }),
      'show/invalid',
      `${field}.steps[0].repeat.count`,
    ],
    [
      'an undeclared event',
      step({ offset: 0, type: 'lights.gone' }),
      'show/unknown-event',
      `${field}.steps[0].type`,
    ],
    [
      "one of the engine's events",
      step({ offset: 0, type: 'playlist.stopped' }),
      'show/unknown-event',
      `${field}.steps[0].type`,
    ],
    [
      'an undeclared completion',
      only({ completion: { type: 'lights.done' } }),
      'show/unknown-event',
      `${field}.completion.type`,
    ],
    [
      'an undeclared trigger',
      only({ triggers: [{ event: 'lights.on' }] }),
      'show/unknown-event',
      `${field}.triggers[0].event`,
    ],
    [
      'a family of nothing',
      only({ triggers: [{ event: 'sound.*' }] }),
      'show/unknown-event',
      `${field}.triggers[0].event`,
    ],
    [
      'a trigger on telemetry',
      only({ triggers: [{ event: 'metrics.*' }] }),
      'show/unknown-event',
      `${field}.triggers[0].event`,
    ],
    [
      'a trigger on requests',
      only({ triggers: [{ event: 'osc.send' }] }),
      'show/unknown-event',
      `${field}.triggers[0].event`,
    ],
    [
      'an undeclared interrupt',
      only({ interrupts: [{ event: 'lights.on' }] }),
      'show/unknown-event',
      `${field}.interrupts[0].event`,
    ],
    [
      'an event of a reserved family',
      showData({ events: { 'osc.mine': {} } }),
      'show/reserved-event',
      'my.show.json: events["osc.mine"]',
    ],
    ['an event without a dot', showData({ events: { go: {} } }), 'show/invalid', 'my.show.json: events.go'],
    [
      'a field that an event lacks',
      only({ triggers: [{ event: 'playlist.stopped', where: { playlist: 'b' } }] }),
      'show/unknown-field',
      `${field}.triggers[0].where.playlist`,
    ],
    [
      'an address beside another event',
      only({ triggers: [{ event: 'lights.off', address: '/go' }] }),
      'show/invalid',
      `${field}.triggers[0].address`,
    ],
    [
      'a malformed address pattern',
      only({ triggers: [{ event: 'osc.received', address: '/go/[a' }] }),
      'show/invalid',
      `${field}.triggers[0].address`,
    ],
    [
      'a malformed route',
      showData({ osc: { latestOnly: ['/fader/{1'] } }),
      'show/invalid',
      'my.show.json: osc.latestOnly[0]',
    ],
    [
      'a malformed address pattern among the routes, beside one that is meant exactly',
      showData({ osc: { latestOnly: [{ exactly: '/fader/{1' }, '/fader/{1'] } }),
      'show/invalid',
      'my.show.json: osc.latestOnly[1]',
    ],
    [
      'a group that is no multicast address',
      showData({ osc: { multicast: [{ group: '10.0.0.1' }] } }),
      'show/invalid',
      'my.show.json: osc.multicast[0].group',
    ],
    [
      'an interface that is no address',
      showData({ osc: { multicast: [{ group: '239.0.0.1', interface: 'eth0' }] } }),
      'show/invalid',
      'my.show.json: osc.multicast[0].interface',
    ],
    [
      'a reply port beyond the last',
      showData({ osc: { replyPort: 65_536 } }),
      'show/invalid',
      'my.show.json: osc.replyPort',
    ],
    [
      'a peer without an address',
      showData({ osc: { peers: [{ name: 'tablet', replyPort: 9000 }] } }),
      'show/invalid',
      'my.show.json: osc.peers[0].address',
    ],
    [
      'an undeclared target',
      send({ ...message, target: 'desc' }),
      'show/unknown-target',
      `${field}.steps[0].payload.target`,
    ],
    [
      'an inherited name as target',
      send({ ...message, target: 'toString' }),
      'show/unknown-target',
      `${field}.steps[0].payload.target`,
    ],
    [
      'a message without arguments',
      send({ target: 'desk', address: '/go' }),
      'show/invalid',
      `${field}.steps[0].payload.args`,
    ],
    [
      'a misspelt message field',
      send({ ...message, argss: [] }),
      'show/invalid',
      `${field}.steps[0].payload.argss`,
    ],
    [
      'an address without a slash',
      send({ ...message, address: 'go' }),
      'show/invalid',
      `${field}.steps[0].payload.address`,
    ],
    [
      'an argument that OSC cannot hold',
      send({ ...message, args: [1, { f: 1 }] }),
      'show/invalid',
      `${field}.steps[0].payload.args[1]`,
    ],
    [
      'tags that do not go with the arguments',
      send({ ...message, types: 'ff', args: [1] }),
      'show/invalid',
      `${field}.steps[0].payload.types`,
    ],
    [
      'a value that its tag cannot hold',
      send({ ...message, types: 'i', args: [1.5] }),
      'show/invalid',
      `${field}.steps[0].payload.args`,
    ],
    [
      'no payload for a message',
      step({ offset: 0, type: 'osc.send' }),
      'show/invalid',
      `${field}.steps[0].payload.target`,
    ],
    [
      'an undeclared MIDI output',
      play({ kind: 'clock' }, 'sinth'),
      'show/unknown-output',
      `${field}.steps[0].payload.output`,
    ],
    [
      'a MIDI message of no kind there is',
      play({ kind: 'noteOm', channel: 1, note: 1, velocity: 1 }),
      'show/invalid',
      `${field}.steps[0].payload.message.kind`,
    ],
    [
      'MIDI channel 0',
      play({ kind: 'noteOn', channel: 0, note: 1, velocity: 1 }),
      'show/invalid',
      `${field}.steps[0].payload.message.channel`,
    ],
    [
      'FIRE without a macro',
      play({ kind: 'showControl', device: 127, format: 1, command: 'FIRE' }),
      'show/invalid',
      `${field}.steps[0].payload.message.macro`,
    ],
    [
      'a trigger on MIDI requests',
      only({ triggers: [{ event: 'midi.send' }] }),
      'show/unknown-event',
      `${field}.triggers[0].event`,
    ],
    [
      'a MIDI output without a port',
      showData({ midi: { outputs: { x: { occurrence: 2 } } } }),
      'show/invalid',
      'my.show.json: midi.outputs.x.port',
    ],
    [
      'a target without a port',
      showData({ osc: { targets: { x: { host: 'h' } } } }),
      'show/invalid',
      'my.show.json: osc.targets.x.port',
    ],
    [
      'a target that is and is not itself',
      showData({ osc: { targets: { x: { self: true, host: 'h' } } } }),
      'show/invalid',
      'my.show.json: osc.targets.x.host',
    ],
    [
      'a target name with a blank',
      showData({ osc: { targets: { 'a b': { self: true } } } }),
      'show/invalid',
      'my.show.json: osc.targets["a b"]',
    ],
    [
      'too many emissions',
      step({ offset: 0, type: 'lights.go', repeat: { count: 1e6, interval: 1 } }),
      'show/invalid',
      `${field}.steps[0].repeat.count`,
    ],
    [
      'a repeat beyond 30 days',
      step({ offset: 0, type: 'lights.go', repeat: { count: 3, interval: 2e9 } }),
      'show/too-long',
      `${field}.steps`,
    ],
    [
      'a question that repeats',
      step({
        offset: 0,
        type: 'interrupt.raise',
        payload: { kind: 'confirmation', prompt: 'Ready?' },
        repeat: { count: 2, interval: 100 },
      }),
      'show/repeated-question',
      `${field}.steps[0].repeat`,
    ],
    [
      'a question without a prompt',
      step({ offset: 0, type: 'interrupt.raise', payload: { kind: 'confirmation', prompt: '' } }),
      'show/invalid',
      `${field}.steps[0].payload.prompt`,
    ],
    [
      'choices of a confirmation',
      step({
        offset: 0,
        type: 'interrupt.raise',
        payload: { kind: 'confirmation', prompt: 'Ready?', choices: ['a'] },
      }),
      'show/invalid',
      `${field}.steps[0].payload.choices`,
    ],
    [
      'a deep payload',
      step({ offset: 0, type: 'lights.go', payload: nested(70) }),
      'show/too-deep',
      'my.show.json',
    ],
    ['an id with a slash', only({ id: 'a/b' }), 'show/invalid', `${field}.id`],
  ])('%s', (_, content, code, where) => {
    expect(faultsOf(content)[0]).toMatchObject({ code, where })
  })

  test('an id used twice names where it was used first', () => {
    const playlists = [playlistData('a'), playlistData('b'), playlistData('a')]
    expect(faultsOf(showData({ playlists }))).toEqual([
      {
        code: 'show/duplicate-id',
        where: 'my.show.json: playlists[2].id',
        what: '"a" is already the id of playlists[0]',
        next: 'give one of them another id',
      },
    ])
  })

  test('emissions of one playlist are bounded over all its steps', () => {
    const steps = Array.from({ length: 11 }, () => ({
      offset: 0,
      type: 'lights.go',
      repeat: { count: 100_000, interval: 1 },
    }))
    expect(faultsOf(only({ steps }))).toMatchObject([
      { code: 'show/too-many-emissions', where: 'my.show.json: playlists[0].steps' },
    ])
  })

  test('steps are bounded over all playlists', () => {
    const steps = Array.from({ length: 70_000 }, () => ({ offset: 0, type: 'lights.go' }))
    const playlists = ['a', 'b', 'c'].map((id) => playlistData(id, { steps }))
    expect(faultsOf(showData({ playlists }))).toMatchObject([
      { code: 'show/too-many-steps', where: 'my.show.json: playlists' },
    ])
  })
})

describe('the words of a fault tell what to do', () => {
  test.each<[what: string, content: unknown, words: string, next: string]>([
    [
      'a misspelt field',
      step({ ofset: 0, offset: 0, type: 'lights.go' }),
      'is not a field here',
      'write offset if that was meant',
    ],
    ['a field unlike any other', showData({ zebra: 1 }), 'is not a field here', 'remove it'],
    ['a missing field', { version: 1 }, 'is missing', 'add it'],
    [
      'text for a number',
      step({ offset: '5', type: 'lights.go' }),
      'must be a number, not text',
      'correct the value',
    ],
    ['a negative offset', step({ offset: -1, type: 'lights.go' }), 'must be 0 or more', 'correct the value'],
    [
      'an interval of 0',
      step({ offset: 0, type: 'lights.go', repeat: { count: 2, interval: 0 } }),
      'must be above 0',
      'correct the value',
    ],
    [
      'an unknown policy',
      only({ retrigger: 'again' }),
      'must be "restart", "ignore", "overlap" or "toggle"',
      'correct the value',
    ],
    [
      'a near target',
      send({ ...message, target: 'dsek' }),
      'no target is named "dsek"',
      'write desk if that was meant',
    ],
    [
      'a near event',
      step({ offset: 0, type: 'light.go' }),
      'the show declares no event "light.go"',
      'write lights.go if that was meant',
    ],
    [
      'an unlike event',
      step({ offset: 0, type: 'fog.on' }),
      'the show declares no event "fog.on"',
      'declare it in events',
    ],
    [
      'a newer version',
      { version: 2 },
      'the show was saved in version 2; this Cuewright reads up to version 1',
      'update Cuewright',
    ],
    [
      'an odd argument',
      send({ ...message, args: [{ f: 1 }] }),
      'must be a number, text, true or false, null or a list',
      'correct the value',
    ],
    [
      'a trailing comma',
      '{"version": 1,\n "name": "x",\n}',
      'line 2, column 13: there is a comma before }',
      'correct the file in an editor that checks JSON',
    ],
  ])('%s', (_, content, what, next) => {
    expect(faultsOf(content)[0]).toMatchObject({ what, next })
  })

  test('every problem is told, and beyond twenty they are counted', () => {
    const steps = Array.from({ length: 50 }, () => ({ offset: -1, type: 'lights.go' }))
    const faults = faultsOf(only({ steps }))
    expect(faults).toHaveLength(21)
    expect(faults[19]?.where).toBe('my.show.json: playlists[0].steps[19].offset')
    expect(faults[20]).toEqual({
      code: 'show/more',
      where: 'my.show.json',
      what: '30 more problems',
      next: 'correct these first, then check again',
    })
  })
})

describe('a sound show', () => {
  test('has its defaults filled in', () => {
    expect(parseShow(bytesOf({ version: 1, name: 'Bare' }), 'f')).toEqual({
      ok: true,
      value: {
        version: 1,
        name: 'Bare',
        notes: '',
        osc: { targets: {}, peers: [], latestOnly: [], aliases: false, multicast: [] },
        midi: { outputs: {} },
        keyboard: { global: [] },
        events: {},
        params: {},
        scenes: {},
        gestures: [],
        questions: { yes: [], no: [] },
        minimumGoTime: 300,
        panic: {},
        stop: {},
        resume: { mode: 'ask', within: 300_000, timeout: 30_000, default: 'stopped' },
        transport: { go: [], back: [], skip: [], stop: [], pause: [], resume: [], panic: [], cue: [] },
        playlists: [],
        pages: [],
        cueLists: [],
        schedulers: [],
        metadata: {},
      },
    })
  })

  test('may begin with a byte order mark', () => {
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...bytesOf(showData())])
    expect(parseShow(marked, 'f').ok).toBe(true)
  })

  test('may listen to its own events, to families and to events of the engine', () => {
    const triggers = [
      { event: 'lights.off' },
      { event: 'health.warning.*' },
      { event: 'osc.received', address: '/cue/{1,2}/*' },
      { event: 'playlist.stopped', where: { playlistId: 'b', reason: 'completed' } },
    ]
    expect(faultsOf(only({ triggers }))).toEqual([])
  })

  test('may send to address patterns', () => {
    expect(
      faultsOf(send({ target: 'desk', address: '/par/*/rgb', args: [1, 2.5, 'x', true, null] })),
    ).toEqual([])
  })

  test('may hold 100,000 steps in one playlist', () => {
    const steps = Array.from({ length: 100_000 }, (_, offset) => ({
      offset,
      type: 'osc.send',
      payload: message,
    }))
    expect(faultsOf(only({ steps }))).toEqual([])
  })

  test('leaves the prototype of every object alone', () => {
    expect(faultsOf('{"version":1,"name":"x","metadata":{"__proto__":{"polluted":true}}}')).toHaveLength(1)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('whatever the bytes, the answer is a show or its faults', () => {
  const answers = (bytes: Uint8Array): void => {
    const parsed = parseShow(bytes, 'f')
    if (!parsed.ok) expect(parsed.error.length).toBeGreaterThan(0)
    for (const { code, where } of parsed.ok ? showWarnings(parsed.value, 'f') : parsed.error) {
      expect(code).toMatch(/^show\/[a-z-]+$/)
      expect(where.startsWith('f')).toBe(true)
    }
  }

  test('for arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), answers))
  })

  test('for arbitrary JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => answers(bytesOf(text))))
  })

  test('for the demo show with any fields replaced by any JSON', () => {
    const demo = readFileSync(DEMO, 'utf8')
    const change = fc.record({ at: fc.nat(), value: fc.jsonValue({ maxDepth: 2 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const show: unknown = JSON.parse(demo)
        for (const { at, value } of changes) replaceField(show, at, value)
        answers(bytesOf(show))
      }),
      runs(300),
    )
  })

  test('for the demo show with bytes overwritten or cut off', () => {
    const demo = readFileSync(DEMO)
    const edit = fc.record({ at: fc.nat(demo.length - 1), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), fc.nat(demo.length), (edits, length) => {
        const bytes = Uint8Array.from(demo)
        for (const { at, byte } of edits) bytes[at] = byte
        answers(bytes.subarray(0, length % 3 === 0 ? length : bytes.length))
      }),
      runs(300),
    )
  })
})

/** Replaces the `at`-th field, counted round and round through all that `value` holds. */
function replaceField(value: unknown, at: number, replacement: unknown): void {
  const places: [holder: Record<string, unknown>, key: string][] = []
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return
    for (const [key, member] of Object.entries(holder)) {
      places.push([holder as Record<string, unknown>, key])
      visit(member)
    }
  }
  visit(value)
  const place = places[at % Math.max(1, places.length)]
  if (place !== undefined) place[0][place[1]] = replacement
}
