import { describe, expect, test } from 'vitest'
import { linesOf, mainList, played, showOf, starts } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const standbyOf = (show: SimulatedShow, list = 'main') =>
  show.show.cues.view().lists.find(({ id }) => id === list)?.standby

describe('GO', () => {
  test('runs what stands by and moves on; after the last nothing stands by', async () => {
    await using show = played({ id: 'a', ...starts('short') }, { id: 'b' })
    expect(standbyOf(show)).toBe('a')
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('b')
    show.run('show.go', {})
    expect(standbyOf(show)).toBe(null)
    expect(show.refusal('show.go', {})).toBe('standby/none')
    show.clock.advanceBy(1000)
    expect(linesOf(show)).toEqual(['0 a started', '0 b started', '0 b completed', '100 a completed'])
  })

  test('passes over what follows by itself', async () => {
    await using show = played(
      { id: 'a', continue: 'auto-continue', postWait: 200 },
      { id: 'b', continue: 'auto-follow', ...starts('short') },
      { id: 'c', preWait: 50 },
      { id: 'd' },
    )
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('d')
    show.clock.advanceBy(1000)
    expect(linesOf(show)).toEqual([
      '0 a started',
      '200 a completed',
      '200 b started',
      '300 b completed',
      '300 c waiting',
      '350 c started',
      '350 c completed',
    ])
    expect(standbyOf(show)).toBe('d')
  })

  test('a cue whose playlist an event has ended is stopped and not completed; what follows its end comes', async () => {
    const playlist = { id: 'look', name: 'Look', interrupts: [{ event: 'own.go' }] }
    const steps = [0, 5000].map((offset) => ({ offset, type: 'own.event', payload: {} }))
    const list = mainList(
      { id: 'a', continue: 'auto-follow', actions: [{ action: 'start_playlist', id: 'look' }] },
      { id: 'b', actions: [{ action: 'emit', type: 'own.event' }] },
    )
    await using show = new SimulatedShow(showOf([list], { playlists: [{ ...playlist, steps }] }))
    show.run('show.go', {})
    show.clock.advanceBy(200)
    show.publish({ type: 'own.go', source: 'test', payload: {} })
    show.clock.advanceBy(10)
    expect(linesOf(show)).toEqual(['0 a started', '200 a stopped', '200 b started', '200 b completed'])
    expect(show.of('cue.stopped')[0]?.payload.reason).toBe('interrupted')
  })

  test('sooner than the list allows is refused, by when it was pressed; starts by name are exempt', async () => {
    const main = { ...mainList({ id: 'a' }, { id: 'b' }, { id: 'c' }), minimumGoTime: 300 }
    await using show = new SimulatedShow(showOf([main]))
    show.run('show.go', {})
    show.clock.advanceBy(299)
    expect(show.refusal('show.go', {})).toBe('go/too-soon')
    show.run('cue.start', { id: 'c' })
    show.clock.advanceBy(1)
    show.run('show.go', {})
    expect(linesOf(show).filter((line) => line.endsWith('started'))).toEqual([
      '0 a started',
      '299 c started',
      '300 b started',
    ])
  })

  test('of another list leaves the first where it is', async () => {
    const side = { id: 'side', name: 'Side', cues: [{ id: 'x' }, { id: 'y' }] }
    await using show = new SimulatedShow(showOf([mainList({ id: 'a' }), side]))
    show.run('show.go', { list: 'side' })
    expect([standbyOf(show), standbyOf(show, 'side')]).toEqual(['a', 'y'])
    expect(show.refusal('show.go', { list: 'third' })).toBe('cue/unknown-list')
  })

  test('of a cue by its number makes what comes after it stand by; a start by name leaves it', async () => {
    await using show = played({ id: 'a' }, { id: 'b', number: '2' }, { id: 'c' })
    show.run('cue.start', { number: '2' })
    expect(standbyOf(show)).toBe('a')
    show.run('cue.go', { number: '2' })
    expect(standbyOf(show)).toBe('c')
    expect(show.refusal('cue.go', { number: '9' })).toBe('cue/unknown')
  })
})

describe('what stands by', () => {
  test('goes back and on over what follows, and jumps to any cue', async () => {
    await using show = played({ id: 'a', continue: 'auto-continue' }, { id: 'b' }, { id: 'c' }, { id: 'd' })
    show.run('cueList.skip', {})
    expect(standbyOf(show)).toBe('c')
    expect(linesOf(show)).toEqual(['0 a skipped'])
    show.run('show.back', {})
    expect(standbyOf(show)).toBe('a')
    show.run('show.back', {})
    expect(standbyOf(show)).toBe('a')
    show.run('cueList.standBy', { id: 'b' })
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('c')
    show.run('cueList.standBy', {})
    expect(standbyOf(show)).toBe(null)
    show.run('show.back', {})
    expect(standbyOf(show)).toBe('d')
    show.run('show.reset', {})
    expect(standbyOf(show)).toBe('a')
  })
})

describe('a disarmed cue', () => {
  test('does not act, but waits and goes on to the next', async () => {
    await using show = played(
      { id: 'a', armed: false, preWait: 100, continue: 'auto-continue', postWait: 50, ...starts('long') },
      { id: 'b' },
      { id: 'c' },
    )
    show.run('show.go', {})
    show.clock.advanceBy(1000)
    expect(linesOf(show)).toEqual(['0 a waiting', '100 a skipped', '150 b started', '150 b completed'])
    expect(show.of('playlist.created')).toEqual([])
  })

  test('is armed and disarmed by hand until the show is reset; a disarmed group disarms what is in it', async () => {
    await using show = played({ id: 'g', group: 'together' }, { id: 'a', in: 'g' }, { id: 'b' })
    show.run('cue.disarm', { id: 'g' })
    show.run('show.go', {})
    expect(linesOf(show)).toEqual(['0 g skipped', '0 a skipped'])
    show.run('show.reset', {})
    show.run('show.go', {})
    expect(linesOf(show).slice(2)).toEqual(['0 g started', '0 a started', '0 a completed', '0 g completed'])
  })
})

describe('groups', () => {
  test('start all of their cues together, and end when these have', async () => {
    await using show = played(
      { id: 'g', group: 'together', continue: 'auto-follow' },
      { id: 'a', in: 'g', ...starts('short') },
      { id: 'h', in: 'g', group: 'together', preWait: 20 },
      { id: 'b', in: 'h' },
      { id: 'c' },
      { id: 'd' },
    )
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('d')
    show.clock.advanceBy(1000)
    expect(linesOf(show)).toEqual([
      '0 g started',
      '0 a started',
      '0 h waiting',
      '20 h started',
      '20 b started',
      '20 b completed',
      '20 h completed',
      '100 a completed',
      '100 g completed',
      '100 c started',
      '100 c completed',
    ])
  })

  test('of which the first ends at once last until the others have ended', async () => {
    await using show = played(
      { id: 'g', group: 'together', continue: 'auto-follow' },
      { id: 'a', in: 'g' },
      { id: 'b', in: 'g', ...starts('short') },
      { id: 'c' },
    )
    show.run('show.go', {})
    show.clock.advanceBy(1000)
    expect(linesOf(show).slice(-4)).toEqual([
      '100 b completed',
      '100 g completed',
      '100 c started',
      '100 c completed',
    ])
  })

  test('one by one are stepped into', async () => {
    await using show = played(
      { id: 'g', group: 'one-by-one' },
      { id: 'a', in: 'g' },
      { id: 'b', in: 'g' },
      { id: 'c' },
    )
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('b')
    show.run('show.go', {})
    expect(standbyOf(show)).toBe('c')
    expect(linesOf(show).filter((line) => line.endsWith('started'))).toEqual([
      '0 g started',
      '0 a started',
      '0 b started',
    ])
  })
})

describe('what a cue does', () => {
  test('comes of the GO, in the log too', async () => {
    await using show = played({
      id: 'a',
      actions: [
        { action: 'emit', type: 'own.event', payload: { x: 1 } },
        { action: 'set_param', param: 'level', value: 7 },
        { action: 'start_playlist', id: 'short' },
      ],
    })
    show.run('show.go', {})
    const [received] = show.of('command.received')
    const [started] = show.of('cue.started')
    expect(started?.cause).toBe(received?.seq)
    expect(show.of('own.event')[0]).toMatchObject({
      source: 'cues:main',
      cause: started?.seq,
      payload: { x: 1 },
    })
    expect(show.of('param.changed')[0]).toMatchObject({
      cause: started?.seq,
      payload: { by: 'cue a', value: 7 },
    })
    expect(show.of('playlist.created')[0]?.cause).toBe(started?.seq)
  })

  test('fails without keeping the rest of it, or what follows, from being done', async () => {
    const cues = [
      {
        id: 'a',
        continue: 'auto-continue',
        actions: [
          { action: 'go_list', list: 'side' },
          { action: 'emit', type: 'own.event' },
        ],
      },
      { id: 'b' },
    ]
    await using show = new SimulatedShow(showOf([mainList(...cues), { id: 'side', name: 'Side', cues: [] }]))
    show.run('show.go', {})
    expect(linesOf(show)).toContain('0 a failed')
    expect(show.of('cue.failed')[0]?.payload.error).toContain('nothing is on standby in Side')
    expect(show.of('own.event')).toHaveLength(1)
    expect(linesOf(show)).toContain('0 b started')
  })

  test('is asked about first: only a yes lets it go on', async () => {
    const asks = { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Clear?' } }
    await using show = played(
      { id: 'a', actions: [asks, { action: 'emit', type: 'own.event' }], continue: 'auto-continue' },
      { id: 'b' },
      { id: 'c', actions: [asks, { action: 'emit', type: 'own.event' }], continue: 'auto-continue' },
      { id: 'd' },
    )
    show.run('show.go', {})
    expect(linesOf(show)).toEqual(['0 a started'])
    show.run('interrupt.answer', { interruptId: 'q1', answer: true })
    expect(linesOf(show).slice(1)).toEqual(['0 a completed', '0 b started', '0 b completed'])
    show.run('show.go', {})
    show.run('interrupt.answer', { interruptId: 'q2', answer: false })
    expect(linesOf(show).slice(-1)).toEqual(['0 c stopped'])
    expect(show.of('own.event')).toHaveLength(1)
  })

  test('may be to give another list a GO, to stop a cue and to arm one', async () => {
    const side = { id: 'side', name: 'Side', cues: [{ id: 'x', ...starts('long') }, { id: 'y' }] }
    const cues = [
      { id: 'a', actions: [{ action: 'go_list', list: 'side' }] },
      {
        id: 'b',
        actions: [
          { action: 'stop_cue', list: 'side', cue: 'x' },
          { action: 'disarm_cue', cue: 'c' },
        ],
      },
      { id: 'c' },
    ]
    await using show = new SimulatedShow(showOf([mainList(...cues), side]))
    show.run('show.go', {})
    expect(standbyOf(show, 'side')).toBe('y')
    show.run('show.go', {})
    show.run('show.go', {})
    show.clock.advanceBy(10)
    expect(linesOf(show)).toEqual([
      '0 a started',
      '0 a completed',
      '0 x started',
      '0 b started',
      '0 x stopped',
      '0 b completed',
      '0 c skipped',
    ])
    expect(show.of('playlist.stopped')[0]?.payload.reason).toBe('cancelled')
  })

  test('that gives two lists a GO in a circle runs each cue once', async () => {
    const go = (list: string): object => ({ actions: [{ action: 'go_list', list }] })
    const side = {
      id: 'side',
      name: 'Side',
      cues: [
        { id: 'x', ...go('main') },
        { id: 'y', ...go('main') },
      ],
    }
    const lists = [mainList({ id: 'a', ...go('side') }, { id: 'b', ...go('side') }, { id: 'c' }), side]
    await using show = new SimulatedShow(showOf(lists))
    show.run('show.go', {})
    expect(linesOf(show).filter((line) => line.endsWith('started'))).toEqual(
      ['a', 'x', 'b', 'y', 'c'].map((id) => `0 ${id} started`),
    )
  })
})

describe('auto-follow', () => {
  test('waits for all runs; one that is stopped by hand ends the chain', async () => {
    const both = {
      actions: [
        { action: 'start_playlist', id: 'short' },
        { action: 'start_playlist', id: 'long' },
      ],
    }
    await using show = played({ id: 'a', continue: 'auto-follow', ...both }, { id: 'b' })
    show.run('show.go', {})
    show.clock.advanceBy(200)
    expect(linesOf(show)).toEqual(['0 a started'])
    show.clock.advanceBy(5000)
    expect(linesOf(show).slice(1)).toEqual(['5000 a completed', '5000 b started', '5000 b completed'])
    show.run('cue.start', { id: 'a' })
    show.run('playlist.stop', { id: 'long' })
    show.clock.advanceBy(6000)
    expect(linesOf(show).slice(4)).toEqual(['5200 a started', '5300 a stopped'])
  })
})

describe('a second start of a cue that plays', () => {
  const looking = (retrigger: string): SimulatedShow => {
    const steps = [0, 1000].map((offset) => ({ offset, type: 'own.event', payload: {} }))
    const playlists = [{ id: 'look', name: 'Look', retrigger, steps }]
    const looks = { id: 'a', continue: 'auto-follow', actions: [{ action: 'start_playlist', id: 'look' }] }
    return new SimulatedShow(showOf([mainList(looks, { id: 'b' })], { playlists }))
  }

  test.each([
    ['restart', 1400],
    ['ignore', 1000],
    ['overlap', 1400],
  ])('lasts until all that either has started has ended: %s', async (retrigger, end) => {
    await using show = looking(retrigger)
    show.run('cue.start', { id: 'a' })
    show.clock.advanceTo(400)
    show.run('cue.start', { id: 'a' })
    show.clock.advanceTo(9000)
    expect(linesOf(show)).toEqual([
      '0 a started',
      '400 a stopped',
      '400 a started',
      `${end} a completed`,
      `${end} b started`,
      `${end} b completed`,
    ])
  })

  test('is stopped with all that either has started', async () => {
    await using show = looking('overlap')
    show.run('cue.start', { id: 'a' })
    show.clock.advanceTo(400)
    show.run('cue.start', { id: 'a' })
    show.run('cue.stop', { id: 'a' })
    show.clock.advanceTo(500)
    expect(show.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual([
      'cancelled',
      'cancelled',
    ])
    expect(linesOf(show)).not.toContain('500 b started')
  })
})

describe('what waits', () => {
  const waiting = (): SimulatedShow =>
    played(
      { id: 'a', preWait: 1000, ...starts('long') },
      { id: 'b', continue: 'auto-continue', postWait: 1000 },
      { id: 'c' },
    )

  test('is shown, and may be taken back one by one', async () => {
    await using show = waiting()
    show.run('show.go', {})
    show.run('show.go', {})
    const { states } = show.show.cues.view()
    expect(states.map(({ key, play, wait }) => [key, play, wait?.kind, wait?.dueAt])).toEqual([
      ['main/a', 1, 'pre', 1000],
      ['main/b', 2, 'post', 1000],
    ])
    show.run('cue.cancelWait', { play: 1 })
    show.run('cue.cancelWait', { play: 2 })
    expect(show.refusal('cue.cancelWait', { play: 2 })).toBe('cue/not-waiting')
    show.clock.advanceBy(5000)
    expect(linesOf(show).slice(2)).toEqual(['0 a stopped', '0 b waitCancelled', '0 b completed'])
  })

  test.each(['show.panic', 'show.stop', 'show.disarm'])('ends at %s', async (command) => {
    await using show = waiting()
    show.run('show.go', {})
    show.run('show.go', {})
    show.clock.advanceBy(500)
    show.run(command, {})
    show.clock.advanceBy(5000)
    expect(linesOf(show).slice(2)).toEqual(['500 a stopped', '500 b stopped'])
    if (command === 'show.panic')
      expect(show.of('show.panicked')[0]?.payload.ended).toMatchObject({ cues: 2 })
  })

  test('stands still while the show, or the cue, is paused', async () => {
    await using show = waiting()
    show.run('show.go', {})
    show.clock.advanceBy(400)
    show.run('show.pause', {})
    show.clock.advanceBy(5000)
    show.run('show.resume', {})
    show.clock.advanceBy(599)
    expect(linesOf(show)).toEqual(['0 a waiting'])
    show.run('cue.pause', { id: 'a' })
    show.clock.advanceBy(100)
    show.run('cue.resume', { id: 'a' })
    show.clock.advanceBy(1)
    expect(linesOf(show).slice(1)).toEqual(['6100 a started'])
  })

  test('an answer to what a cue asks acts once the show is resumed, and not at all after a stop', async () => {
    const interrupt = { kind: 'confirmation', prompt: 'Clear?', timeout: 400, default: true }
    const asks = { action: 'raise_interrupt', interrupt }
    await using show = played(
      { id: 'a', actions: [asks, { action: 'emit', type: 'own.event' }] },
      { id: 'b' },
    )
    show.run('cue.start', { id: 'a' })
    show.run('show.pause', {})
    show.clock.advanceBy(5000)
    expect(show.of('own.event')).toEqual([])
    show.run('show.resume', {})
    expect(show.of('own.event').map(({ at }) => at)).toEqual([5000])
    show.run('cue.start', { id: 'a' })
    show.run('show.pause', {})
    show.clock.advanceBy(5000)
    show.run('show.stop', {})
    show.run('show.resume', {})
    expect(show.of('own.event')).toHaveLength(1)
  })

  test('is begun anew by another start of the cue', async () => {
    await using show = waiting()
    show.run('cue.start', { id: 'a' })
    show.clock.advanceBy(900)
    show.run('cue.start', { id: 'a' })
    show.clock.advanceBy(1000)
    expect(linesOf(show)).toEqual(['0 a waiting', '900 a stopped', '900 a waiting', '1900 a started'])
  })
})

describe('loading to a time', () => {
  test('shortens the waits of the next start, and moves what it starts on', async () => {
    await using show = played({ id: 'a', preWait: 1000, ...starts('long') }, { id: 'b' })
    show.run('cue.load', { id: 'a', position: 3000 })
    show.run('show.go', {})
    show.clock.advanceBy(3100)
    expect(linesOf(show)).toEqual(['0 a started', '3000 a completed'])
    show.run('cue.load', { id: 'a', position: 400 })
    show.run('cueList.standBy', { id: 'b' })
    show.run('cueList.standBy', { id: 'a' })
    show.run('show.go', {})
    expect(linesOf(show).slice(2)).toEqual(['3100 a waiting'])
    expect(show.of('cue.waiting')[0]?.payload.wait).toBe(1000)
  })

  const send = (offset: number, address: string, ...args: readonly number[]) => ({
    ...{ offset, type: 'osc.send' },
    payload: { target: 'desk', address, args },
  })
  async function sentFrom(position: number, steps: readonly object[]): Promise<readonly string[]> {
    const osc = { targets: { desk: { host: '127.0.0.1', port: 8000 } } }
    const cue = { id: 'a', actions: [{ action: 'start_playlist', id: 'p' }] }
    const playlists = [{ id: 'p', name: 'P', steps }]
    await using show = new SimulatedShow(showOf([mainList(cue)], { osc, playlists }))
    show.run('cue.load', { id: 'a', position })
    show.run('show.go', {})
    show.clock.advanceBy(10_000)
    expect(show.of('cue.failed')).toEqual([])
    return show
      .of('osc.send')
      .map(({ at, payload: { address, args } }) => [at, address, ...args.map(Number)].join(' '))
  }

  test('nothing from before leaves first: what should hold there is sent once, and messages never', async () => {
    const steps = [send(0, '/level', 0), send(0, '/fire'), send(500, '/level', 5), send(2000, '/level', 9)]
    expect(await sentFrom(1000, steps)).toEqual(['0 /level 5', '1000 /level 9'])
    expect(await sentFrom(2000, steps)).toEqual(['0 /level 5', '0 /level 9'])
    expect(await sentFrom(9000, steps)).toEqual(['0 /level 9'])
    expect(await sentFrom(0, steps)).toHaveLength(4)
  })

  test('no question is passed over: it plays from there', async () => {
    const asks = { kind: 'confirmation', prompt: 'Clear?' }
    const steps = [
      send(0, '/level', 1),
      { offset: 400, type: 'interrupt.raise', payload: asks },
      send(600, '/level', 2),
    ]
    expect(await sentFrom(500, steps)).toEqual(['0 /level 1'])
  })
})

test('a long chain of cues that follow at once leaves nothing out, and others their turn', async () => {
  const cues = Array.from({ length: 3000 }, (_, place) => ({ id: `c${place}`, continue: 'auto-continue' }))
  await using show = played(...cues)
  show.run('show.go', {})
  show.clock.advanceBy(1)
  expect(linesOf(show).filter((line) => line.endsWith('started'))).toHaveLength(3000)
  expect(show.of('cue.failed')).toEqual([])
})

test('while the show is disarmed nothing goes, and nothing moves', async () => {
  await using show = played({ id: 'a' }, { id: 'b' })
  show.run('show.disarm', {})
  expect(show.refusal('show.go', {})).toBe('show/disarmed')
  expect(standbyOf(show)).toBe('a')
})

test('without lists the playlists are the list, and with lists they are not', async () => {
  await using bare = new SimulatedShow(showOf([]))
  bare.run('show.go', {})
  expect(bare.show.standby.current).toBe('long')
  expect(bare.refusal('cue.start', { number: '1' })).toBe('cue/no-lists')
  await using show = played({ id: 'a' })
  expect(show.show.standby.current).toBe(null)
  expect(show.refusal('standby.set', { playlistId: 'long' })).toBe('standby/cues')
})
