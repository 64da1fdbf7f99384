import { describe, expect, onTestFinished, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { Resume } from '../../../main/resume.ts'
import { SimulatedClock, wallMs } from '../../../shared/base/clock.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const WALL = Date.UTC(2026, 10, 21, 20)
const MINUTE = 60_000

const STEPS = [{ offset: 10 * MINUTE, type: 'own.step' }]
const SHOW = {
  ...{ version: 1, name: 'Resume', minimumGoTime: 0, events: { 'own.step': {} } },
  playlists: ['Intro', 'Storm'].map((name) => ({ id: name.toLowerCase(), name, steps: STEPS })),
}

interface Setting {
  readonly resume?: object
  readonly away?: number
  readonly wallSetBack?: boolean
  readonly endedAt?: number
  readonly disarmed?: boolean
}

/** A show in which two runs played, in another engine a while later, as the engine opens it. */
function opened({ resume: settings = {}, away = 20_000, wallSetBack, endedAt, disarmed }: Setting) {
  const parsed = parseShow(bytesOf({ ...SHOW, resume: settings }), 'test')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  const show = parsed.value
  const start = (wall: number): SimulatedShow => {
    const made = new SimulatedShow({ show, path: null }, new SimulatedClock(0, wall))
    onTestFinished(() => made[Symbol.asyncDispose]())
    return made
  }
  const before = start(WALL)
  for (const { id } of SHOW.playlists) before.run('playlist.start', { id })
  before.clock.advanceBy(65_000)
  before.run('playlist.pause', { id: 'storm' })
  const parts = JSON.parse(before.stateParts.content()) as unknown[]
  const keptAt = before.clock.wall()

  const next = start(wallSetBack === true ? WALL - MINUTE : keptAt + away)
  next.away = away
  if (disarmed === true) next.disarm({ why: 'safe-mode', by: 'Cuewright', detail: null })
  const moment = () => ({ wall: next.clock.wall(), boot: null, up: null })
  const resume = new Resume({
    publish: next.dispatcher.publish,
    arming: next.arming,
    interrupts: next.interrupts,
    moment,
    away: () => away + next.clock.now(),
    endedAt: endedAt === undefined ? null : keptAt + endedAt,
    resume: () => void next.stateParts.resume(),
    letGo: () => void next.stateParts.letGo(),
  })
  const lain = { age: away, isSure: wallSetBack !== true, wall: wallMs(keptAt) }
  const acting = resume.acting({ found: { wall: keptAt, parts }, lain }, show)
  next.stateParts.begin(parts, acting)
  resume.opened()
  next.clock.advanceBy(1)
  const playing = (): readonly string[] =>
    next
      .runs()
      .filter(({ ended }) => ended === null)
      .map(({ playlistId, anchor }) => `${playlistId} ${anchor.state} ${anchor.position}`)
  const decided = () =>
    next.of('show.resume.decided').map(({ payload: { outcome, why } }) => `${outcome}: ${why}`)
  return { show: next, resume, playing, decided }
}

const BACK = ['intro running 85000', 'storm paused 65000']

describe('a show that resumes', () => {
  test('goes on at once', () => {
    const { playing, decided } = opened({ resume: { mode: 'resume' } })
    expect(playing()).toEqual(BACK)
    expect(decided()).toEqual(['resume: it was 20 s ago'])
  })

  test.each([
    [
      'after five minutes',
      { away: 5 * MINUTE + 1 },
      'it was 5 min 0 s ago, longer than the 5 min 0 s of the show',
    ],
    [
      'after the time that the show says',
      { resume: { mode: 'resume', within: '10s' } },
      'it was 20 s ago, longer than the 10 s of the show',
    ],
    [
      'after the clock was set back',
      { wallSetBack: true },
      'the clock of the computer was set back meanwhile',
    ],
    ['when it is disarmed', { disarmed: true }, 'the show is disarmed'],
    ['after a panic that came later than what was kept', { endedAt: 100 }, 'it had been ended by hand'],
  ] as const)('does not %s, and says why', (_, setting, why) => {
    const { playing, decided } = opened({ resume: { mode: 'resume' }, ...setting })
    expect(playing()).toEqual([])
    expect(decided()).toEqual([`stopped: ${why}`])
  })

  test('goes on after a panic that came earlier than what was kept', () => {
    expect(opened({ resume: { mode: 'resume' }, endedAt: -1 }).playing()).toEqual(BACK)
  })
})

test('a show that stops has nothing go on', () => {
  const { playing, decided, show } = opened({ resume: { mode: 'stopped' } })
  expect(playing()).toEqual([])
  expect(decided()).toEqual(['stopped: the show says so'])
  expect(show.stateParts.pending).toEqual([])
})

describe('a show that asks', () => {
  test('says what played and where it would go on', () => {
    const { show, playing } = opened({})
    expect(show.of('interrupt.raised').map(({ payload }) => payload)).toMatchObject([
      {
        ownerName: 'Cuewright',
        prompt:
          'Cuewright was away for 20 s. Go on with what played, where it would be by then: Intro (was at 1:25), Storm (paused at 1:05)?',
        default: false,
        timeoutAt: 30_000,
      },
    ])
    expect(playing()).toEqual([])
  })

  test('goes on where it would be when it is answered', () => {
    const { show, playing, decided } = opened({})
    show.clock.advanceBy(9_999)
    show.run('interrupt.answer', { interruptId: 'q1', answer: true })
    expect(playing()).toEqual(['intro running 95000', 'storm paused 65000'])
    expect(decided()).toEqual(['ask: it was 20 s ago', 'resume: said operator'])
  })

  test.each([
    ['no', (show: SimulatedShow) => show.run('interrupt.answer', { interruptId: 'q1', answer: false })],
    ['nothing in time', (show: SimulatedShow) => show.clock.advanceBy(31_000)],
    ['a panic, which takes no default', (show: SimulatedShow) => show.run('show.panic', {})],
    ['disarming', (show: SimulatedShow) => show.run('show.disarm', {})],
    ['another show', (_: SimulatedShow, resume: Resume) => resume.gaveWay(null)],
  ])('has nothing go on after %s', (_, act) => {
    const { show, resume, playing } = opened({ resume: { default: 'stopped' } })
    act(show, resume)
    show.clock.advanceBy(60_000)
    expect(playing()).toEqual([])
    expect(show.interrupts.view().pending).toEqual([])
  })

  test('takes the default of the show where nobody answers', () => {
    const { show, playing } = opened({ resume: { default: 'resume', timeout: '5s' } })
    show.clock.advanceBy(5_000)
    expect(playing()).toEqual(['intro running 90000', 'storm paused 65000'])
  })

  test('waits for ever where the show says so', () => {
    const { show } = opened({ resume: { timeout: null } })
    show.clock.advanceBy(3_600_000)
    expect(show.interrupts.view().pending).toHaveLength(1)
    expect(show.stateParts.pending).toEqual(['runs'])
  })
})
