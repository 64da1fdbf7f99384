import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { fault } from '../../../../shared/base/result.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import type { ActivityLine, PlaylistView, RunView, ShowView } from '../../../../shared/contract/streams.ts'
import { Desk } from '../../../../renderer/state/desk.svelte.ts'
import { reportWith } from '../../../support/health-report.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'
import { SOME_PAGE } from '../../../support/clients.ts'

function openDesk() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const desk = new Desk(client, clock)
  onTestFinished(() => {
    dispose(desk)
    dispose(client)
  })
  return { clock, pipe, desk }
}

function playlist(id: string, name = id): PlaylistView {
  return {
    id,
    name,
    length: 1_000,
    emissions: 1,
    stepCount: 0,
    triggers: [],
    interrupts: [],
    completion: null,
    retrigger: 'restart',
    tempo: 1,
    colour: null,
  }
}

function showOf(...playlists: PlaylistView[]): ShowView {
  return {
    name: 'Show',
    path: null,
    generation: 1,
    notes: '',
    playlists,
    cueLists: [],
    cues: [],
    targets: [],
    events: [],
    params: [],
    scenes: [],
    pages: [],
    layers: [],
    feedback: [],
    peers: [],
    midiOutputs: [],
    oscInput: null,
    keys: [],
  }
}

function run(runId: string, playlistId: string, ended: RunView['ended'] = null): RunView {
  return {
    runId,
    playlistId,
    name: playlistId,
    anchor: { at: 0, position: 0, rate: 1, state: ended === null ? 'running' : 'stopped' },
    startedAt: 0,
    emitted: 0,
    emissions: 1,
    lastLateBy: 0,
    maxLateBy: 0,
    ended,
  }
}

describe('the connection', () => {
  test('every stream but those of single views is asked for once the engine has greeted', () => {
    const { pipe } = openDesk()
    pipe.greet()
    expect(new Set(pipe.sentOf('subscribe').map(({ stream }) => stream))).toEqual(
      new Set([
        'access',
        'message',
        'arming',
        'show',
        'runs',
        'cues',
        'activity',
        'health',
        'inputs',
        'interrupts',
        'edits',
      ]),
    )
  })

  test('after 2 s without anything from the engine all that is live stands still, where it was last known', () => {
    const { clock, pipe, desk } = openDesk()
    pipe.greet(1_000)
    clock.advanceTo(1_000)
    pipe.receive({ kind: 'value', version: 1, stream: 'runs', value: { standby: null, runs: [] } })
    clock.advanceTo(2_999)
    expect(desk.connection.live).toBe(true)
    expect(desk.connection.engineNow()).toBe(3_999)
    clock.advanceTo(3_000)
    expect(desk.connection).toMatchObject({ live: false, state: 'silent' })
    clock.advanceTo(4_000)
    expect(desk.connection.engineNow()).toBe(2_000)
    expect(desk.connection.now).toBe(2_000)
    expect(desk.connection.silentFor).toBe(3_000)
    pipe.receive({ kind: 'pong', id: 99, now: 5_000 })
    expect(desk.connection.live).toBe(true)
    expect(desk.connection.engineNow()).toBe(5_000)
  })

  test('the engine’s clock stands still while the connection is lost', () => {
    const { clock, pipe, desk } = openDesk()
    pipe.greet(1_000)
    clock.advanceTo(50)
    expect(desk.connection.engineNow()).toBe(1_050)
    pipe.become('closed')
    clock.advanceTo(9_000)
    expect(desk.connection.engineNow()).toBe(1_050)
    expect(desk.connection.live).toBe(false)
    pipe.greet(10_000)
    expect(desk.connection.engineNow()).toBe(10_000)
  })
})

describe('the show and its runs', () => {
  test('until one is chosen, the playlist that started last is looked at, then the one in standby, then the first', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'show',
      value: showOf(playlist('a'), playlist('b'), playlist('c')),
    })
    expect(desk.show.selected?.id).toBe('a')
    pipe.receive({ kind: 'value', version: 1, stream: 'runs', value: { standby: 'b', runs: [] } })
    expect(desk.show.selected?.id).toBe('b')
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'runs',
      value: { standby: 'b', runs: [run('1', 'c')] },
    })
    expect(desk.show.selected?.id).toBe('c')
    desk.show.select('a')
    expect(desk.show.selected?.id).toBe('a')
  })

  test('a chosen playlist that left the show is chosen no more', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: showOf(playlist('a'), playlist('b')) })
    desk.show.select('b')
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: showOf(playlist('a')) })
    expect(desk.show.selected?.id).toBe('a')
  })

  test('the list is filtered by name or id, whatever the case', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const playlists = [playlist('q1', 'Storm'), playlist('q2', 'Bows'), playlist('storm-2', 'Rain')]
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: showOf(...playlists) })
    desk.show.filter = ' STORM'
    expect(desk.show.listed.map(({ id }) => id)).toEqual(['q1', 'storm-2'])
  })

  test('active and ended runs are told apart, and runs are found by playlist', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const ended = run('3', 'a', { at: 5, reason: 'completed', detail: null })
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'runs',
      value: { standby: null, runs: [run('1', 'a'), run('2', 'a'), ended] },
    })
    expect(desk.runs.active.map(({ runId }) => runId)).toEqual(['1', '2'])
    expect(desk.runs.ended.map(({ runId }) => runId)).toEqual(['3'])
    expect(desk.runs.byPlaylist.get('a')?.map(({ runId }) => runId)).toEqual(['1', '2'])
  })

  test('a run that failed is told until somebody has seen it, though the engine forgets it', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    let version = 0
    const tell = (...runs: RunView[]): void =>
      pipe.receive({ kind: 'value', version: (version += 1), stream: 'runs', value: { standby: null, runs } })
    const failed = (id: string): RunView => run(id, 'a', { at: 5, reason: 'failed', detail: 'no route' })
    const ids = (): string[] => desk.runs.failed.map(({ runId }) => runId)
    tell(run('a#1', 'a'), failed('a#2'), run('a#3', 'a', { at: 4, reason: 'completed', detail: null }))
    expect(ids()).toEqual(['a#2'])
    expect(desk.runs.ended.map(({ runId }) => runId)).toEqual(['a#3'])
    tell(failed('a#4'), failed('a#2'))
    expect(ids()).toEqual(['a#4', 'a#2'])
    tell()
    expect(ids()).toEqual(['a#4', 'a#2'])
    desk.runs.see(desk.runs.failed[1] ?? null)
    expect(ids()).toEqual(['a#4'])
    desk.runs.see(null)
    expect(ids()).toEqual([])
  })

  test('what was seen to have failed is one of those that ended, and no news again', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const value = { standby: null, runs: [run('a#2', 'a', { at: 5, reason: 'failed', detail: null })] }
    pipe.receive({ kind: 'value', version: 1, stream: 'runs', value })
    desk.runs.see(null)
    pipe.receive({ kind: 'value', version: 2, stream: 'runs', value: { ...value } })
    expect(desk.runs.failed).toEqual([])
    expect(desk.runs.ended.map(({ runId }) => runId)).toEqual(['a#2'])
  })

  test('thousands of failures are kept up to a bound, the newest', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    for (let count = 1; count <= 200; count += 1) {
      const runs = [run(`a#${count}`, 'a', { at: count, reason: 'failed', detail: null })]
      pipe.receive({ kind: 'value', version: count, stream: 'runs', value: { standby: null, runs } })
    }
    expect(desk.runs.failed).toHaveLength(50)
    expect(desk.runs.failed[0]?.runId).toBe('a#200')
  })

  test('the ruler moves the chosen run, else the youngest', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'runs',
      value: { standby: null, runs: [run('1', 'a'), run('2', 'a')] },
    })
    expect(desk.runs.steered('a')?.runId).toBe('2')
    desk.runs.select('1')
    expect(desk.runs.steered('a')?.runId).toBe('1')
    expect(desk.runs.steered('b')).toBeNull()
  })
})

describe('the transport', () => {
  const tooSoon = fault('go/too-soon', 'GO', 'it came 60 ms after the last GO', 'press it again')

  test('every GO is sent: the engine decides which comes too soon', () => {
    const { clock, pipe, desk } = openDesk()
    pipe.greet()
    desk.transport.go()
    clock.advanceBy(60)
    desk.transport.go()
    expect(pipe.sentOf('command').map(({ command }) => command)).toEqual(['show.go', 'show.go'])
    for (const { id } of pipe.sentOf('command')) pipe.receive({ kind: 'answer', id, value: {} })
  })

  test('a GO of a playlist that runs and ignores it is told, though it was accepted', async () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    desk.transport.go()
    pipe.answer({ playlistId: 'intro', runId: null })
    await vi.waitFor(() =>
      expect(desk.notices.shown).toMatchObject([{ fault: { code: 'playlist/already-running' } }]),
    )
  })

  test('a GO that came too soon is told at the button for a moment, and is no notice', async () => {
    const { clock, pipe, desk } = openDesk()
    pipe.greet()
    desk.transport.go()
    pipe.receive({ kind: 'refused', id: pipe.sentOf('command').at(-1)!.id, fault: tooSoon })
    await vi.waitFor(() => expect(desk.transport.refusedGo).toEqual(tooSoon))
    expect(desk.notices.shown).toEqual([])
    clock.advanceBy(1_500)
    expect(desk.transport.refusedGo).toBeNull()
  })

  test('a GO that starts something takes back what was said of the one before', async () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    desk.transport.go()
    pipe.receive({ kind: 'refused', id: pipe.sentOf('command').at(-1)!.id, fault: tooSoon })
    await vi.waitFor(() => expect(desk.transport.refusedGo).toEqual(tooSoon))
    desk.transport.go()
    pipe.answer({ runId: 'run-1' })
    await vi.waitFor(() => expect(desk.transport.refusedGo).toBeNull())
  })

  test('a GO into the silence of the engine is not sent, and says so', async () => {
    const { clock, pipe, desk } = openDesk()
    pipe.greet()
    clock.advanceTo(4_000)
    desk.transport.go()
    await vi.waitFor(() => expect(desk.notices.shown[0]?.fault.code).toBe('connection/silent'))
    expect(desk.notices.shown[0]?.fault.what).toBe('GO was not sent: the engine has said nothing for 4 s')
    expect(pipe.sentOf('command')).toEqual([])
  })

  describe('what was not sent into a silence', () => {
    const said = (desk: Desk) => desk.notices.shown.map(({ fault: { what }, times }) => [what, times])
    const silent = () => {
      const opened = openDesk()
      opened.pipe.greet()
      opened.pipe.receive({
        kind: 'value',
        version: 1,
        stream: 'show',
        value: showOf(playlist('b', 'Blackout')),
      })
      opened.clock.advanceTo(2_500)
      return opened
    }

    test('is named as the operator knows it, and never as a command', async () => {
      const { desk } = silent()
      desk.transport.send('playlist.start', { id: 'b' })
      desk.transport.send('playlist.start', { id: 'gone' })
      await vi.waitFor(() =>
        expect(said(desk)).toEqual([
          ['Start of Blackout was not sent: the engine has said nothing for 2 s', 1],
          ['The command was not sent: the engine has said nothing for 2 s', 1],
        ]),
      )
      expect(desk.notices.shown.map(({ fault: { where } }) => where)).toEqual([
        'Start of Blackout',
        'The command',
      ])
    })

    test('is one notice, counted, however long the silence grows', async () => {
      const { clock, desk } = silent()
      desk.transport.go()
      await vi.waitFor(() => expect(said(desk)).toHaveLength(1))
      clock.advanceTo(3_500)
      desk.transport.go()
      await vi.waitFor(() =>
        expect(said(desk)).toEqual([['GO was not sent: the engine has said nothing for 3 s', 2]]),
      )
    })

    test('goes when the engine answers again, and is not added to the next silence', async () => {
      const { clock, pipe, desk } = silent()
      desk.transport.go()
      await vi.waitFor(() => expect(said(desk)).toHaveLength(1))
      pipe.receive({ kind: 'pong', id: 0, now: 0 })
      expect(said(desk)).toEqual([])
      clock.advanceBy(2_500)
      desk.transport.go()
      await vi.waitFor(() =>
        expect(said(desk)).toEqual([['GO was not sent: the engine has said nothing for 2 s', 1]]),
      )
    })

    test('goes after 10 s', async () => {
      const { clock, desk } = silent()
      desk.transport.go()
      await vi.waitFor(() => expect(said(desk)).toHaveLength(1))
      clock.advanceBy(9_999)
      expect(said(desk)).toHaveLength(1)
      clock.advanceBy(1)
      expect(said(desk)).toEqual([])
    })
  })

  test('pausing resumes once everything is paused', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const one = run('1', 'a')
    pipe.receive({ kind: 'value', version: 1, stream: 'runs', value: { standby: null, runs: [one] } })
    desk.transport.pauseOrResume()
    pipe.answer({ runs: 1 })
    const paused: RunView = { ...one, anchor: { ...one.anchor, state: 'paused' } }
    pipe.receive({ kind: 'value', version: 1, stream: 'runs', value: { standby: null, runs: [paused] } })
    desk.transport.pauseOrResume()
    pipe.answer({ runs: 1 })
    expect(pipe.sentOf('command').map(({ command }) => command)).toEqual(['show.pause', 'show.resume'])
  })

  test('a refused command becomes a notice, a repeated refusal is counted', async () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const refusal = fault('show/no-standby', 'standby', 'nothing is in standby', 'choose a playlist')
    for (let attempt = 0; attempt < 2; attempt += 1) {
      desk.transport.back()
      pipe.receive({ kind: 'refused', id: pipe.sentOf('command').at(-1)!.id, fault: refusal })
      await Promise.resolve()
      await Promise.resolve()
    }
    expect(desk.notices.shown).toMatchObject([{ fault: refusal, times: 2 }])
  })

  test('a command without a connection says so', async () => {
    const { desk } = openDesk()
    desk.transport.stop()
    await vi.waitFor(() => expect(desk.notices.shown[0]?.fault.code).toBe('connection/none'))
  })
})

describe('notices', () => {
  const about = (what: string) => fault('test/x', 'here', what, 'do something')

  test('at most three are shown, the oldest make room', () => {
    const { desk } = openDesk()
    for (const what of ['one', 'two', 'three', 'four']) desk.notices.add(about(what))
    expect(desk.notices.shown.map((notice) => notice.fault.what)).toEqual(['two', 'three', 'four'])
  })

  test('a notice goes when dismissed', () => {
    const { desk } = openDesk()
    desk.notices.add(about('one'))
    desk.notices.add(about('two'))
    desk.notices.dismiss(desk.notices.shown[0]!.id)
    expect(desk.notices.shown).toHaveLength(1)
  })
})

describe('activity', () => {
  function line(seq: number, type: string, cause: number | null): ActivityLine {
    return { seq, type, cause, at: 0, time: 0, source: 'test', severity: 'info', text: '' }
  }

  test('a held feed stands still and catches up when let go', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'activity',
      value: { lines: [line(1, 'a.b', null)], omitted: 0 },
    })
    desk.activity.togglePause()
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'activity',
      value: { lines: [line(2, 'a.b', 1)], omitted: 4 },
    })
    expect(desk.activity.lines.map(({ seq }) => seq)).toEqual([1])
    desk.activity.togglePause()
    expect(desk.activity.lines.map(({ seq }) => seq)).toEqual([2])
  })

  test('a filter shows one kind, and the chain of causes reaches through what it hides', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const lines = [
      line(3, 'playlist.emitted', 2),
      line(2, 'playlist.created', 1),
      line(1, 'osc.received', null),
    ]
    pipe.receive({ kind: 'value', version: 1, stream: 'activity', value: { lines, omitted: 0 } })
    desk.activity.filter = 'emitted'
    expect(desk.activity.lines.map(({ seq }) => seq)).toEqual([3])
    desk.activity.choose(3)
    expect([...desk.activity.chain].sort()).toEqual([1, 2, 3])
    desk.activity.choose(3)
    expect(desk.activity.chosen).toBeNull()
  })
})

describe('health', () => {
  const report = (at: number) => reportWith({ at, dispatched: at, received: 0 })

  test('points reach back ten minutes and no further', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    for (let second = 0; second <= 700; second += 1) {
      pipe.receive({ kind: 'value', version: 1, stream: 'health', value: report(second * 1_000) })
    }
    expect(desk.health.samples).toHaveLength(601)
    expect(desk.health.latest?.eventsPerSecond).toBe(1_000)
  })

  test('reports of one second make one point', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    for (let at = 0; at <= 2_000; at += 250)
      pipe.receive({ kind: 'value', version: 1, stream: 'health', value: report(at) })
    expect(desk.health.samples.map(({ time }) => time - 1_700_000_000)).toEqual([0, 1, 2])
    expect(desk.health.report?.at).toBe(2_000)
  })

  test('is read once a second, and at once where something is wrong', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const read = (at: number, more: object = {}): number | undefined => {
      const value = { ...report(at), ...more }
      pipe.receive({ kind: 'value', version: 1, stream: 'health', value })
      return desk.health.readable?.at
    }
    const warnings = [{ id: 'a', code: 'b', what: 'c', where: 'd', next: 'e' }]
    expect([0, 250, 500, 750].map((at) => read(at))).toEqual([0, 0, 0, 0])
    expect(read(1_000)).toBe(1_000)
    expect(read(1_250, { warnings })).toBe(1_250)
    expect(read(1_500, { warnings })).toBe(1_250)
    expect(read(1_500, { warnings: [] })).toBe(1_500)
  })

  test('a pause of more than 3 s is a gap, not a slope', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    for (const at of [0, 1_000, 9_000, 10_000]) {
      pipe.receive({ kind: 'value', version: 1, stream: 'health', value: report(at) })
    }
    expect(desk.health.samples.map(({ eventsPerSecond }) => eventsPerSecond)).toEqual([
      null,
      1_000,
      null,
      null,
      1_000,
    ])
    expect(desk.health.samples.map(({ rss }) => rss === null)).toEqual([false, false, true, false, false])
  })

  test('what things took is told once a second, the worst of its reports and the sum of their counts', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    const slow = (at: number, p99: number) => {
      const base = report(at)
      const dispatch = { count: 2, p50: 1, p95: 2, p99, max: p99 }
      return { ...base, dispatcher: { ...base.dispatcher, dispatch } }
    }
    const seen = [0, 250, 500, 750, 1_000, 1_250].map((at, index) => {
      pipe.receive({
        kind: 'value',
        version: 1,
        stream: 'health',
        value: slow(at, [3, 4, 9, 5, 6, 90][index]!),
      })
      return [desk.health.timing?.dispatch.p99, desk.health.timing?.dispatch.count]
    })
    expect(seen).toEqual([
      [3, 2],
      [3, 2],
      [3, 2],
      [3, 2],
      [9, 8],
      [9, 8],
    ])
  })

  test('a report told again after a reconnect is no new point', () => {
    const { pipe, desk } = openDesk()
    pipe.greet()
    for (const at of [0, 1_000, 1_000])
      pipe.receive({ kind: 'value', version: 1, stream: 'health', value: report(at) })
    expect(desk.health.samples).toHaveLength(2)
  })
})
