import { describe, expect, test } from 'vitest'
import { causeWords } from '../../../../main/snapshots/cause-words.ts'
import { RunCauses } from '../../../../main/snapshots/run-causes.ts'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'
import type { EventEnvelope, EventType, PayloadOf, Subscribe } from '../../../../shared/model/event.ts'

const from = { transport: 'udp', host: '10.0.0.5', port: 9000, connection: null } as const
const message = { types: '', args: [], from, lateBy: null, latestOnly: false }
const cue = { listId: 'main', cueId: 'two', number: '2', name: 'Colour chase', play: 1, from: 'go' } as const

class History {
  readonly #events: EventEnvelope[] = []
  readonly #heard = new Map<string, (event: EventEnvelope) => void>()

  readonly subscribe: Subscribe = (type, handler) => {
    this.#heard.set(type, handler as (event: EventEnvelope) => void)
    return disposable('subscription', () => this.#heard.delete(type))
  }

  get listened(): number {
    return this.#heard.size
  }

  readonly sources = {
    find: (seq: number) => this.#events[seq - 1] ?? null,
    peerName: (host: string) => (host === '10.0.0.5' ? 'QLab' : null),
  }

  happens<T extends EventType>(
    type: T,
    payload: PayloadOf<T>,
    cause: number | null = null,
    source = 'test',
  ): number {
    const seq = this.#events.length + 1
    const event = { seq, type, source, at: monotonicMs(seq), time: wallMs(0), cause, payload, bytes: 256 }
    this.#events.push(event)
    this.#heard.get(type)?.(event)
    return seq
  }

  starts(runId: string, cause: number | null): number {
    const payload = {
      runId,
      playlistId: 'a',
      name: 'Chase',
      trigger: null,
      steps: [],
      stepCount: 0,
      metadata: {},
    }
    return this.happens('playlist.created', payload, cause)
  }

  ends(runId: string, by: number | null = null): void {
    this.happens('playlist.stopped', {
      ...{ runId, playlistId: 'a', name: 'Chase', error: null },
      ...(by === null
        ? { reason: 'completed' as const, interrupt: null }
        : { reason: 'interrupted' as const, interrupt: { seq: by, type: 'osc.received', payload: {} } }),
      ...{ emitted: 1, position: 0, metadata: {} },
    })
  }
}

describe('what led to a run', () => {
  test('is told from the nearest on: the cue, and who pressed GO', () => {
    const history = new History()
    const go = history.happens('command.received', { command: 'show.go', args: {}, by: 'FOH tablet' })
    expect(causeWords(history.happens('cue.started', cue, go), history.sources)).toEqual([
      'cue 2 Colour chase',
      'GO, FOH tablet',
    ])
  })

  test('a message is told with the name that the show gives its sender, else with the address', () => {
    const history = new History()
    const known = history.happens('osc.received', { address: '/chase', ...message })
    const stranger = { ...message, from: { ...from, host: '10.0.0.9' } }
    const unknown = history.happens('osc.received', { address: '/chase', ...stranger })
    expect(causeWords(known, history.sources)).toEqual(['OSC /chase from QLab'])
    expect(causeWords(unknown, history.sources)).toEqual(['OSC /chase from 10.0.0.9'])
  })

  test('a command says by itself who sent its message', () => {
    const history = new History()
    const osc = history.happens('osc.received', { address: '/cuewright/playlist/a/start', ...message })
    const args = { id: 'a' }
    const start = history.happens('command.received', { command: 'playlist.start', args, by: 'QLab' }, osc)
    expect(causeWords(start, history.sources)).toEqual(['START, QLab'])
  })

  test('a gesture is told once, with the touch that completed it', () => {
    const history = new History()
    const recognized = {
      ...{ gestureId: 'tap', name: 'Double tap on pad1', kind: 'doubleTap', producer: 'virtual:desk' },
      ...{ inputs: [], decidedAfter: 0, metadata: {} },
    }
    const touch = history.happens('key.received', {
      code: 'KeyA',
      key: 'a',
      pressed: true,
    })
    const gesture = history.happens('gesture.recognized', recognized, touch)
    const output = history.happens('night.tapped', {}, gesture, 'gesture:tap')
    expect(causeWords(output, history.sources)).toEqual(['Double tap on pad1', 'key KeyA'])
  })

  test('of a long chain the two nearest and the first of all are told', () => {
    const history = new History()
    let cause = history.happens('command.received', { command: 'show.go', args: {}, by: 'FOH' })
    for (const number of ['1', '2', '3', '4']) {
      cause = history.happens('cue.started', { ...cue, number, name: '' }, cause)
    }
    expect(causeWords(cause, history.sources)).toEqual(['cue 4', 'cue 3', 'GO, FOH'])
  })

  test('of what is no longer remembered nothing is told', () => {
    const history = new History()
    expect(causeWords(17, history.sources)).toEqual([])
    expect(causeWords(null, history.sources)).toEqual([])
  })
})

describe('the causes of the runs that are shown', () => {
  const run = (runId: string): RunView => ({
    ...{ runId, playlistId: 'a', name: 'Chase', startedAt: 0, emitted: 0, emissions: 1 },
    ...{
      anchor: { at: 0, position: 0, rate: 1, state: 'running' },
      lastLateBy: 0,
      maxLateBy: 0,
      ended: null,
    },
  })

  test('are put into words when a run begins, and stay when the events are forgotten', () => {
    const history = new History()
    using causes = new RunCauses(history.subscribe, history.sources)
    const go = history.happens('command.received', { command: 'show.go', args: {}, by: 'FOH' })
    const seq = history.starts('a#1', go)
    history.sources.find = () => null
    expect(causes.with([run('a#1'), run('b#2')])).toEqual([
      { ...run('a#1'), cause: { seq, words: ['GO, FOH'] } },
      run('b#2'),
    ])
  })

  test('a run that goes on after a restart says so', () => {
    const history = new History()
    using causes = new RunCauses(history.subscribe, history.sources)
    const facts = { state: 'running', position: 0, from: 0, away: 0 } as const
    const seq = history.happens('run.resumed', { runId: 'a#1', playlistId: 'a', name: 'Chase', ...facts })
    expect(causes.with([run('a#1')])[0]?.cause).toEqual({ seq, words: ['went on after the restart'] })
  })

  test('of a run that was interrupted it is told by what, as its causes are', () => {
    const history = new History()
    using causes = new RunCauses(history.subscribe, history.sources)
    history.starts('a#1', null)
    history.ends('a#1', history.happens('osc.received', { address: '/release', ...message }))
    const ended = { at: 5, reason: 'interrupted', detail: 'osc.received' } as const
    expect(causes.with([{ ...run('a#1'), ended }])[0]?.ended).toEqual({
      ...ended,
      detail: 'OSC /release from QLab',
    })
  })

  test('are kept for a run that goes on while thousands come and end, and not for those', () => {
    const history = new History()
    using causes = new RunCauses(history.subscribe, history.sources)
    history.starts('loop#1', null)
    for (let count = 0; count < 5000; count += 1) {
      history.starts(`a#${count}`, null)
      history.ends(`a#${count}`)
    }
    const has = (id: string): boolean => causes.with([run(id)])[0]?.cause !== undefined
    expect(has('loop#1')).toBe(true)
    expect(has('a#4999')).toBe(true)
    expect(Array.from({ length: 5000 }, (_, count) => has(`a#${count}`)).filter(Boolean)).toHaveLength(60)
  })

  test('nothing is listened to any more at the end', () => {
    const history = new History()
    const causes = new RunCauses(history.subscribe, history.sources)
    expect(history.listened).toBe(3)
    causes[Symbol.dispose]()
    expect(history.listened).toBe(0)
  })
})
