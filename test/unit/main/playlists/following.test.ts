// A run that goes over to other steps while it plays, as its runner sees it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask } from './asking-stage.ts'
import { RunnerRig, osc, repeated, said } from './runner-rig.ts'

const cue = (offset: number, type: string) => ({ offset, type: `lights.${type}` })
/** `at what` of all that was sent. */
const heard = (rig: RunnerRig): string[] => rig.sent.map((sent) => `${sent.at} ${said(sent)}`)

describe('a run that follows', () => {
  test('plays what is new from where it stands, and nothing that lies before', () => {
    const rig = new RunnerRig([cue(0, 'a'), cue(100, 'b'), cue(200, 'c')])
    rig.play(150)
    rig.follow([cue(0, 'a'), cue(50, 'early'), cue(160, 'new'), cue(200, 'c2'), cue(300, 'd')])
    rig.play(1000)
    expect(heard(rig)).toEqual([
      '0 lights.a',
      '100 lights.b',
      '160 lights.new',
      '200 lights.c2',
      '300 lights.d',
    ])
    expect(rig.ending).toBe('completed')
    expect(rig.caughtUp).toEqual([])
  })

  test('answers with an anchor that has not moved', () => {
    const rig = new RunnerRig([cue(100, 'b')], {
      anchor: { at: 0, position: 0, rate: 1.7, state: 'running' },
    })
    rig.play(31)
    rig.follow([cue(100, 'b'), cue(170, 'c')])
    expect(rig.anchors).toEqual([{ at: 0, position: 0, rate: 1.7, state: 'running' }])
    rig.play(200)
    expect(rig.sent.map(({ dueAt }) => dueAt)).toEqual([100 / 1.7, 170 / 1.7])
  })

  test('stays paused, and goes on from there', () => {
    const rig = new RunnerRig([cue(100, 'b'), cue(200, 'c')])
    rig.play(150)
    rig.command({ kind: 'pause' })
    rig.follow([cue(100, 'x'), cue(160, 'y')])
    rig.play(1000)
    expect(heard(rig)).toEqual(['100 lights.b'])
    rig.command({ kind: 'resume' })
    rig.play(2000)
    expect(heard(rig)).toEqual(['100 lights.b', '1010 lights.y'])
  })

  test('completes where it stands behind all that is left', () => {
    const rig = new RunnerRig([cue(100, 'b'), cue(900, 'c')])
    rig.play(500)
    rig.follow([cue(100, 'b'), cue(300, 'x')])
    rig.play(500)
    expect(rig.ending).toBe('completed')
    expect(heard(rig)).toEqual(['100 lights.b'])
  })

  test('leaves out nothing that was due when it was asked to, and not yet played', () => {
    const rig = new RunnerRig([cue(100, 'b'), cue(110, 'c'), cue(200, 'd')])
    rig.play(50)
    rig.clock.advanceTo(115)
    rig.follow([cue(90, 'early'), cue(100, 'b'), cue(112, 'new'), cue(200, 'd')])
    rig.play(300)
    expect(heard(rig)).toEqual(['115 lights.b', '115 lights.new', '200 lights.d'])
  })

  test('passes over what is long past by what is new as by what was', () => {
    const rig = new RunnerRig([cue(100, 'b'), osc(200, '/level', [1]), cue(5000, 'd')])
    rig.play(50)
    rig.clock.advanceTo(3000)
    rig.runner.look(3000)
    rig.follow([cue(100, 'b'), osc(200, '/level', [2]), osc(300, '/level', [3]), cue(5000, 'd')])
    rig.play(6000)
    expect(heard(rig)).toEqual(['3000 /level 3', '5000 lights.d'])
    expect(rig.caughtUp).toMatchObject([{ why: 'gap', from: 100, sent: 1, skipped: 2 }])
  })

  test('in the middle of catching up goes on with what is new, and counts nothing twice', () => {
    const rig = new RunnerRig([osc(0, '/a', [1]), cue(10, 'x'), osc(20, '/b', [1]), osc(5000, '/b', [9])])
    rig.clock.advanceTo(3000)
    rig.runner.emitNext()
    expect(heard(rig)).toEqual(['3000 /a 1'])
    rig.follow([osc(0, '/a', [1]), cue(10, 'x'), osc(20, '/b', [2]), osc(5000, '/b', [9])])
    rig.play(6000)
    expect(heard(rig)).toEqual(['3000 /a 1', '3000 /b 2', '5000 /b 9'])
    const total = rig.caughtUp.reduce((sum, { sent, skipped }) => sum + sent + skipped, 0)
    expect(total).toBe(3)
  })

  test('after a seek sends what should hold by what is new', () => {
    const rig = new RunnerRig([osc(0, '/a', [1]), osc(100, '/a', [2]), cue(5000, 'd')])
    rig.command({ kind: 'seek', position: 4000, chase: true })
    rig.follow([osc(0, '/a', [1]), osc(100, '/a', [7]), cue(5000, 'd')])
    rig.play(2000)
    expect(heard(rig)).toEqual(['0 /a 7', '1000 lights.d'])
  })

  test.each([
    ['that it has now', Infinity, { was: Infinity, is: 6, reported: 4 }, 6],
    ['that it had and has, whatever is not reported yet', 6, { was: 6, is: 6, reported: 1 }, 6],
    ['that was raised', 6, { was: 6, is: 9, reported: 1 }, 9],
    ['that was lowered below what has left', 6, { was: 6, is: 3, reported: 1 }, 4],
  ])('is bound by the quota %s', (_, emissionsLeft, emissions, sent) => {
    const beat = osc(0, '/x', [], repeated(100, 10))
    const rig = new RunnerRig([beat], { emissionsLeft })
    rig.play(35)
    rig.follow([beat, cue(1, 'y')], { emissions })
    rig.play(2000)
    expect(rig.ending).toBe('emissions')
    expect(rig.sent).toHaveLength(sent)
  })

  test('is no longer bound by a quota that is gone', () => {
    const rig = new RunnerRig([osc(0, '/x', [], repeated(10, 10))], { emissionsLeft: 5 })
    rig.play(35)
    rig.follow([osc(0, '/x', [], repeated(10, 10))], { emissions: { was: 5, is: Infinity, reported: 4 } })
    rig.play(2000)
    expect(rig.ending).toBe('completed')
    expect(rig.sent).toHaveLength(10)
  })
})

describe('a step that was moved', () => {
  test('is not sent again where it has been sent and lies ahead now', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(200, 'b'), cue(300, 'c')])
    rig.play(150)
    rig.follow([cue(250, 'a'), cue(200, 'b'), cue(300, 'c')], {}, null)
    rig.play(1000)
    expect(heard(rig)).toEqual(['100 lights.a', '200 lights.b', '300 lights.c'])
    expect(rig.ending).toBe('completed')
  })

  test('is sent at once where it has not been sent and lies behind now, as late as it is', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(200, 'b'), cue(300, 'c')])
    rig.play(150)
    rig.follow([cue(100, 'a'), cue(120, 'b'), cue(300, 'c')], {}, null)
    rig.play(1000)
    expect(heard(rig)).toEqual(['100 lights.a', '150 lights.b', '300 lights.c'])
    expect(rig.sent[1]).toMatchObject({ dueAt: 120, madeUpFor: false })
    expect(rig.caughtUp).toEqual([])
  })

  test('is passed over where it lies far behind now, and said; moved ahead again it is sent', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(1500, 'b'), cue(3000, 'c')])
    rig.play(1000)
    rig.follow([cue(100, 'a'), cue(499, 'b'), cue(3000, 'c')], {}, null)
    rig.play(1200)
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'edit', from: 499, to: 1000, sent: 0, skipped: 1 }])
    rig.follow([cue(100, 'a'), cue(1500, 'b'), cue(3000, 'c')], {}, null)
    rig.play(4000)
    expect(heard(rig)).toEqual(['100 lights.a', '1500 lights.b', '3000 lights.c'])
  })

  test('comes alone: what is new there is not made up for, also where it lies between', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(200, 'b'), cue(300, 'c')])
    rig.play(150)
    const edited = [cue(100, 'a'), cue(110, 'b'), cue(120, 'x'), cue(300, 'c')]
    rig.follow(edited, {}, Uint32Array.of(0, 1, 3))
    rig.play(200)
    expect(heard(rig)).toEqual(['100 lights.a', '150 lights.b'])
    // And moved ahead it comes.
    rig.follow([cue(100, 'a'), cue(110, 'b'), cue(220, 'x'), cue(300, 'c')], {}, null)
    rig.play(1000)
    expect(heard(rig).slice(2)).toEqual(['220 lights.x', '300 lights.c'])
  })

  test('is sent repeat by repeat', () => {
    const rig = new RunnerRig([cue(0, 'a'), osc(0, '/beat', [], repeated(5, 100))])
    rig.play(250)
    rig.follow([cue(0, 'a'), osc(120, '/beat', [], repeated(5, 100))], {}, null)
    rig.play(2000)
    expect(heard(rig)).toEqual([
      ...['0 lights.a', '0 /beat', '100 /beat', '200 /beat'],
      ...['420 /beat', '520 /beat'],
    ])
  })

  test('is played once more where the run is moved back before it', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(300, 'c')])
    rig.play(150)
    rig.follow([cue(250, 'a'), cue(300, 'c')], {}, null)
    rig.command({ kind: 'seek', position: 200, chase: true })
    rig.play(1000)
    expect(heard(rig)).toEqual(['100 lights.a', '200 lights.a', '250 lights.c'])
  })

  test('has not been played where the run was moved over it', () => {
    const rig = new RunnerRig([cue(100, 'a'), cue(300, 'c')])
    rig.command({ kind: 'seek', position: 200, chase: true })
    rig.follow([cue(250, 'a'), cue(300, 'c')], {}, null)
    rig.play(1000)
    expect(heard(rig)).toEqual(['50 lights.a', '100 lights.c'])
  })

  test('is not sent again by a gap that it lies in now', () => {
    const rig = new RunnerRig([osc(100, '/level', [1]), cue(150, 'x'), cue(5000, 'd')])
    rig.play(120)
    rig.follow([osc(200, '/level', [1]), cue(150, 'x'), cue(5000, 'd')], {}, null)
    rig.freeze(3000)
    rig.play(6000)
    expect(heard(rig)).toEqual(['100 /level 1', '5000 lights.d'])
    expect(rig.caughtUp).toMatchObject([{ why: 'gap', sent: 0, skipped: 1 }])
  })

  test('before the question at which the run holds leaves when that is answered', () => {
    const rig = new RunnerRig([cue(100, 'a'), ask(200), cue(300, 'b')])
    rig.play(250)
    rig.follow([cue(100, 'a'), ask(200), cue(150, 'b')], {}, null)
    rig.play(1000)
    expect(heard(rig)).toEqual(['100 lights.a', '200 interrupt.raise'])
    rig.command({ kind: 'release', index: 2 })
    rig.play(2000)
    expect(heard(rig).slice(2)).toEqual(['1000 lights.b'])
    expect(rig.ending).toBe('completed')
  })

  test('and is the question at which the run holds, is asked anew when its time comes', () => {
    const rig = new RunnerRig([cue(100, 'a'), ask(200), cue(300, 'b')])
    rig.play(250)
    rig.follow([cue(100, 'a'), ask(400), cue(300, 'b')], {}, null)
    expect(rig.anchors.at(-1)).toMatchObject({ state: 'running', position: 200 })
    rig.play(1000)
    expect(heard(rig).slice(2)).toEqual(['350 lights.b', '450 interrupt.raise'])
  })
})

describe('a run that holds', () => {
  test('goes on holding where its question is still there, and is released at its new place', () => {
    const rig = new RunnerRig([cue(0, 'a'), ask(200), cue(200, 'same'), cue(300, 'b')])
    rig.play(250)
    rig.follow([cue(0, 'a'), cue(50, 'x'), cue(60, 'y'), ask(200), cue(200, 'same'), cue(250, 'c')])
    expect(rig.anchors.at(-1)).toMatchObject({ state: 'holding', position: 200 })
    rig.play(1000)
    rig.command({ kind: 'release', index: 1 })
    rig.play(2000)
    expect(heard(rig)).toHaveLength(2)
    rig.command({ kind: 'release', index: 3 })
    rig.play(3000)
    expect(heard(rig).slice(2)).toEqual(['2000 lights.same', '2050 lights.c'])
  })

  test('goes on by itself where its question is gone', () => {
    const rig = new RunnerRig([ask(200), cue(300, 'b')])
    rig.play(1000)
    rig.follow([cue(300, 'b')])
    expect(rig.anchors.at(-1)).toEqual({ at: 1000, position: 200, rate: 1, state: 'running' })
    rig.play(2000)
    expect(heard(rig)).toEqual(['200 interrupt.raise', '1100 lights.b'])
  })

  test('asks anew what is asked in other words', () => {
    const rig = new RunnerRig([ask(200), cue(300, 'b')])
    rig.play(1000)
    rig.follow([ask(200, { prompt: 'Sure?' }), cue(300, 'b')])
    rig.play(2000)
    expect(rig.sent.at(-1)).toMatchObject({ holds: true, step: { payload: { prompt: 'Sure?' } } })
    expect(rig.sent).toHaveLength(2)
  })

  test('stays paused where it was paused, with its question gone', () => {
    const rig = new RunnerRig([ask(200), cue(300, 'b')])
    rig.play(500)
    rig.command({ kind: 'pause' })
    rig.follow([cue(300, 'b')])
    expect(rig.anchors.at(-1)).toMatchObject({ state: 'paused', position: 200 })
  })
})

test('whatever changes when, what has played is not played again, and what comes later is played at its time', () => {
  const offset = fc.integer({ min: 0, max: 20 }).map((tens) => tens * 10)
  const steps = fc.uniqueArray(fc.tuple(offset, fc.constantFrom('a', 'b', 'c', 'd')), {
    maxLength: 20,
    selector: ([at, name]) => `${at} ${name}`,
  })
  const edits = fc.array(fc.tuple(fc.integer({ min: 0, max: 205 }), steps), { maxLength: 4 })
  fc.assert(
    fc.property(steps, edits, (first, later) => {
      const cues = (list: readonly (readonly [number, string])[]) => list.map(([at, name]) => cue(at, name))
      const rig = new RunnerRig([...cues(first), cue(1000, 'end')])
      const editions = [[-1, first] as const, ...later.toSorted(([a], [b]) => a - b)]
      for (const [at, list] of editions.slice(1)) {
        rig.play(at)
        rig.follow([...cues(list), cue(1000, 'end')])
      }
      rig.play(1000)
      const sent = heard(rig)
      expect(new Set(sent).size).toBe(sent.length)
      const due = editions.flatMap(([from, list], index) => {
        const until = editions[index + 1]?.[0] ?? Infinity
        return list.filter(([at]) => at > from && at < until).map(([at, name]) => `${at} lights.${name}`)
      })
      expect(sent).toEqual(expect.arrayContaining([...due, '1000 lights.end']))
      // At the moment of a change itself either edition may have had its say.
      const moments = new Set(editions.map(([at]) => String(at)))
      const between = sent.filter((text) => !moments.has(text.split(' ')[0] as string))
      expect(between.toSorted()).toEqual([...due, '1000 lights.end'].toSorted())
    }),
  )
})

/** Steps that are known by their place; each edit gives all of them other times. */
const timesOf = (most: number) =>
  fc.array(fc.integer({ min: 0, max: most }), { minLength: 12, maxLength: 12 })

interface Shifting {
  readonly offsets: readonly number[]
  readonly edits: readonly (readonly [wait: number, lag: number, by: readonly number[]])[]
}

/** Plays to the end, with edits on the way of which some come while the runner is behind. */
function shifted({ offsets, edits }: Shifting, rate: number): RunnerRig {
  const stepsOf = (times: readonly number[]) =>
    [...times, 20_000].map((offset, place) =>
      osc(offset, `/${place}`, [], place % 5 === 0 ? repeated(3, 70) : {}),
    )
  const rig = new RunnerRig(stepsOf(offsets), { anchor: { at: 0, position: 0, rate, state: 'running' } })
  let times = offsets
  for (const [wait, lag, by] of edits) {
    rig.play(rig.clock.now() + wait)
    rig.clock.advanceTo(rig.clock.now() + lag)
    times = times.map((offset, place) => Math.max(0, offset + (by[place] as number)))
    rig.follow(stepsOf(times), {}, null)
  }
  rig.play(100_000)
  return rig
}

const nameOf = ({ step, index, timeline }: RunnerRig['sent'][number], rig: RunnerRig): string =>
  `${said({ step })} ${rig.repeatOf(timeline, index)}`

/** How often each of the emissions was sent. */
function counted(rig: RunnerRig): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const sent of rig.sent) counts.set(nameOf(sent, rig), (counts.get(nameOf(sent, rig)) ?? 0) + 1)
  return counts
}

const ALL = 13 + 2 * 3
const shifting = (furthest: number, longest: number, lag: number): fc.Arbitrary<Shifting> => {
  const by = fc.array(fc.integer({ min: -furthest, max: furthest }), { minLength: 12, maxLength: 12 })
  const edit = fc.tuple(fc.integer({ min: 0, max: longest }), fc.integer({ min: 0, max: lag }), by)
  return fc.record({ offsets: timesOf(1000), edits: fc.array(edit, { maxLength: 12 }) })
}

test('however steps are moved about the playhead, each is sent exactly once in one pass', () => {
  const rates = fc.constantFrom(1, 0.7, 1.3)
  fc.assert(
    fc.property(shifting(200, 120, 30), rates, (edits, rate) => {
      const rig = shifted(edits, rate)
      expect([...counted(rig).values()]).toEqual(Array.from({ length: ALL }, () => 1))
      expect(rig.caughtUp).toEqual([])
      expect(rig.ending).toBe('completed')
    }),
  )
})

test('however far steps are moved, none is sent twice, and those that are not sent are said', () => {
  fc.assert(
    fc.property(shifting(3000, 800, 0), (edits) => {
      const rig = shifted(edits, 1)
      const counts = counted(rig)
      expect(Math.max(...counts.values())).toBe(1)
      expect(rig.caughtUp.every(({ why }) => why === 'edit')).toBe(true)
      const passedOver = rig.caughtUp.reduce((sum, { skipped }) => sum + skipped, 0)
      expect(passedOver).toBeGreaterThanOrEqual(ALL - counts.size)
    }),
  )
})
