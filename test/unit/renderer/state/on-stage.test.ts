import { describe, expect, test } from 'vitest'
import type { CueListState } from '../../../../shared/contract/cue-streams.ts'
import { boothShow } from '../../../support/fake-booth.ts'
import { cueState, listState } from '../../../support/fake-cues.ts'
import { demoShow, emptyShow } from '../../../support/fake-show.ts'
import { openDesk } from '../../../support/open-desk.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'

type Opened = ReturnType<typeof openDesk>

function run(fields: Partial<RunView> & { readonly playlistId: string }): RunView {
  return {
    ...{ runId: fields.playlistId, name: fields.playlistId, startedAt: 0, emitted: 0, emissions: 1 },
    ...{
      anchor: { at: 0, position: 0, rate: 1, state: 'running' },
      lastLateBy: 0,
      maxLateBy: 0,
      ended: null,
    },
    ...fields,
  }
}

function booth(list: Partial<CueListState>): Opened {
  const opened = openDesk()
  opened.tell('show', boothShow)
  opened.tell('cues', { lists: [listState(list)], states: [], armed: [] })
  return opened
}

describe('in a show with a cue list', () => {
  test('GO names number, name and note of what stands by, with what was last and is next', () => {
    const { onStage } = booth({ standby: 'warm', playhead: 'preset', next: 'storm' }).desk
    expect(onStage.standby).toMatchObject({ number: '2', name: 'Warm look', off: false, kind: 'cue' })
    expect(onStage.standby?.note).toBe('On the bell, then wait for the choir')
    expect(onStage.last).toEqual({ number: '1', name: 'House to half, preset' })
    expect(onStage.next?.number).toBe('12.5')
    expect(onStage.barred).toBeNull()
  })

  test('a cue that is off says so, by the show or by hand', () => {
    const { desk, tell } = booth({ standby: 'blind' })
    expect(desk.onStage.standby?.off).toBe(true)
    tell('cues', {
      lists: [listState({ standby: 'blind' })],
      states: [],
      armed: [{ key: 'main/blind', armed: true }],
    })
    expect(desk.onStage.standby?.off).toBe(false)
  })

  test('at the end of the list GO says how to go on', () => {
    const { onStage } = booth({ standby: null, playhead: 'bows' }).desk
    expect(onStage.barred).toEqual({ why: 'End of the list', next: 'Back puts its last cue in standby' })
    expect([onStage.standby, onStage.next]).toEqual([null, null])
  })

  test('a list that was not begun asks for a choice', () => {
    expect(booth({}).desk.onStage.barred?.next).toBe('Choose a cue, then press Enter')
  })

  test('waits are listed with the soonest first, and what is paused last', () => {
    const { desk, tell } = booth({ standby: 'warm' })
    const waiting = (cueId: string, play: number, dueAt: number | null) =>
      cueState({ key: `main/${cueId}`, play, state: 'waiting', wait: { kind: 'pre', dueAt, left: 500 } })
    tell('cues', {
      lists: [listState({ standby: 'warm' })],
      states: [waiting('bows', 1, null), waiting('chase', 2, 9000), waiting('haze', 3, 4000)],
      armed: [],
    })
    expect(desk.onStage.waits.map(({ number }) => number)).toEqual(['1.5', '13', '101.25'])
  })
})

test('the time left is that of the cue fired last, by its number and name, then of what takes longest', () => {
  const { desk, tell } = openDesk()
  tell('show', boothShow)
  const runs = ['chase', 'preset', 'storm'].map((playlistId) => run({ playlistId }))
  tell('runs', { standby: null, runs })
  const states = [
    cueState({ key: 'main/chase', play: 1, runs: ['chase'] }),
    cueState({ key: 'main/preset', play: 2, runs: ['preset'] }),
    cueState({ key: 'main/storm', play: 3, from: 'follow', runs: ['storm'] }),
  ]
  tell('cues', { lists: [listState({ playhead: 'preset' })], states, armed: [] })
  expect(desk.onStage.left).toMatchObject({ number: '1', name: 'House to half, preset' })
  tell('runs', { standby: null, runs: runs.filter(({ runId }) => runId !== 'preset') })
  expect(desk.onStage.left).toMatchObject({ number: '12.5' })
})

test('the time left of a cue that has none of its own is that of what it leads', () => {
  const { desk, tell } = openDesk()
  tell('show', boothShow)
  tell('runs', { standby: null, runs: ['chase', 'preset'].map((playlistId) => run({ playlistId })) })
  const states = [
    cueState({ key: 'main/chase', play: 1, runs: ['chase'] }),
    cueState({ key: 'main/haze', play: 2 }),
    cueState({ key: 'main/warm', play: 3, from: 'follow', runs: ['preset'] }),
  ]
  tell('cues', { lists: [listState({ playhead: 'haze' })], states, armed: [] })
  expect(desk.onStage.left).toMatchObject({ number: '2', name: 'Warm look' })
})

describe('in a show without one', () => {
  test('playlists stand by in their order', () => {
    const { desk, tell } = openDesk()
    tell('show', demoShow)
    tell('runs', { standby: 'chase', runs: [run({ playlistId: 'preset', name: 'Preset', startedAt: 5 })] })
    expect(desk.onStage.standby).toMatchObject({ number: null, name: 'Colour chase', kind: 'playlist' })
    expect(desk.onStage.next?.name).toBe('Warm look, can be interrupted')
    expect(desk.onStage.last?.name).toBe('Preset')
  })

  test('without a playlist there is nothing to choose', () => {
    const { desk, tell } = openDesk()
    tell('show', emptyShow)
    expect(desk.onStage.barred).toEqual({ why: 'Nothing in standby', next: 'No playlist to start' })
  })

  test('what takes longest is counted down, and what plays goes before what stands still', () => {
    const { desk, tell } = openDesk()
    tell('show', demoShow)
    const paused = { at: 0, position: 0, rate: 1, state: 'paused' } as const
    const held = run({ playlistId: 'storm', anchor: paused })
    tell('runs', { standby: null, runs: [run({ playlistId: 'preset' }), run({ playlistId: 'chase' }), held] })
    expect(desk.onStage.left).toMatchObject({ run: { runId: 'chase' }, playing: true })
    tell('runs', { standby: null, runs: [held] })
    expect(desk.onStage.left).toMatchObject({ run: { runId: 'storm' }, playing: false })
    tell('runs', { standby: null, runs: [] })
    expect(desk.onStage.left).toBeNull()
  })

  test('a run at half its tempo takes twice as long', () => {
    const { desk, tell } = openDesk()
    tell('show', demoShow)
    const slow = run({ playlistId: 'bows', anchor: { at: 0, position: 0, rate: 0.1, state: 'running' } })
    tell('runs', { standby: null, runs: [run({ playlistId: 'chase' }), slow] })
    expect(desk.onStage.left?.run.runId).toBe('bows')
  })
})

test('a disarmed show and a page that may only look say so before what stands by', () => {
  const { desk, tell } = booth({ standby: 'warm' })
  tell('arming', {
    ...{ armed: false, why: 'operator', by: 'FOH', detail: null, since: 0, sinceTime: 0 },
    ...{ passedOver: 0, withheld: 0 },
  })
  expect(desk.onStage.barred?.why).toBe('Disarmed: GO starts nothing')
  expect(desk.onStage.standby?.number).toBe('2')
  desk.access.role = 'viewer'
  expect(desk.onStage.barred?.why).toBe('GO is not for this page')
})

test('a GO that came too soon is said where GO is, whoever gave it', () => {
  const { clock, desk, tell } = booth({ standby: 'warm' })
  const refused = { by: 'Pedal', at: clock.now(), since: 120 }
  tell('cues', { lists: [listState({ standby: 'warm', refused })], states: [], armed: [] })
  clock.advanceBy(250)
  expect(desk.onStage.tooSoon).toBe('Pedal pressed GO 120 ms after the last one')
  clock.advanceBy(1_500)
  expect(desk.onStage.tooSoon).toBeNull()
})

test('while a stop has just begun the fade of the show, Stop ends that too', async () => {
  const { clock, desk, settle, sent } = openDesk()
  desk.transport.stop()
  await settle({ runs: 2, runId: null })
  expect(desk.transport.stopsAll).toBe(false)
  desk.transport.stop()
  await settle({ runs: 2, runId: 'fade-1' })
  expect(desk.transport.stopsAll).toBe(true)
  clock.advanceBy(1_999)
  expect(desk.transport.stopsAll).toBe(true)
  clock.advanceBy(1)
  expect(desk.transport.stopsAll).toBe(false)
  desk.transport.stop()
  await settle({ runs: 1, runId: 'fade-2' })
  desk.transport.stop()
  await settle({ runs: 1, runId: null })
  expect(desk.transport.stopsAll).toBe(false)
  expect(sent().map(([name]) => name)).toEqual(Array(4).fill('show.stop'))
})
