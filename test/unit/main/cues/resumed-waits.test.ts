// Waits of cues that were going on when the engine ended, in the engine that is started after it.
import { expect, onTestFinished, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { Resume } from '../../../../main/resume.ts'
import { SimulatedClock, wallMs } from '../../../../shared/base/clock.ts'
import { bytesOf } from '../../../support/show-bytes.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const WALL = Date.UTC(2026, 10, 21, 20)
const emits = (type: string) => [{ action: 'emit', type }]

const SHOW = {
  ...{
    version: 1,
    name: 'Resume',
    minimumGoTime: 0,
    events: { 'own.one': {}, 'own.two': {}, 'own.late': {}, 'own.inner': {} },
  },
  playlists: [{ id: 'long', name: 'Long', steps: [{ offset: 100_000, type: 'own.one' }] }],
  cueLists: [
    {
      ...{ id: 'main', name: 'Main' },
      cues: [
        {
          id: 'a',
          number: '1',
          name: 'A',
          actions: emits('own.one'),
          continue: 'auto-continue',
          postWait: 60_000,
        },
        { id: 'b', number: '2', name: 'B', actions: emits('own.two') },
        { id: 'c', number: '3', name: 'C', preWait: 60_000, actions: emits('own.late') },
        { id: 'g', number: '4', name: 'G', group: 'together', continue: 'auto-follow' },
        { id: 'in', number: '4.1', name: 'In', in: 'g', preWait: 60_000, actions: emits('own.inner') },
        { id: 'after', number: '5', name: 'After', actions: emits('own.two') },
      ],
    },
  ],
}

interface Setting {
  readonly goes: readonly string[]
  readonly mode?: 'resume' | 'ask' | 'stopped'
  readonly away?: number
  readonly then?: (show: SimulatedShow) => void
  readonly disarmed?: boolean
}

/** GO to these cues, ten seconds, and then another engine after some time. */
function restarted({ goes, mode = 'resume', away = 20_000, then, disarmed = false }: Setting) {
  const parsed = parseShow(bytesOf({ ...SHOW, resume: { mode } }), 'test')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  const show = parsed.value
  const start = (wall: number): SimulatedShow => {
    const made = new SimulatedShow({ show, path: null }, new SimulatedClock(0, wall))
    onTestFinished(() => made[Symbol.asyncDispose]())
    return made
  }
  const before = start(WALL)
  for (const number of goes) before.run('cue.start', { number })
  before.clock.advanceBy(10_000)
  then?.(before)
  const parts = JSON.parse(before.stateParts.content()) as unknown[]
  const keptAt = before.clock.wall()

  const next = start(keptAt + away)
  next.away = away
  if (disarmed) next.disarm({ why: 'safe-mode', by: 'Cuewright', detail: null })
  const resume = new Resume({
    publish: next.dispatcher.publish,
    arming: next.arming,
    interrupts: next.interrupts,
    moment: () => ({ wall: next.clock.wall(), boot: null, up: null }),
    away: () => away + next.clock.now(),
    endedAt: null,
    resume: () => void next.stateParts.resume(),
    letGo: () => void next.stateParts.letGo(),
  })
  const lain = { age: away, isSure: true, wall: wallMs(keptAt) }
  next.stateParts.begin(parts, resume.acting({ found: { wall: keptAt, parts }, lain }, show))
  resume.opened()
  next.clock.advanceBy(1)
  const acted = (): readonly string[] =>
    next.events.filter(({ type }) => type in SHOW.events).map(({ type, at }) => `${type} ${at}`)
  return {
    show: next,
    acted,
    to: (ms: number) => {
      next.clock.advanceTo(ms)
    },
  }
}

test('a pre-wait acts when it would have, and a post-wait starts what follows', () => {
  const { acted, to } = restarted({ goes: ['1', '3'] })
  to(29_000)
  expect(acted()).toEqual([])
  to(40_000)
  expect(acted()).toEqual(['own.two 30000', 'own.late 30000'])
})

test('one that was over meanwhile is over now', () => {
  const { acted, to } = restarted({ goes: ['3'], away: 120_000 })
  to(1000)
  expect(acted()).toEqual(['own.late 20'])
})

test('a group lasts as long as what waits in it, and what follows its end follows', () => {
  const { acted, to } = restarted({ goes: ['4'] })
  to(40_000)
  expect(acted()).toEqual(['own.inner 30000', 'own.two 30000'])
})

test('one that was paused has what was left once it is resumed', () => {
  const { show, acted, to } = restarted({
    goes: ['3'],
    then: (before) => {
      before.run('cue.pause', { number: '3' })
    },
  })
  to(100_000)
  expect(acted()).toEqual([])
  show.run('cue.resume', { number: '3' })
  to(160_000)
  expect(acted()).toEqual(['own.late 150000'])
})

test('where somebody is asked, the question names the cue, and a yes lets it go on', () => {
  const { show, acted, to } = restarted({ goes: ['3'], mode: 'ask' })
  const [question] = show.interrupts.view().pending
  expect(question?.prompt).toContain('cue 3 (waits)')
  to(5000)
  show.run('interrupt.answer', { interruptId: question?.interruptId, answer: true })
  to(40_000)
  expect(acted()).toEqual(['own.late 30000'])
})

test('one that somebody starts before the answer is not doubled', () => {
  const { show, acted, to } = restarted({ goes: ['3'], mode: 'ask' })
  const [question] = show.interrupts.view().pending
  show.run('cue.start', { number: '3' })
  show.run('interrupt.answer', { interruptId: question?.interruptId, answer: true })
  to(100_000)
  expect(acted()).toEqual(['own.late 60001'])
})

test.each([
  ['a show that says stopped', { mode: 'stopped' as const }],
  ['a show that is disarmed', { disarmed: true }],
  [
    'a panic before',
    {
      then: (before: SimulatedShow) => {
        before.run('show.panic', {})
      },
    },
  ],
  [
    'a wait that was taken back',
    {
      then: (before: SimulatedShow) => {
        before.run('cue.stop', { number: '3' })
      },
    },
  ],
])('after %s it stays ended', (_, setting) => {
  const { acted, to } = restarted({ goes: ['3'], ...setting })
  to(100_000)
  expect(acted()).toEqual([])
})
