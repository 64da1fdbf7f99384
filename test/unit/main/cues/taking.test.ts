import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cueListDefinition } from '../../../../shared/model/cue.ts'
import type { Renamed } from '../../../../shared/model/mutations/renamed.ts'
import type { LoadedShow, ShowFile } from '../../../../shared/model/show.ts'
import { linesOf, mainList, showOf, starts } from '../../../support/cue-show.ts'
import { runs } from '../../../support/property-runs.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

/** A show that is edited while it plays. */
class Edited implements AsyncDisposable {
  readonly show: SimulatedShow
  #loaded: LoadedShow

  constructor(loaded: LoadedShow) {
    this.#loaded = loaded
    this.show = new SimulatedShow(loaded)
  }

  /** An edit after which these are the cues of the main list. */
  edit(cues: readonly object[], more: { renamed?: readonly Renamed[]; id?: string } = {}): void {
    const { id = 'main', renamed } = more
    const list = cueListDefinition.parse({ ...mainList(...cues), id })
    const [, ...others] = this.#loaded.show.cueLists
    const next: ShowFile = { ...this.#loaded.show, cueLists: [list, ...others] }
    this.#take(next, renamed)
  }

  remove(): void {
    this.#take({ ...this.#loaded.show, feedback: [], cueLists: [] })
  }

  #take(show: ShowFile, renamed?: readonly Renamed[]): void {
    this.#loaded = { ...this.#loaded, show }
    const change = { cause: null, kind: 'edit' as const, ...(renamed === undefined ? {} : { renamed }) }
    this.show.show.take(this.#loaded, change)
    this.show.clock.advanceBy(0)
  }

  get standby(): string | null {
    return this.show.show.cues.view().lists[0]?.standby ?? null
  }

  get lines(): string[] {
    return linesOf(this.show)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.show[Symbol.asyncDispose]()
  }
}

const opened = (...cues: readonly object[]): Edited => new Edited(showOf([mainList(...cues)]))
const abc = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]

describe('what stands by', () => {
  test.each<[string, readonly object[], string | null]>([
    ['stays where others came, went and moved', [{ id: 'c' }, { id: 'x' }, { id: 'b', name: 'B' }], 'b'],
    ['is the next that is left where it is gone', [{ id: 'a' }, { id: 'c' }], 'c'],
    ['is nothing where all behind it are gone', [{ id: 'a' }], null],
    ['is nothing in an empty list', [], null],
    [
      'is the next at which a GO stops',
      [{ id: 'a', continue: 'auto-continue' }, { id: 'c' }, { id: 'd' }],
      'd',
    ],
  ])('%s', async (_, cues, standby) => {
    await using edited = opened(...abc)
    edited.show.run('show.go', {})
    edited.edit(cues)
    expect(edited.standby).toBe(standby)
    expect(edited.show.of('cueList.standbyChanged')).toHaveLength(standby === 'b' ? 1 : 2)
  })

  test('goes by the new name of its cue and of its list', async () => {
    await using edited = opened(...abc)
    edited.show.run('show.go', {})
    edited.edit([{ id: 'b' }, { id: 'a' }, { id: 'c' }], {
      id: 'first',
      renamed: [
        { kind: 'cueList', from: 'main', to: 'first' },
        { kind: 'cue', in: 'first', from: 'a', to: 'b' },
        { kind: 'cue', in: 'first', from: 'b', to: 'a' },
      ],
    })
    expect(edited.show.show.cues.view().lists[0]).toMatchObject({ id: 'first', standby: 'a', playhead: 'b' })
  })

  test('is the first where there was none, and the first playlist where the lists are gone', async () => {
    await using edited = opened()
    expect(edited.standby).toBe(null)
    edited.edit(abc)
    expect(edited.standby).toBe('a')
    edited.remove()
    expect(edited.show.show.standby.current).toBe('short')
  })
})

describe('what is on its way', () => {
  const waiting = { id: 'a', preWait: 1000, continue: 'auto-continue', postWait: 500, ...starts('long') }

  test('waits on, and does what its cue is by then', async () => {
    await using edited = opened(waiting, { id: 'b' })
    edited.show.run('show.go', {})
    edited.show.clock.advanceBy(400)
    edited.edit([{ ...waiting, preWait: 5000, ...starts('short') }, { id: 'x' }, { id: 'b' }])
    edited.show.clock.advanceBy(2000)
    expect(edited.lines).toEqual([
      '0 a waiting',
      '1000 a started',
      '1500 a completed',
      '1500 x started',
      '1500 x completed',
    ])
    expect(edited.show.of('playlist.created')[0]?.payload.playlistId).toBe('short')
  })

  test('ends where its cue is gone: what waited and what was to follow does not come, what runs runs on', async () => {
    await using edited = opened(waiting, { id: 'b' })
    edited.show.run('show.go', {})
    edited.show.clock.advanceBy(1100)
    edited.edit([{ id: 'b' }])
    edited.show.clock.advanceBy(10_000)
    expect(edited.lines).toEqual(['0 a waiting', '1000 a started', '1100 a stopped'])
    expect(edited.show.of('cue.stopped')[0]?.payload.reason).toBe('removed')
    expect(edited.show.of('playlist.stopped')[0]?.payload.reason).toBe('completed')
  })

  test('is known by its new name, and so is what it asks', async () => {
    const asks = { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Clear?' } }
    const cue = (id: string): object => ({ id, actions: [asks, { action: 'emit', type: 'own.event' }] })
    await using edited = opened(cue('a'), { id: 'b' })
    edited.show.run('show.go', {})
    edited.edit([cue('z'), { id: 'b' }], { renamed: [{ kind: 'cue', in: 'main', from: 'a', to: 'z' }] })
    expect(edited.show.show.interrupts.view().pending[0]?.owner).toBe('cue:main/z')
    edited.show.run('interrupt.answer', { interruptId: 'q1', answer: true })
    expect(edited.lines.slice(-1)).toEqual(['0 z completed'])
    expect(edited.show.show.cues.view().states.map(({ key }) => key)).toEqual(['main/z'])
  })
})

test('what was armed by hand stays so until the show says otherwise', async () => {
  await using edited = opened(...abc)
  edited.show.run('cue.disarm', { id: 'a' })
  edited.show.run('cue.disarm', { id: 'b' })
  edited.edit([{ id: 'a', name: 'A' }, { id: 'b', armed: false }, { id: 'c' }])
  expect(edited.show.show.cues.view().armed).toEqual([{ key: 'main/a', armed: false }])
})

test('another show begins anew', async () => {
  await using edited = opened({ id: 'a', preWait: 1000 }, { id: 'b' })
  edited.show.run('show.go', {})
  edited.show.show.take(showOf([mainList(...abc)]), { cause: null, kind: 'open' })
  edited.show.clock.advanceBy(5000)
  expect(edited.standby).toBe('a')
  expect(edited.lines).toEqual(['0 a waiting', '0 a stopped'])
  expect(edited.show.show.cues.view().states).toEqual([])
})

test('where the lists stand outlives the program', async () => {
  await using before = opened(...abc)
  expect(before.show.show.cues.kept.hold()).toBe(undefined)
  before.show.run('show.go', {})
  before.show.run('cue.disarm', { id: 'c' })
  before.show.run('cue.load', { id: 'c', position: 700 })
  const held: unknown = JSON.parse(JSON.stringify(before.show.show.cues.kept.hold()))
  await using after = opened(...abc)
  const lain = { age: 0, isSure: true, wall: before.show.clock.wall() }
  expect(after.show.show.cues.kept.takeBack(held, lain)).toEqual({ taken: 1, left: [] })
  expect(after.show.show.cues.view()).toMatchObject({
    lists: [{ standby: 'c', playhead: 'a', loaded: 700 }],
    armed: [{ key: 'main/c', armed: false }],
  })
  await using other = opened({ id: 'a' })
  expect(other.show.show.cues.kept.takeBack(held, lain).left).toHaveLength(2)
  expect(other.standby).toBe('a')
})

const anyCue = fc.record({
  continue: fc.constantFrom('none', 'none', 'auto-continue', 'auto-follow'),
  preWait: fc.constantFrom(0, 0, 50),
  postWait: fc.constantFrom(0, 70),
  armed: fc.constantFrom(true, true, true, false),
  actions: fc
    .constantFrom([], starts('short'), starts('long'))
    .map((each) => ('actions' in each ? (each as { actions: object[] }).actions : [])),
})
const anyCues = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 8 }),
    fc.infiniteStream(anyCue),
  )
  .map(([ids, cues]) => ids.map((id) => ({ id, ...(cues.next().value as object) })))

const anyTurn = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'go' as const }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 30, 60, 200, 6000).map((ms) => ({ do: 'wait' as const, ms })) },
  { weight: 3, arbitrary: anyCues.map((cues) => ({ do: 'edit' as const, cues })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('show.back', 'cueList.skip', 'show.stop', 'show.panic')
      .map((name) => ({ do: 'ask' as const, name })),
  },
)

test('whatever is edited while it plays, what stands by is there, and one GO starts no cue twice', async () => {
  await fc.assert(
    fc.asyncProperty(anyCues, fc.array(anyTurn, { maxLength: 25 }), async (cues, turns) => {
      await using edited = opened(...cues)
      let present = cues
      const { show } = edited
      for (const turn of turns) {
        if (turn.do === 'wait') show.clock.advanceBy(turn.ms)
        else if (turn.do === 'edit') {
          present = turn.cues
          edited.edit(turn.cues)
        } else tryAsk(show, turn.do === 'go' ? 'show.go' : turn.name)
        const { standby } = edited
        if (standby !== null) expect(present.map(({ id }) => id)).toContain(standby)
      }
      show.clock.advanceBy(20_000)
      expect(show.show.cues.view().states.filter(({ wait }) => wait !== null)).toEqual([])
      expect(startsByGo(show)).toEqual([])
    }),
    runs(200),
  )
})

function tryAsk(show: SimulatedShow, command: string): void {
  try {
    show.run(command, {})
  } catch {
    // There is nothing that it could do, which it says.
  }
}

/** Cues that came twice of one GO, each by the chain of causes that leads to it. */
function startsByGo(show: SimulatedShow): string[] {
  const bySeq = new Map(show.events.map((event) => [event.seq, event]))
  const seen = new Set<string>()
  const twice: string[] = []
  for (const event of show.events) {
    if (event.type !== 'cue.started') continue
    let go = event
    for (let cause = event.cause; cause !== null; cause = go.cause) {
      const before = bySeq.get(cause)
      if (before === undefined) break
      go = before
    }
    const key = `${go.seq} ${(event.payload as { cueId: string }).cueId}`
    if (seen.has(key)) twice.push(key)
    seen.add(key)
  }
  return twice
}
