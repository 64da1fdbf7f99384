import { describe, expect, test } from 'vitest'
import { diff } from '../../../../shared/contract/patch.ts'
import type { CueStateView } from '../../../../shared/contract/cue-streams.ts'
import { CueViews, cueViews } from '../../../../shared/contract/cue-views.ts'
import { mainList, played, showOf, starts } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const stateOf = (show: SimulatedShow, cueId: string): CueStateView => {
  const found = show.show.cues.view().states.find(({ key }) => key === `main/${cueId}`)
  if (found === undefined) throw new Error(`nothing is shown of ${cueId}`)
  return found
}
const listOf = (show: SimulatedShow) => show.show.cues.view().lists[0]

describe('a list', () => {
  test('says what a GO after the next one reaches, over what follows by itself', async () => {
    await using show = played({ id: 'a' }, { id: 'b', continue: 'auto-follow' }, { id: 'c' }, { id: 'd' })
    expect(listOf(show)).toMatchObject({ standby: 'a', next: 'b', playhead: null })
    show.run('show.go', {})
    expect(listOf(show)).toMatchObject({ standby: 'b', next: 'd', playhead: 'a' })
    show.run('cueList.standBy', { id: 'd' })
    expect(listOf(show)).toMatchObject({ standby: 'd', next: null })
  })

  test('says who went, until when another GO is refused, and whose was', async () => {
    await using show = new SimulatedShow(
      showOf([{ ...mainList({ id: 'a' }, { id: 'b' }), minimumGoTime: 300 }]),
    )
    expect(listOf(show)).toMatchObject({ went: null, refused: null })
    show.run('show.go', {})
    expect(listOf(show)).toMatchObject({ went: { by: 'operator', at: 0, until: 300 } })
    show.clock.advanceBy(120)
    const answer = show.answerTo('show.go', {})
    expect(answer).toMatchObject({
      error: { what: 'the last GO was 120 ms ago, by operator; the list asks for 300 ms between two' },
    })
    expect(listOf(show)).toMatchObject({ refused: { by: 'operator', at: 120, since: 120 } })
    show.clock.advanceBy(180)
    show.run('show.go', {})
    expect(listOf(show)).toMatchObject({ refused: null, went: { at: 300 } })
  })
})

describe('a cue that runs', () => {
  test('says what it started, and when the longest of it is expected to end', async () => {
    const actions = ['short', 'long'].map((id) => ({ action: 'start_playlist', id }))
    await using show = played({ id: 'a', actions })
    show.clock.advanceBy(50)
    show.run('show.go', {})
    const cause = show.of('command.received')[0]!.seq
    expect(stateOf(show, 'a')).toMatchObject({ state: 'running', endsAt: 5050, held: null, cause })
    expect(stateOf(show, 'a').runs).toEqual(['short#1', 'long#2'])
    show.clock.advanceBy(1000)
    show.run('playlist.setRate', { id: 'long', rate: 2 })
    expect(stateOf(show, 'a').endsAt).toBe(1050 + 2000)
    show.run('show.pause', {})
    expect(stateOf(show, 'a')).toMatchObject({
      state: 'running',
      endsAt: null,
      held: { why: 'paused', left: 2000 },
    })
    show.clock.advanceBy(700)
    show.run('show.resume', {})
    expect(stateOf(show, 'a')).toMatchObject({ endsAt: 1750 + 2000, held: null })
    show.clock.advanceBy(5000)
    const ended = show.of('playlist.stopped').at(-1)!.seq
    expect(stateOf(show, 'a')).toMatchObject({ state: 'completed', endedAt: 3750, endsAt: null, runs: [] })
    expect(show.of('cue.completed')[0]).toMatchObject({ cause: ended, seq: stateOf(show, 'a').endCause })
  })

  test('as a group ends with the last of its cues, and is held by one of them', async () => {
    await using show = played(
      { id: 'g', group: 'together' },
      { id: 'a', in: 'g', ...starts('short') },
      { id: 'b', in: 'g', preWait: 50, ...starts('long') },
    )
    show.run('show.go', {})
    expect(stateOf(show, 'g')).toMatchObject({ state: 'running', endsAt: null })
    show.clock.advanceBy(60)
    expect(stateOf(show, 'g').endsAt).toBe(5050)
    show.run('cue.pause', { id: 'b' })
    expect(stateOf(show, 'g')).toMatchObject({ endsAt: null, held: { why: 'paused', left: 4990 } })
  })
})

describe('a cue that is over or waits', () => {
  test('says why it was stopped or skipped, and by what', async () => {
    await using show = played(
      { id: 'a', preWait: 1000 },
      { id: 'b', armed: false },
      { id: 'c' },
      { id: 'd', actions: [{ action: 'stop_cue', cue: 'a' }] },
      { id: 'e', ...starts('long') },
    )
    show.run('show.go', {})
    expect(stateOf(show, 'a')).toMatchObject({ state: 'waiting', wait: { kind: 'pre', dueAt: 1000 } })
    show.run('show.pause', {})
    expect(stateOf(show, 'a').held).toEqual({ why: 'paused', left: 1000 })
    show.run('show.go', {})
    expect(stateOf(show, 'b')).toMatchObject({ state: 'skipped', reason: 'disarmed' })
    show.run('cueList.skip', {})
    expect(stateOf(show, 'c')).toMatchObject({ state: 'skipped', reason: 'operator', endedAt: 0 })
    show.run('show.go', {})
    expect(stateOf(show, 'a')).toMatchObject({
      state: 'stopped',
      reason: 'cue',
      endCause: show.of('cue.started').find(({ payload }) => payload.cueId === 'd')!.seq,
    })
    show.run('show.go', {})
    show.run('show.panic', {})
    expect(stateOf(show, 'e')).toMatchObject({ state: 'stopped', reason: 'panic' })
    show.run('show.reset', {})
    expect(show.show.cues.view().states).toEqual([])
  })

  test('that is passed over while it runs is shown to run', async () => {
    await using show = played({ id: 'a', ...starts('long') }, { id: 'b' })
    show.run('show.go', {})
    show.run('show.back', {})
    show.run('cueList.skip', {})
    expect(stateOf(show, 'a').state).toBe('running')
  })
})

describe('a list that is begun anew', () => {
  const states = (show: SimulatedShow): Record<string, string> =>
    Object.fromEntries(show.show.cues.view().states.map(({ key, state }) => [key.slice(5), state]))
  const gone = (show: SimulatedShow, times: number): void => {
    for (let time = 0; time < times; time += 1) show.run('show.go', {})
  }

  test('shows nothing of the pass before from its first GO on, and of one that goes on from the middle all', async () => {
    await using show = played({ id: 'a' }, { id: 'b' }, { id: 'c', continue: 'auto-follow' }, { id: 'd' })
    show.run('cueList.standBy', { id: 'b' })
    gone(show, 2)
    show.run('cueList.standBy', { id: 'c' })
    gone(show, 1)
    expect(states(show)).toEqual({ b: 'completed', c: 'completed', d: 'completed' })
    show.run('cueList.standBy', { id: 'a' })
    expect(states(show)).toEqual({ b: 'completed', c: 'completed', d: 'completed' })
    gone(show, 1)
    expect(states(show)).toEqual({ a: 'completed' })
    gone(show, 1)
    expect(states(show)).toEqual({ a: 'completed', b: 'completed' })
  })

  test('shows what is on its way of the pass before until it has ended, and that it failed', async () => {
    const fails = { action: 'go_list', list: 'side' }
    const cues = [{ id: 'a' }, { id: 'b', ...starts('short') }, { id: 'c', preWait: 200, actions: [fails] }]
    await using show = new SimulatedShow(showOf([mainList(...cues), { id: 'side', name: 'Side', cues: [] }]))
    gone(show, 3)
    show.run('cueList.standBy', { id: 'a' })
    gone(show, 1)
    expect(states(show)).toEqual({ a: 'completed', b: 'running', c: 'waiting' })
    show.clock.advanceBy(150)
    expect(states(show)).toEqual({ a: 'completed', c: 'waiting' })
    show.clock.advanceBy(100)
    expect(states(show)).toEqual({ a: 'completed', c: 'failed' })
  })

  test('is begun by a cue that is passed over too, keeps what was started by name before it, and leaves other lists', async () => {
    const other = { id: 'other', name: 'Other', cues: [{ id: 'x' }] }
    await using show = new SimulatedShow(showOf([mainList({ id: 'a' }, { id: 'b' }, { id: 'c' }), other]))
    show.run('cue.start', { id: 'c' })
    show.run('show.go', { list: 'other' })
    gone(show, 2)
    expect(show.show.cues.view().states.map(({ key }) => key)).toEqual([
      ...['main/c', 'other/x', 'main/a', 'main/b'],
    ])
    show.run('cueList.standBy', { id: 'a' })
    show.run('cueList.skip', {})
    gone(show, 1)
    const shown = show.show.cues.view().states.map(({ key, state }) => [key, state])
    expect(shown).toEqual([
      ['other/x', 'completed'],
      ['main/a', 'skipped'],
      ['main/b', 'completed'],
    ])
  })
})

describe('after the engine was started anew', () => {
  function again(before: SimulatedShow, age: number): SimulatedShow {
    const held = JSON.parse(JSON.stringify(before.show.cues.kept.hold())) as unknown
    const after = played(...cues)
    after.clock.advanceBy(10_000)
    const lain = { age, isSure: true, wall: before.clock.wall() }
    expect(after.show.cues.kept.takeBack(held, lain)).toMatchObject({ left: [] })
    return after
  }
  const cues = [
    { id: 'a' },
    { id: 'b', continue: 'auto-follow', ...starts('long') },
    { id: 'c' },
    { id: 'd', preWait: 5000 },
  ]

  test('how cues stood is there again; what was on its way was stopped with the engine', async () => {
    await using before = played(...cues)
    for (const _ of [1, 2, 3]) before.run('show.go', {})
    before.clock.advanceBy(1000)
    await using after = again(before, 3000)
    expect(stateOf(after, 'a')).toMatchObject({ state: 'completed', endedAt: 6000, cause: null })
    expect(stateOf(after, 'b')).toMatchObject({ state: 'stopped', reason: 'engine', startedAt: 6000 })
    expect(stateOf(after, 'd')).toMatchObject({ state: 'stopped', reason: 'engine' })
  })

  test('a cue whose run goes on runs, and what follows its end comes', async () => {
    await using before = played(...cues)
    for (const _ of [1, 2]) before.run('show.go', {})
    before.clock.advanceBy(1000)
    const runs = before.show.playlists.kept.hold()
    await using after = again(before, 0)
    const lain = { age: 0, isSure: true, wall: before.clock.wall() }
    expect(after.show.playlists.kept.takeBack(runs, lain)).toMatchObject({ taken: 1 })
    after.clock.advanceBy(0)
    expect(stateOf(after, 'b')).toMatchObject({
      state: 'running',
      reason: null,
      endsAt: 14_000,
      runs: ['long#1'],
      cause: after.of('run.resumed')[0]!.seq,
    })
    after.clock.advanceBy(5000)
    expect(stateOf(after, 'b')).toMatchObject({ state: 'completed' })
    expect(stateOf(after, 'c')).toMatchObject({ state: 'completed', from: 'follow' })
  })

  test('of many cues those that were started last', async () => {
    const many = Array.from({ length: 1100 }, (_, place) => ({ id: `c${place}` }))
    await using before = played(...many)
    for (const { id } of many) before.run('cue.start', { id })
    const held = before.show.cues.kept.hold()
    expect(JSON.stringify(held).length).toBeLessThan(120_000)
    await using after = played(...many)
    after.show.cues.kept.takeBack(held, { age: 0, isSure: true, wall: before.clock.wall() })
    const { states } = after.show.cues.view()
    expect([states.length, states[0]?.key, states.at(-1)?.key]).toEqual([1000, 'main/c100', 'main/c1099'])
  })
})

test('of 5,000 cues only those are sent that changed, wherever they stand', async () => {
  const cues = Array.from({ length: 5000 }, (_, place) => ({ id: `c${place}`, preWait: '10m' }))
  await using show = played(...cues)
  for (const { id } of cues.slice(0, 1000)) show.run('cue.start', { id })
  const before = show.show.cues.view()
  show.run('cue.start', { id: 'c10' })
  show.run('cue.start', { id: 'c3000' })
  const after = show.show.cues.view()
  const sent = diff('cues', before, after)
  expect(sent.lists.states!.put.map((state) => (state as CueStateView).key)).toEqual([
    'main/c10',
    'main/c3000',
  ])
  expect(JSON.stringify(sent).length).toBeLessThan(1500)
})

test('a row says what starts it, and what it does, as material for words', () => {
  const { show } = showOf(
    [
      mainList(
        { id: 'a', continue: 'auto-continue', postWait: 700 },
        { id: 'b', continue: 'auto-follow' },
        { id: 'g', group: 'together', continue: 'auto-follow' },
        { id: 'h', in: 'g' },
        { id: 'o', group: 'one-by-one' },
        { id: 'p', in: 'o' },
        {
          id: 'q',
          actions: [
            { action: 'start_playlist', id: 'short' },
            { action: 'emit', type: 'osc.send', payload: { target: 'desk', address: '/go', args: [] } },
            { action: 'set_param', param: 'level', value: 3 },
            { action: 'arm_cue', cue: 'a' },
            { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Clear?' } },
          ],
        },
      ),
    ],
    { osc: { targets: { desk: { host: '127.0.0.1', port: 8000 } } } },
  )
  const views = new Map(cueViews(show).map((view) => [view.cueId, view]))
  const leaders = ['a', 'b', 'g', 'h', 'o', 'p', 'q'].map((id) => views.get(id)!.leader)
  expect(leaders).toEqual([
    null,
    { cueId: 'a', by: 'auto-continue', wait: 700 },
    { cueId: 'b', by: 'auto-follow', wait: 0 },
    { cueId: 'g', by: 'group', wait: 0 },
    { cueId: 'g', by: 'auto-follow', wait: 0 },
    { cueId: 'o', by: 'group', wait: 0 },
    null,
  ])
  expect(views.get('q')).toMatchObject({
    actionCount: 5,
    acts: [
      { action: 'start_playlist', id: 'short', listId: null, detail: null },
      { action: 'emit', id: 'osc.send', listId: null, detail: '/go' },
      { action: 'set_param', id: 'level', listId: null, detail: null },
      { action: 'arm_cue', id: 'a', listId: null, detail: null },
      { action: 'raise_interrupt', id: null, listId: null, detail: 'Clear?' },
    ],
  })
})

describe('rows of 5,000 cues', () => {
  const cues = Array.from({ length: 5000 }, (_, place) => ({
    ...{ id: `c${place}`, number: String(place), continue: place % 3 === 0 ? 'auto-follow' : 'none' },
    ...starts('long'),
  }))
  const { show } = showOf([mainList(...cues)])
  const withCue = (place: number, fields: object): typeof show => {
    const [list] = show.cueLists
    const changed = list!.cues.with(place, { ...list!.cues[place]!, ...fields })
    return { ...show, cueLists: [{ ...list!, cues: changed }] }
  }
  /** Places of the rows that are not the very same, and whether all are as if they were made anew. */
  function changedBy(next: typeof show): readonly number[] {
    const views = new CueViews()
    const before = views.of(show)
    const after = views.of(next)
    expect(after).toEqual(cueViews(next))
    return after.flatMap((view, place) => (view === before[place] ? [] : [place]))
  }

  test('are made anew where something of them changed, and nowhere else', () => {
    expect(changedBy(withCue(1700, { name: 'Other' }))).toEqual([1700])
    expect(changedBy(withCue(1700, { continue: 'auto-continue', postWait: 500 }))).toEqual([1700, 1701])
    const views = new CueViews()
    const rows = views.of(show)
    const retimed = show.playlists.map((playlist) => ({ ...playlist, tempo: 2 }))
    expect(views.of({ ...show, playlists: retimed })).toBe(rows)
    const [first, ...others] = show.playlists
    expect(changedBy({ ...show, playlists: [{ ...first!, name: 'Short one' }, ...others] })).toHaveLength(
      5000,
    )
  })
})
