import { describe, expect, test } from 'vitest'
import type { EventEnvelope } from '../../../shared/model/event.ts'
import { showFile } from '../../../shared/model/show.ts'
import type { LoadedShow } from '../../../shared/model/show.ts'
import { parseSessionLine } from '../../../main/protocols/session/line.ts'
import type { SessionLine } from '../../../main/protocols/session/line.ts'
import { rehearse } from '../../../main/rehearsal.ts'

function loaded(fields: Record<string, unknown>): LoadedShow {
  return { show: showFile.parse({ version: 1, name: 'test', ...fields }), path: null }
}

function inputs(...lines: readonly unknown[]): SessionLine[] {
  return lines.map((line, index) => {
    const parsed = parseSessionLine(JSON.stringify(line), `in:${index + 1}`)
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
}

async function collect(events: AsyncIterable<EventEnvelope>): Promise<EventEnvelope[]> {
  const collected: EventEnvelope[] = []
  for await (const event of events) collected.push(event)
  return collected
}

const brief = ({ at, type, source }: EventEnvelope): string => `${at} ${type} ${source}`

const chase = loaded({
  osc: { targets: { desk: { host: '10.0.0.1', port: 9000 } } },
  playlists: [
    {
      id: 'chase',
      name: 'Chase',
      triggers: [{ event: 'osc.received', address: '/chase' }],
      interrupts: [{ event: 'osc.received', address: '/release' }],
      steps: [
        {
          offset: 0,
          type: 'osc.send',
          payload: { target: 'desk', address: '/a' },
          repeat: { count: 10, interval: 100 },
        },
      ],
    },
  ],
})

describe('a rehearsal', () => {
  test('runs cue lists', async () => {
    const show = loaded({
      events: { 'own.event': {} },
      cueLists: [
        {
          ...{ id: 'main', name: 'Main' },
          cues: [
            { id: 'a', number: '1', continue: 'auto-continue', postWait: '2s' },
            { id: 'b', preWait: 500, actions: [{ action: 'emit', type: 'own.event' }] },
          ],
        },
      ],
    })
    const events = await collect(
      rehearse(show, inputs({ at: 1000, command: 'show.go', args: {} }), {
        until: null,
        startTime: 0,
        version: '1',
      }),
    )
    expect(events.filter(({ type }) => /^(?:cue|own)\./.test(type)).map(brief)).toEqual([
      '1000 cue.started cues:main',
      '3000 cue.completed cues:main',
      '3000 cue.waiting cues:main',
      '3500 cue.started cues:main',
      '3500 own.event cues:main',
      '3500 cue.completed cues:main',
    ])
  })

  test('begins with what the show holds that can hardly be meant', async () => {
    const empty = loaded({ playlists: [{ id: 'a', name: 'A', steps: [] }] })
    const all = { until: 0, startTime: 0, version: '1.0.0' }
    const events = await collect(rehearse(empty, [], all))
    expect(events.find(({ type }) => type === 'show.checked')?.payload).toEqual({
      warnings: [
        {
          code: 'show/no-steps',
          where: 'test: playlists[0].steps',
          what: 'it has no steps, so that nothing happens when it is started',
          next: 'give it steps, or remove it',
        },
      ],
    })
    const sound = await collect(rehearse(chase, [], all))
    expect(sound.map(({ type }) => type)).not.toContain('show.checked')
  })

  test('plays commands and messages at their times and tells every event with its cause', async () => {
    const events = await collect(
      rehearse(
        chase,
        inputs(
          { at: 50, type: 'osc.received', source: 'osc:main', payload: { address: '/chase' } },
          { at: 170, type: 'osc.received', source: 'osc:main', payload: { address: '/release' } },
        ),
        { until: null, startTime: 0, version: '1.0.0' },
      ),
    )
    expect(events.map(brief)).toEqual([
      '0 playlist.registered playlist:chase',
      '0 show.loaded show',
      '50 osc.received osc:main',
      '50 playlist.created playlist:chase',
      '50 run.stateChanged playlist:chase',
      '50 osc.send playlist:chase',
      '50 playlist.emitted playlist:chase',
      '150 osc.send playlist:chase',
      '150 playlist.emitted playlist:chase',
      '170 osc.received osc:main',
      '170 run.stateChanged playlist:chase',
      '170 playlist.stopped playlist:chase',
    ])
    const received = events.filter(({ type }) => type === 'osc.received').map(({ seq }) => seq)
    expect(events.find(({ type }) => type === 'playlist.created')?.cause).toBe(received[0])
    expect(events.find(({ type }) => type === 'playlist.stopped')?.cause).toBe(received[1])
  })

  test('is the same for the same input, to the byte', async () => {
    const input = inputs(
      { at: 0, command: 'playlist.start', args: { id: 'chase' } },
      { at: 333, command: 'show.panic' },
    )
    const play = async (): Promise<string> =>
      (await collect(rehearse(chase, input, { until: null, startTime: 0, version: '1.0.0' })))
        .map((event) => JSON.stringify(event))
        .join('\n')
    expect(await play()).toBe(await play())
  })

  test('understands control addresses as a live show does', async () => {
    const go = inputs({
      at: 10,
      type: 'osc.received',
      source: 'osc:main',
      payload: { address: '/cuewright/go', args: [1] },
    })
    const events = await collect(rehearse(chase, go, { until: 15, startTime: 0, version: '1.0.0' }))
    expect(events.map(brief).slice(2)).toEqual([
      '10 osc.received osc:main',
      '10 command.received osc:main',
      '10 standby.changed standby',
      '10 command.accepted osc:main',
      '10 playlist.created playlist:chase',
      '10 run.stateChanged playlist:chase',
      '10 osc.send playlist:chase',
      '10 playlist.emitted playlist:chase',
    ])
  })

  test('presses what was pressed in the show, a bounce and a lost device as well', async () => {
    const button = (at: number, value: number, fields: object = {}): object => ({
      at,
      type: 'hid.received',
      source: 'hid:pad',
      payload: { device: 'hid:pad', control: 'cross', kind: 'button', value, ...fields },
    })
    const cross = { event: 'hid.received', where: { control: 'cross' } }
    const show = loaded({
      events: { 'pad.tap': {}, 'pad.double': {} },
      gestures: [
        { id: 'x', name: 'X', kind: 'exclusive', sources: [cross], tap: 'pad.tap', doubleTap: 'pad.double' },
      ],
    })
    const session = inputs(
      ...[button(0, 1), button(2, 0), button(4, 1), button(100, 0), button(105, 1), button(107, 0)],
      ...[button(1000, 1), button(1100, 0, { madeUp: true })],
    )
    const events = await collect(rehearse(show, session, { until: 3000, startTime: 0, version: '1.0.0' }))
    expect(
      events.filter(({ type }) => type === 'hid.received').map(({ at, edge }) => `${at} ${edge}`),
    ).toEqual([
      ...['0 press', '2 ignored', '4 ignored', '100 release', '105 ignored', '107 ignored'],
      ...['1000 press', '1100 release'],
    ])
    expect(events.filter(({ type }) => type.startsWith('pad.')).map(brief)).toEqual(['300 pad.tap gesture:x'])
  })

  test('ends where it is told to', async () => {
    const start = inputs({ at: 0, command: 'playlist.start', args: { id: 'chase' } })
    const last = (await collect(rehearse(chase, start, { until: 250, startTime: 0, version: '1.0.0' }))).at(
      -1,
    )
    expect(last?.at).toBe(200)
  })

  test('refuses to go round in a circle without time passing', async () => {
    const circle = loaded({
      events: { 'a.go': {} },
      playlists: [
        {
          id: 'a',
          name: 'A',
          triggers: [{ event: 'a.go' }],
          retrigger: 'overlap',
          steps: [{ offset: 0, type: 'a.go' }],
        },
      ],
    })
    const start = inputs({ at: 0, command: 'playlist.start', args: { id: 'a' } })
    const play = async (): Promise<void> => {
      for await (const { at } of rehearse(circle, start, { until: 1000, startTime: 0, version: '1.0.0' }))
        if (at > 0) return
    }
    await expect(play()).rejects.toThrow('simulate/endless')
  }, 30_000)
})

describe('a tape in a rehearsal', () => {
  const cues = loaded({
    events: { 'lights.go': {} },
    playlists: [
      {
        id: 'cue',
        name: 'Cue',
        triggers: [{ timecode: '01:00:10:12' }],
        interrupts: [{ timecode: '01:00:10:20' }],
        steps: [{ offset: 60_000, type: 'lights.go' }],
      },
    ],
    schedulers: [
      {
        id: 'desk',
        name: 'Desk',
        rules: [
          {
            id: 'late',
            when: ['01:00:10:16', '01:00:10:17'].map((timecode) => ({ kind: 'timecode', timecode })),
            actions: [{ action: 'log', message: '{{ event.payload.frames }}' }],
          },
        ],
      },
    ],
  })
  const tape = Array.from({ length: 12 }, (_, index) => ({
    at: index * 80,
    type: 'timecode.received',
    source: 'midi:Tape:1',
    payload: {
      port: 'Tape',
      hours: 1,
      minutes: 0,
      seconds: 10,
      frames: 1 + 2 * index,
      rate: 25,
      direction: 'forward',
    },
  }))

  test('starts and stops playlists and fires rules as it passes their places', async () => {
    const options = { until: 5000, startTime: 0, version: '0' }
    const events = await collect(rehearse(cues, inputs(...tape), options))
    const told = events.filter(({ type }) =>
      ['playlist.created', 'playlist.stopped', 'scheduler.logged'].includes(type),
    )
    expect(told.map(brief)).toEqual([
      '480 playlist.created playlist:cue',
      '640 scheduler.logged scheduler:desk',
      '640 scheduler.logged scheduler:desk',
      '800 playlist.stopped playlist:cue',
    ])
    const [created, logged, , stopped] = told
    expect(created?.payload).toMatchObject({
      trigger: { type: 'timecode.received', payload: { frames: 13 } },
    })
    expect(logged?.payload).toMatchObject({ message: '17' })
    expect(stopped?.payload).toMatchObject({ reason: 'interrupted', interrupt: { payload: { frames: 21 } } })
  })
})
