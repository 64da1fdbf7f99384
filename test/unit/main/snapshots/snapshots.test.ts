import { describe, expect, onTestFinished, test } from 'vitest'
import { createSnapshots } from '../../../../main/snapshots/snapshots.ts'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import { ARMED } from '../../../../shared/model/arming.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import type {
  RecordingsView,
  RunView,
  ShowView,
  StreamName,
  FadesView,
  StreamValues,
} from '../../../../shared/contract/streams.ts'
import type { EventEnvelope, EventType, Publish, Subscribe } from '../../../../shared/model/event.ts'
import type { DeviceHealth, HealthReport } from '../../../../shared/model/health.ts'
import { coversType } from '../../../../shared/model/match.ts'
import { takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { NumberedShow } from '../../../../main/snapshots/show-view.ts'
import type { ParamView } from '../../../../shared/model/param.ts'
import type { OscTarget } from '../../../../shared/model/show.ts'
import { OPEN_ACCESS } from '../../../support/open-access.ts'
import { UNEDITED } from '../../../support/unedited.ts'

/** A first-come queue with subscriptions: what snapshots need of a dispatcher, without lanes or bounds. */
class Bus {
  readonly events: EventEnvelope[] = []
  readonly #clock: SimulatedClock
  readonly #handlers = new Set<{ pattern: string; handle: (event: never) => void | Promise<void> }>()
  #dispatched = 0
  refusing = ''

  constructor(clock: SimulatedClock) {
    this.#clock = clock
  }

  publish: Publish = (draft) => {
    if (draft.type === this.refusing) return null
    const seq = this.events.length + 1
    const at = monotonicMs(this.#clock.now())
    this.events.push({ ...draft, seq, at, time: wallMs(0), bytes: 256 })
    return seq
  }

  subscribe: Subscribe = (pattern, handle) => {
    const entry = { pattern, handle }
    this.#handlers.add(entry)
    return disposable('subscription', () => this.#handlers.delete(entry))
  }

  dispatch(): void {
    while (this.#dispatched < this.events.length) {
      const event = this.events[this.#dispatched] as EventEnvelope
      this.#dispatched += 1
      for (const { pattern, handle } of this.#handlers) {
        if (coversType(pattern, event.type)) void handle(event as never)
      }
    }
  }

  typesOf(stream: string): string[] {
    return this.events
      .filter(({ payload }) => (payload as { stream?: string }).stream === stream)
      .map(({ type }) => type)
  }
}

function run(runId: string, startedAt: number, endedAt: number | null): RunView {
  return {
    runId,
    playlistId: 'red',
    name: 'Red chase',
    anchor: { at: 0, position: 0, rate: 1, state: 'running' },
    startedAt,
    emitted: 0,
    emissions: 10,
    lastLateBy: 0,
    maxLateBy: 0,
    ended: endedAt === null ? null : { at: endedAt, reason: 'completed', detail: null },
  }
}

const NOTHING_RECORDED: RecordingsView = { recording: null, replay: null, files: [], trouble: null }

const DEVICE: DeviceHealth = {
  device: 'hid:054c:09cc:1',
  name: 'DualShock 4',
  family: 'hid',
  state: 'open',
  reason: null,
  received: 7,
  rejected: 0,
}

function setUp(watched: readonly StreamName[]) {
  const clock = new SimulatedClock(1000)
  const bus = new Bus(clock)
  const sent: { stream: StreamName; value: unknown; at: number }[] = []
  const setting = {
    show: { show: showFile.parse({ version: 1, name: 'Demo' }), path: null, generation: 1 } as NumberedShow,
    targets: {} as Record<string, OscTarget>,
    runs: [run('a', 1, null)],
    params: [] as ParamView[],
    fades: null as FadesView | null,
    failed: [] as { client: string; message: string }[],
    report: (_report: HealthReport): void => {},
    reported: 0,
    recordings: NOTHING_RECORDED,
    filesChanged: (): void => {},
    rulesChanged: (): void => {},
    omittedInputs: 0,
    arrived: (_seq: number): void => {},
  }
  const report = (): HealthReport => ({ at: (setting.reported += 1) }) as HealthReport
  const snapshots = createSnapshots({
    clock,
    publish: bus.publish,
    subscribe: bus.subscribe,
    show: () => setting.show,
    osc: () => ({ targets: setting.targets, input: '127.0.0.1:4281' }),
    nameOf: (id) => id,
    senderOf: () => null,
    runs: () => setting.runs,
    params: {
      view: () => setting.params,
      fading: () => setting.fades,
      onChanged: () => disposable('params listener', () => {}),
    },
    layersOn: () => [],
    scenes: () => ({ scenes: [], last: null }),
    open: { edited: () => takeIn(setting.show.show, setting.show.generation), acceptedBetween: () => null },
    standby: () => 'red',
    cues: {
      view: () => ({ lists: [], states: [], armed: [] }),
      onChanged: () => disposable('cue listener', () => {}),
    },
    health: {
      report,
      onReport(listener) {
        setting.report = listener
        return disposable('report listener', () => {})
      },
    },
    inputs: {
      devices: () => [DEVICE],
      gestures: () => [],
      learn: () => ({ session: null, last: null }),
      recordings: {
        view: () => setting.recordings,
        onChanged(listener) {
          setting.filesChanged = listener
          return disposable('listener of recordings', () => {})
        },
      },
    },
    schedulers: {
      view: () => ({ held: null, schedulers: [], tasks: [], taskCount: 0 }),
      thrown: () => ({ queues: [], history: [] }),
      onChanged(listener) {
        setting.rulesChanged = listener
        return disposable('listener of rules', () => {})
      },
    },
    interrupts: { view: () => ({ pending: [], past: [] }) },
    arming: { view: () => ARMED, onChanged: () => disposable('listener to arming', () => {}) },
    access: () => OPEN_ACCESS,
    message: () => ({ message: null }),
    rumble: { view: () => ({ pulses: [] }), onChanged: () => disposable('rumble listener', () => {}) },
    edits: () => UNEDITED,
    monitor: {
      heard: () => ({ lines: [], omitted: setting.omittedInputs }),
      onChanged(listener) {
        setting.arrived = listener
        return disposable('listener of inputs', () => {})
      },
    },
    audience: {
      subscribers: (stream) => (watched.includes(stream) ? 2 : 0),
      publish<S extends StreamName>(stream: S, value: StreamValues[S]) {
        sent.push({ stream, value, at: clock.now() })
        return { clients: 2, bytes: JSON.stringify(value).length, failed: setting.failed }
      },
    },
  })
  onTestFinished(() => snapshots[Symbol.dispose]())
  const happens = (type: EventType = 'run.stateChanged'): number | null => {
    const payload = { runId: 'a', playlistId: 'red', from: 'ready', to: 'running', anchor: { position: 0 } }
    return bus.publish({ type, source: 'test', cause: null, payload })
  }
  /** Lets time pass in steps of a millisecond, dispatching after each. */
  const pass = (ms: number): void => {
    bus.dispatch()
    for (let elapsed = 0; elapsed < ms; elapsed += 1) {
      clock.advanceBy(1)
      bus.dispatch()
    }
  }
  return { clock, bus, sent, setting, snapshots, happens, pass, report }
}

describe('the show', () => {
  const playlists = (first: string) =>
    ['a', 'b'].map((id) => ({ id, name: id === 'a' ? first : id, steps: [{ offset: 0, type: 'lights.go' }] }))
  const named = (first: string): NumberedShow => ({
    show: showFile.parse({ version: 1, name: 'Demo', playlists: playlists(first) }),
    path: null,
    generation: 2,
  })

  test('is published anew once it is another, with what led to it as the cause', () => {
    const { bus, sent, setting, happens, pass } = setUp(['show'])
    setting.show = named('Red')
    const cause = happens('show.changed')
    pass(0)
    expect(sent.map(({ value }) => (value as ShowView).playlists.map(({ name }) => name))).toEqual([
      ['Red', 'b'],
    ])
    expect(bus.events[1]).toMatchObject({ type: 'snapshot.publish.requested', cause })
  })

  test('is built anew only where it is another, and of it only what has changed', () => {
    const { setting, snapshots } = setUp([])
    setting.show = named('Red')
    const before = snapshots.value('show')
    expect(snapshots.value('show')).toBe(before)
    const next = named('Blue').show
    const [first] = next.playlists
    const [, second] = setting.show.show.playlists
    setting.show = { show: { ...next, playlists: [first!, second!] }, path: null, generation: 3 }
    const after = snapshots.value('show')
    expect(after.playlists.map(({ name }) => name)).toEqual(['Blue', 'b'])
    expect(after.playlists[1]).toBe(before.playlists[1])
    setting.targets = {
      desk: { host: '10.0.0.5', port: 8000, transport: 'udp', framing: 'slip', maxAge: 2000 },
    }
    expect(snapshots.value('show').targets).toMatchObject([{ name: 'desk' }])
  })
})

describe('the parameters', () => {
  test('that move all the time are shown 30 times a second at most, and as they are in the end', () => {
    const { clock, bus, sent, setting, happens, pass } = setUp(['params'])
    const shows = (value: number): void => {
      const rests = { moving: true, by: 'osc', changedAt: clock.now(), fade: null, refused: null }
      setting.params = [{ name: 'level', value, committed: 0, ...rests }]
      happens('param.changed')
    }
    for (let at = 0; at < 1000; at += 1) {
      for (let move = 0; move < 60; move += 1) shows(at * 60 + move)
      pass(1)
    }
    pass(100)
    expect(sent.length).toBeGreaterThanOrEqual(29)
    expect(sent.length).toBeLessThanOrEqual(32)
    expect(sent.at(-1)?.value).toMatchObject({ params: [{ name: 'level', value: 59_999 }] })
    expect(bus.typesOf('params')).toHaveLength(4 * sent.length)
  })

  test.each([
    'param.rejected',
    'param.committed',
    'command.rejected',
    'rule.failed',
    'show.changed',
  ] as const)('are shown anew after %s', (type) => {
    const { bus, sent, pass } = setUp(['params'])
    const payload = {
      command: 'param.set',
      args: null,
      by: 'FOH tablet',
      message: 'no',
      code: 'no',
      total: 1,
    }
    bus.publish({ type, source: 'test', cause: null, payload })
    pass(50)
    expect(sent.map(({ stream }) => stream)).toEqual(['params'])
  })

  test('are not built while nobody has them open', () => {
    const { bus, happens, pass } = setUp(['runs'])
    happens('param.changed')
    pass(100)
    expect(bus.typesOf('params')).toEqual([])
  })
})

describe('the runs', () => {
  const step = {
    runId: 'a',
    playlistId: 'red',
    step: 0,
    repeat: 0,
    type: 'lights.go',
    payload: {},
    lateBy: 0,
  }
  const emitted = {
    ...({ type: 'playlist.emitted', source: 'playlist:red', cause: null } as const),
    payload: { ...step, offset: 0, dueAt: 0, sentAt: 0, direct: true },
  }

  test('are shown four times a second while all that changes is how much they have sent', () => {
    const { bus, sent, setting, pass } = setUp(['runs'])
    for (let count = 1; count <= 2000; count += 1) {
      setting.runs = [{ ...run('a', 1, null), emitted: count }]
      bus.publish(emitted)
      pass(1)
    }
    pass(250)
    expect(sent.length).toBeGreaterThanOrEqual(7)
    expect(sent.length).toBeLessThanOrEqual(9)
    expect(sent.at(-1)?.value).toMatchObject({ runs: [{ emitted: 2000 }] })
  })

  test.each(['playlist.created', 'playlist.stopped', 'run.stateChanged', 'standby.changed'] as const)(
    'are shown at once after %s',
    (type) => {
      const { bus, sent, pass } = setUp(['runs'])
      bus.publish(emitted)
      const ended = { reason: 'completed', emitted: 1, name: 'Red', position: 0 } as const
      const payload = {
        ...step,
        ...ended,
        trigger: null,
        from: 'ready',
        to: 'running',
        anchor: { position: 0 },
      }
      bus.publish({ type, source: 'test', cause: null, payload })
      pass(0)
      expect(sent).toHaveLength(1)
    },
  )
})

describe('a change', () => {
  test('is requested, built, broadcast and reported, each event naming the one before', () => {
    const { bus, sent, happens, pass } = setUp(['runs'])
    const cause = happens()
    pass(0)
    expect(sent).toEqual([
      { stream: 'runs', at: 1000, value: { fades: null, standby: 'red', runs: [run('a', 1, null)] } },
    ])
    expect(bus.typesOf('runs')).toEqual([
      'snapshot.publish.requested',
      'snapshot.published',
      'broadcast.requested',
      'broadcast.completed',
    ])
    expect(bus.events.map((event) => event.cause)).toEqual([null, cause, 2, 3, 4])
    expect(bus.events.at(-1)?.payload).toMatchObject({ stream: 'runs', clients: 2 })
  })

  test('leads to nothing while nobody watches the stream', () => {
    const { bus, sent, happens, pass } = setUp([])
    happens()
    happens('show.loaded')
    pass(1000)
    expect(bus.events).toHaveLength(2)
    expect(sent).toEqual([])
  })

  test('of the show itself is a value with the next generation, and without one the same value', () => {
    const { setting, snapshots, sent, happens, pass } = setUp(['show'])
    const first = snapshots.value('show')
    expect(first).toMatchObject({ name: 'Demo', generation: 1 })
    expect(snapshots.value('show')).toBe(first)
    const show = showFile.parse({ version: 1, name: 'Demo, second night' })
    setting.show = { show, path: null, generation: 2 }
    happens('show.changed')
    pass(300)
    expect(sent.map(({ value }) => value)).toMatchObject([{ name: 'Demo, second night', generation: 2 }])
  })

  test('that reached no client is reported with the reason', () => {
    const { bus, setting, happens, pass } = setUp(['runs'])
    setting.failed = [{ client: 'ws:1', message: 'the line is dead' }]
    happens()
    pass(0)
    expect(
      bus.events.filter(({ type }) => type === 'broadcast.failed').map(({ payload }) => payload),
    ).toEqual([{ stream: 'runs', client: 'ws:1', message: 'the line is dead' }])
  })
})

describe('many changes', () => {
  test('of what fades come with the runs, and so does the end of it', () => {
    const { setting, sent, happens, pass } = setUp(['runs'])
    pass(100)
    setting.fades = { count: 4, pausable: 0, held: 0, endsAt: 5_000 }
    happens('param.fadeStarted')
    pass(100)
    setting.fades = null
    happens('param.fadeEnded')
    pass(100)
    const fades = sent.map(({ value }) => (value as StreamValues['runs']).fades)
    expect(fades.slice(-2)).toEqual([{ count: 4, pausable: 0, held: 0, endsAt: 5_000 }, null])
  })

  test('of the runs come as one value every 50 ms, the last one included', () => {
    const { sent, happens, pass } = setUp(['runs'])
    for (let ms = 0; ms < 200; ms += 1) {
      happens()
      pass(1)
    }
    pass(100)
    expect(sent.map(({ at }) => at)).toEqual([1000, 1050, 1100, 1150, 1200])
  })

  test('of a large value come as slowly as keeps them below 1 MB a second', () => {
    const { sent, setting, happens, pass } = setUp(['runs'])
    setting.runs = Array.from({ length: 1000 }, (_, index) => run(`run-${index}`, index, null))
    const bytes = JSON.stringify({ standby: 'red', runs: setting.runs }).length
    for (let ms = 0; ms < 2000; ms += 1) {
      happens()
      pass(1)
    }
    expect(bytes).toBeGreaterThan(200_000)
    expect(sent).toHaveLength(Math.ceil(2000 / Math.ceil(bytes / 1000)))
  })

  test('wait for one request in the queue instead of adding theirs', () => {
    const { bus, happens, pass } = setUp(['runs'])
    for (let count = 0; count < 1000; count += 1) happens()
    pass(0)
    expect(bus.typesOf('runs').filter((type) => type === 'snapshot.publish.requested')).toHaveLength(1)
  })
})

describe('when the queue is full', () => {
  test('a refused request is made up for by time', () => {
    const { bus, sent, happens, pass } = setUp(['runs'])
    bus.refusing = 'snapshot.publish.requested'
    happens()
    pass(5)
    expect(sent).toHaveLength(1)
  })

  test('a refused broadcast is tried again', () => {
    const { bus, sent, happens, pass } = setUp(['runs'])
    bus.refusing = 'broadcast.requested'
    happens()
    pass(60)
    bus.refusing = ''
    pass(60)
    expect(sent).toHaveLength(1)
  })
})

describe('each stream', () => {
  test('of activity shows what happened and never speaks of itself', () => {
    const { bus, sent, happens, pass } = setUp(['activity'])
    happens('standby.changed')
    pass(2000)
    expect(sent).toHaveLength(1)
    expect(bus.events).toHaveLength(5)
  })

  test('of activity returns to nothing omitted after a flood', () => {
    const { sent, happens, pass } = setUp(['activity'])
    for (let count = 0; count < 500; count += 1) happens('lights.go')
    pass(3000)
    const omitted = sent.map(({ value }) => (value as { omitted: number }).omitted)
    expect(Math.max(...omitted)).toBe(480)
    expect(omitted.at(-1)).toBe(0)
    expect(sent.length).toBeLessThan(15)
  })

  test('of health follows every report', () => {
    const { sent, setting, pass, report } = setUp(['health'])
    for (let count = 0; count < 3; count += 1) {
      setting.report(report())
      pass(1000)
    }
    expect(sent.map(({ stream }) => stream)).toEqual(['health', 'health', 'health'])
  })

  test.each([
    'device.stateChanged',
    'device.connected',
    'gesture.recognized',
    'gesture.removed',
    'learn.ended',
    'recording.started',
    'replay.stopped',
  ])('of inputs follows %s, four times a second at most', (type) => {
    const { sent, happens, pass } = setUp(['inputs'])
    for (let ms = 0; ms < 900; ms += 1) {
      happens(type)
      pass(1)
    }
    expect(sent.map(({ stream, at }) => `${stream} ${at}`)).toEqual([
      'inputs 1000',
      'inputs 1250',
      'inputs 1500',
      'inputs 1750',
    ])
  })

  test.each<[what: string, recordings: Partial<RecordingsView>]>([
    ['recorded', { recording: { name: 'night', startedAt: 0, events: 1, bytes: 1 } }],
    ['played back', { replay: { name: 'night', startedAt: 0, played: 1, loop: true } }],
  ])('of inputs comes once a second while something is %s', (_what, recordings) => {
    const { sent, setting, happens, pass } = setUp(['inputs'])
    setting.recordings = { ...NOTHING_RECORDED, ...recordings }
    happens('recording.started')
    pass(3500)
    expect(sent.map(({ at }) => at)).toEqual([1000, 2000, 3000, 4000])
    setting.recordings = NOTHING_RECORDED
    pass(5000)
    expect(sent.map(({ at }) => at)).toEqual([1000, 2000, 3000, 4000, 5000])
  })

  test('of inputs follows the list of recordings, of which no event tells', () => {
    const { sent, setting, pass } = setUp(['inputs'])
    setting.filesChanged()
    pass(10)
    expect(sent.map(({ stream, at }) => `${stream} ${at}`)).toEqual(['inputs 1000'])
  })

  test('of schedulers follows what no event tells, and rests while nothing is another', () => {
    const { sent, setting, happens, pass } = setUp(['schedulers'])
    setting.rulesChanged()
    pass(5_000)
    happens('rule.switched')
    pass(5_000)
    expect(sent.map(({ stream, at }) => `${stream} ${at}`)).toEqual(['schedulers 1000', 'schedulers 6000'])
  })

  test('of the monitor follows what arrives, five times a second at most, and until nothing is omitted', () => {
    const { sent, setting, pass } = setUp(['monitor'])
    setting.omittedInputs = 3
    for (let ms = 0; ms < 250; ms += 1) {
      setting.arrived(ms)
      pass(1)
    }
    expect(sent.map(({ at }) => at)).toEqual([1000, 1200])
    pass(250)
    setting.omittedInputs = 0
    pass(5000)
    expect(sent.map(({ at }) => at)).toEqual([1000, 1200, 1400, 1600])
    expect(sent.at(-1)?.value).toEqual({ lines: [], omitted: 0 })
  })

  test('can be read at any time', () => {
    const { snapshots } = setUp([])
    expect(snapshots.value('show')).toMatchObject({ name: 'Demo', oscInput: '127.0.0.1:4281' })
    expect(snapshots.value('activity')).toEqual({ lines: [], omitted: 0 })
    expect(snapshots.value('health')).toEqual({ at: 1 })
    expect(snapshots.value('monitor')).toEqual({ lines: [], omitted: 0 })
    expect(snapshots.value('inputs')).toEqual({
      devices: [
        { device: 'hid:054c:09cc:1', name: 'DualShock 4', family: 'hid', state: 'open', reason: null },
      ],
      gestures: [],
      learn: { session: null, last: null },
      recordings: NOTHING_RECORDED,
    })
  })

  test('of runs has the active ones by age, then those that ended last, 50 at most', () => {
    const { snapshots, setting } = setUp([])
    const ended = Array.from({ length: 60 }, (_, index) => run(`ended-${index}`, index, index))
    setting.runs = [...ended, run('younger', 20, null), run('older', 10, null)]
    const ids = snapshots.value('runs').runs.map(({ runId }) => runId)
    expect(ids.slice(0, 4)).toEqual(['older', 'younger', 'ended-59', 'ended-58'])
    expect(ids).toHaveLength(52)
  })
})
