import { describe, expect, onTestFinished, test } from 'vitest'
import { Monitor } from '../../../../renderer/state/monitor.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import type { MonitorLine } from '../../../../shared/contract/streams.ts'
import type { InputFamily } from '../../../../shared/model/input.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'
import { SOME_PAGE } from '../../../support/clients.ts'

function openMonitor() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const monitor = new Monitor(client, clock)
  onTestFinished(() => {
    dispose(monitor)
    dispose(client)
  })
  pipe.greet()
  const tell = (...lines: MonitorLine[]): void =>
    pipe.receive({ kind: 'value', version: 1, stream: 'monitor', value: { lines, omitted: 0 } })
  const seqs = (): number[] => monitor.lines.map(({ seq }) => seq)
  return { clock, pipe, monitor, tell, seqs }
}

function line(
  seq: number,
  source = 'hid:a',
  family: InputFamily = 'hid',
  text = 'cross',
  count = 1,
): MonitorLine {
  return { seq, at: seq, time: seq, family, source, text, raw: '{}', count }
}

describe('what just arrived', () => {
  test('it is asked for only while somebody looks', () => {
    const { pipe, monitor } = openMonitor()
    expect(pipe.sentOf('subscribe')).toEqual([])
    const leave = monitor.watch()
    expect(pipe.sentOf('subscribe')).toEqual([{ kind: 'subscribe', stream: 'monitor' }])
    leave()
    expect(pipe.sentOf('unsubscribe')).toEqual([{ kind: 'unsubscribe', stream: 'monitor' }])
    monitor.watch()
    expect(pipe.sentOf('subscribe')).toHaveLength(2)
  })

  test('it changes at most every 100 ms, and the last value is never left out', () => {
    const { clock, monitor, tell, seqs } = openMonitor()
    monitor.watch()
    tell(line(1))
    expect(seqs()).toEqual([1])
    clock.advanceBy(40)
    tell(line(2))
    tell(line(3))
    clock.advanceBy(59)
    expect(seqs()).toEqual([1])
    clock.advanceBy(1)
    expect(seqs()).toEqual([3])
    clock.advanceBy(100)
    tell(line(4))
    expect(seqs()).toEqual([4])
  })

  test('families, source and text each leave out lines, and All brings them back', () => {
    const { monitor, tell, seqs } = openMonitor()
    monitor.watch()
    const midi = line(3, 'midi:b', 'midi', 'noteOn channel 1 note 36')
    tell(line(4, 'hid:a', 'hid', 'circle'), midi, line(2, 'osc:main', 'osc', '/go'), line(1))
    monitor.toggleFamily('hid')
    expect(seqs()).toEqual([4, 1])
    monitor.toggleFamily('midi')
    expect(seqs()).toEqual([4, 3, 1])
    monitor.text = ' NOTE 36 '
    expect(seqs()).toEqual([3])
    monitor.text = ''
    monitor.toggleSource('hid:a')
    expect(seqs()).toEqual([4, 1])
    monitor.toggleSource('hid:a')
    expect(seqs()).toEqual([4, 3, 1])
    expect(monitor.filtered).toBe(true)
    monitor.showAll()
    expect([monitor.filtered, seqs()]).toEqual([false, [4, 3, 2, 1]])
  })

  test('a held list stands still and catches up when let go', () => {
    const { clock, monitor, tell, seqs } = openMonitor()
    monitor.watch()
    tell(line(1))
    monitor.hold()
    clock.advanceBy(100)
    tell(line(2))
    monitor.hold()
    expect([monitor.held, seqs()]).toEqual([true, [1]])
    monitor.toggleHold()
    expect([monitor.held, seqs()]).toEqual([false, [2]])
  })

  test('a chosen line stays to be read when it has left the list', () => {
    const { clock, monitor, tell } = openMonitor()
    monitor.watch()
    tell(line(1))
    monitor.choose(line(1))
    clock.advanceBy(100)
    tell(line(2))
    expect(monitor.chosen?.seq).toBe(1)
    monitor.choose(line(1))
    expect(monitor.chosen).toBeNull()
  })
})

describe('activity lights', () => {
  test('what arrived before anybody looked lights nothing, also after a reconnect', () => {
    const { clock, pipe, monitor, tell } = openMonitor()
    monitor.watch()
    tell(line(1))
    expect(monitor.lit.size).toBe(0)
    pipe.become('closed')
    pipe.greet()
    clock.advanceBy(100)
    tell(line(9))
    expect(monitor.lit.size).toBe(0)
  })

  test('a source that sends is lit for 300 ms, also when only its count rises or the list is held', () => {
    const { clock, monitor, tell } = openMonitor()
    monitor.watch()
    tell(line(1), line(2, 'midi:b'))
    monitor.hold()
    clock.advanceBy(100)
    tell(line(1), line(2, 'midi:b', 'midi', 'cross', 8))
    expect([...monitor.lit]).toEqual(['midi:b'])
    clock.advanceBy(299)
    expect([...monitor.lit]).toEqual(['midi:b'])
    clock.advanceBy(1)
    expect(monitor.lit.size).toBe(0)
  })

  test('leaving puts the lights out and keeps no timer', () => {
    const { clock, monitor, tell } = openMonitor()
    const leave = monitor.watch()
    tell(line(1))
    clock.advanceBy(100)
    tell(line(2))
    tell(line(3))
    expect(monitor.lit.size).toBe(1)
    leave()
    expect(monitor.lit.size).toBe(0)
    expect(monitor.held).toBe(false)
  })
})
