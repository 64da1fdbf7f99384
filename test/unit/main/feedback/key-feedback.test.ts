import { onTestFinished, expect, test } from 'vitest'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import type { CueStanding, Facts } from '../../../../main/feedback/faces.ts'
import { KeyFeedback } from '../../../../main/feedback/key-feedback.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import type { DeckFace } from '../../../../shared/model/deck-face.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import type { ParamValue } from '../../../../shared/model/param.ts'
import type { RunState } from '../../../../shared/model/payload/playlist.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const key = (control: string, more: object = {}) => ({ kind: 'deck', control, ...more })
const CUE = { list: 'main', cue: 'rain' }

class Bench {
  readonly clock = new SimulatedClock()
  readonly values: Record<string, ParamValue> = { wash: 0.5, haze: false, colour: 'steel blue', big: 50 }
  layers: string[] = []
  runs = new Map<string, Set<RunState>>()
  cue: CueStanding = { state: null, standsBy: false, isLoaded: false, isArmed: true }
  standby = 'rain'
  armed = true
  readonly shaken: string[] = []
  readonly feedback: KeyFeedback
  readonly #shown: string[] = []
  readonly #dispatcher = new Dispatcher({
    ...{ ...DISPATCHER_DEFAULTS, clock: this.clock },
    defer: (run) => void this.clock.upkeep(this.clock.now(), run),
  })
  readonly faces = new Map<string, DeckFace | null>()

  constructor(...feedback: readonly object[]) {
    const facts: Facts = {
      values: () => this.values,
      layersOn: () => this.layers,
      runStates: () => this.runs,
      standby: () => null,
      cue: () => this.cue,
      standbyIn: () => this.file.cueLists[0]!.cues.find(({ id }) => id === this.standby) ?? null,
      arming: () => ({ armed: this.armed }) as ReturnType<Facts['arming']>,
      questions: () => 0,
    }
    this.feedback = new KeyFeedback({
      ...{ clock: this.clock, facts },
      subscribe: (pattern, handler, options) =>
        this.#dispatcher.subscribe(pattern, handler, { ...options, name: 'test', priority: 1 }),
      surfaces: {
        show: (faces) => {
          for (const { device, control, face } of faces) {
            this.faces.set(control, face)
            this.#shown.push([device, control, words(face)].filter((part) => part !== null).join(' '))
          }
        },
        shake: (device, { strong, weak, lasts }) =>
          void this.shaken.push([device, strong, weak, lasts].filter((part) => part !== null).join(' ')),
      },
    })
    onTestFinished(() => dispose(this.feedback))
    this.take(...feedback)
  }

  file = this.#fileOf([])

  take(...feedback: readonly object[]): void {
    this.file = this.#fileOf(feedback)
    this.feedback.take(this.file)
  }

  says(type: EventDraft['type'], payload: object = {}): void {
    this.#dispatcher.publish({ type, source: 'test', cause: null, payload } as EventDraft)
    this.pass(30)
  }

  pass(ms: number): void {
    this.clock.advanceBy(ms)
    this.clock.advanceBy(0)
  }

  news(): string[] {
    return this.#shown.splice(0)
  }

  #fileOf(feedback: readonly object[]) {
    return showFile.parse({
      ...{ version: 1, name: 'Lights' },
      params: {
        wash: { type: 'number' },
        haze: { type: 'boolean' },
        colour: { type: 'text' },
        big: { type: 'number', max: 100, unit: '%' },
      },
      layers: { second: { param: 'haze', is: true } },
      playlists: [{ id: 'intro', name: 'Intro', colour: '#00ff00', steps: [] }],
      cueLists: [
        {
          id: 'main',
          name: 'Main',
          cues: [
            { id: 'rain', number: '12.5', name: 'Rain', colour: '#ffb000' },
            { id: 'sun', number: '13', name: 'Sun' },
          ],
        },
      ],
      feedback: feedback.map((each, index) => ({ id: `f${index}`, ...each })),
    })
  }
}

/** `state number name value level`, what there is of them. */
function words(face: DeckFace | null): string {
  if (face === null) return 'dark'
  const { state, number, name, value, level, symbol } = face
  const level3 = level === null ? null : Math.round(level * 1000) / 1000
  return [state, symbol, number, name, value, level3].filter((part) => part !== null).join(' ')
}

const played = { playlistId: 'intro' }
const cuePlayed = { listId: 'main', cueId: 'rain', number: '12.5', name: 'Rain', play: 1 }

test('a key shows a cue: number, name, colour and how it stands', () => {
  const bench = new Bench({ shows: { cue: CUE }, to: key('key1', { device: 'hid:deck' }) })
  expect(bench.news()).toEqual(['hid:deck key1 idle 12.5 Rain'])
  expect(bench.faces.get('key1')?.colour).toBe('#ffb000')
  bench.cue = { ...bench.cue, standsBy: true }
  bench.says('cueList.standbyChanged')
  bench.cue = { ...bench.cue, state: 'running', standsBy: false }
  bench.says('cue.started', { ...cuePlayed, from: 'go' })
  bench.cue = { ...bench.cue, state: null }
  bench.says('cue.failed', { ...cuePlayed, error: 'no' })
  bench.cue = { ...bench.cue, isArmed: false }
  bench.says('cue.armedChanged', { ...cuePlayed, armed: false })
  expect(bench.news()).toEqual([
    'hid:deck key1 standby 12.5 Rain',
    'hid:deck key1 running 12.5 Rain',
    'hid:deck key1 failed 12.5 Rain',
  ])
  bench.says('cue.started', { ...cuePlayed, from: 'go' })
  expect(bench.news()).toEqual(['hid:deck key1 disarmed 12.5 Rain'])
})

test('a key shows the cue that stands by in a list, whichever it is', () => {
  const bench = new Bench({ shows: { list: 'main' }, to: key('key1') })
  bench.standby = 'sun'
  bench.says('cueList.standbyChanged')
  bench.standby = 'none'
  bench.says('cueList.standbyChanged')
  expect(bench.news()).toEqual(['key1 standby 12.5 Rain', 'key1 standby 13 Sun', 'key1 idle '])
})

test('a playlist, and that it failed until it is begun again', () => {
  const bench = new Bench({ shows: { playlist: 'intro' }, to: key('key1', { name: 'Walk in' }) })
  bench.runs.set('intro', new Set(['running']))
  bench.says('playlist.created', played)
  bench.runs.clear()
  bench.says('playlist.stopped', { ...played, reason: 'failed' })
  bench.says('playlist.created', played)
  expect(bench.news()).toEqual([
    'key1 idle Walk in',
    'key1 running Walk in',
    'key1 failed Walk in',
    'key1 idle Walk in',
  ])
  expect(bench.faces.get('key1')?.colour).toBe('#00ff00')
})

test('parameters with their values and bars', () => {
  const bench = new Bench(
    { shows: { param: 'wash' }, to: key('dial1') },
    { shows: { param: 'big' }, to: key('key2') },
    { shows: { param: 'big' }, to: key('brightness') },
    { shows: { param: 'haze' }, to: key('key3', { name: 'Haze' }) },
    { shows: { param: 'colour' }, to: key('key4') },
    { shows: { param: 'colour', is: 'red' }, to: key('key5') },
  )
  expect(bench.news()).toEqual([
    'dial1 idle wash 0.50 0.5',
    'key2 idle big 50 % 0.5',
    'brightness idle big 50 % 0.5',
    'key3 idle Haze OFF',
    'key4 idle colour steel blue',
    'key5 idle colour steel blue',
  ])
  bench.values['haze'] = true
  bench.values['colour'] = 'red'
  bench.values['wash'] = 0.7519
  for (const name of ['haze', 'colour', 'wash']) bench.feedback.moved(name)
  bench.pass(30)
  expect(bench.news().toSorted()).toEqual([
    'dial1 idle wash 0.75 0.752',
    'key3 on Haze ON',
    'key4 idle colour red',
    'key5 on colour red',
  ])
})

test('a flood of moves is a look now and then, the last of it too', () => {
  const bench = new Bench({ shows: { param: 'big' }, to: key('key1') })
  bench.news()
  for (let move = 0; move < 8_000; move += 1) {
    bench.values['big'] = move / 80
    bench.feedback.moved('big')
    bench.feedback.moved('wash')
    if (move % 8 === 0) bench.pass(1)
  }
  bench.pass(30)
  const shown = bench.news()
  expect(shown.length).toBeGreaterThan(30)
  expect(shown.length).toBeLessThanOrEqual(41)
  expect(shown.at(-1)).toBe('key1 idle big 100 % 1')
})

test('keys of the transport are dim where they would do nothing; PANIC says that it was pressed', () => {
  const bench = new Bench(
    { shows: { transport: 'go' }, to: key('key1') },
    { shows: { transport: 'running' }, to: key('key2') },
    { shows: { transport: 'panic' }, to: key('key3') },
    { shows: { transport: 'disarmed' }, to: key('key4') },
  )
  expect(bench.news()).toEqual([
    'key1 idle go GO',
    'key2 disarmed stop STOP',
    'key3 idle panic PANIC',
    'key4 idle DISARMED',
  ])
  bench.runs.set('intro', new Set(['running']))
  bench.armed = false
  bench.says('show.disarmed')
  expect(bench.news()).toEqual(['key1 disarmed go GO', 'key2 idle stop STOP', 'key4 paused DISARMED'])
  bench.says('show.panicked')
  expect(bench.news()).toEqual(['key3 failed panic PANIC'])
  bench.pass(3_100)
  expect(bench.news()).toEqual(['key3 idle panic PANIC'])
})

test('a key follows the layers: the first that counts is shown, and none is dark', () => {
  const bench = new Bench(
    { shows: { param: 'big' }, while: 'second', to: key('key1') },
    { shows: { playlist: 'intro' }, while: '!second', to: key('key1') },
    { shows: { layer: 'second' }, while: 'second', to: key('key2') },
  )
  expect(bench.news()).toEqual(['key1 idle Intro', 'key2 dark'])
  bench.layers = ['second']
  bench.feedback.turned()
  bench.pass(30)
  expect(bench.news()).toEqual(['key1 idle big 50 % 0.5', 'key2 on second'])
})

test('of another show only what differs is shown, and what is left is dark; all of it again when asked, and none in the end', () => {
  const bench = new Bench(
    { shows: { param: 'big' }, to: key('key1') },
    { shows: { param: 'wash' }, to: key('key2') },
  )
  bench.news()
  bench.take({ shows: { param: 'big' }, to: key('key1') }, { shows: { param: 'big' }, to: key('key3') })
  expect(bench.news()).toEqual(['key2 dark', 'key3 idle big 50 % 0.5'])
  bench.feedback.resync()
  expect(bench.news()).toEqual(['key1 idle big 50 % 0.5', 'key3 idle big 50 % 0.5'])
  dispose(bench.feedback)
  expect(bench.news()).toEqual(['key1 dark', 'key3 dark'])
})

test('edges are felt, and nothing that was so before', () => {
  const rumble = { kind: 'rumble' }
  const bench = new Bench(
    { shows: { list: 'main' }, to: rumble },
    { shows: { transport: 'panic' }, to: { ...rumble, device: 'gamepad:1', strong: 1, weak: 1, lasts: 500 } },
    { shows: { cue: CUE }, to: { ...rumble, on: ['running', 'failed'] } },
  )
  bench.says('show.armed')
  expect(bench.shaken.splice(0)).toEqual([])
  bench.standby = 'sun'
  bench.says('cueList.standbyChanged')
  bench.says('cueList.standbyChanged')
  expect(bench.shaken.splice(0)).toEqual(['0.8 0.4 150'])
  bench.cue = { ...bench.cue, state: 'running' }
  bench.says('cue.started', { ...cuePlayed, from: 'go' })
  bench.cue = { ...bench.cue, state: null }
  bench.says('cue.failed', { ...cuePlayed, error: 'no' })
  expect(bench.shaken.splice(0)).toEqual(['0.8 0.4 150', '0.8 0.4 150'])
  bench.says('show.panicked')
  expect(bench.shaken.splice(0)).toEqual(['gamepad:1 1 1 500'])
  bench.pass(3_100)
  bench.feedback.resync()
  expect(bench.shaken).toEqual([])
})

test('in a whole show: a GO changes the keys, and the pad is felt', async () => {
  await using show = new SimulatedShow({
    show: showFile.parse({
      ...{ version: 1, name: 'Lights', events: { 'lights.go': {} } },
      playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 500, type: 'lights.go' }] }],
      cueLists: [
        {
          ...{ id: 'main', name: 'Main' },
          cues: [
            { id: 'a', number: '1', name: 'Dark', actions: [{ action: 'start_playlist', id: 'intro' }] },
            { id: 'b', number: '2', name: 'Dawn' },
          ],
        },
      ],
      feedback: [
        { id: 'k1', shows: { cue: { list: 'main', cue: 'a' } }, to: key('key1') },
        { id: 'k2', shows: { list: 'main' }, to: key('key2') },
        { id: 'r', shows: { list: 'main' }, to: { kind: 'rumble' } },
      ],
    }),
    path: null,
  })
  const { surfaces } = show
  const shown = (): string[] => [...surfaces.faces].map(([place, face]) => `${place} ${words(face)}`)
  show.clock.advanceBy(100)
  expect(shown()).toEqual(['any key1 standby 1 Dark', 'any key2 standby 1 Dark'])
  show.run('show.go', {})
  show.clock.advanceBy(100)
  expect(shown()).toEqual(['any key1 running 1 Dark', 'any key2 standby 2 Dawn'])
  expect(surfaces.shaken).toEqual([null])
  show.clock.advanceBy(1_000)
  expect(shown()).toEqual(['any key1 idle 1 Dark', 'any key2 standby 2 Dawn'])
})

test('a key that somebody looks for flashes until then, and shows again what it should', () => {
  const bench = new Bench({ id: 'key', shows: { transport: 'go' }, to: key('key1') })
  bench.news()
  bench.feedback.find('key', 600)
  bench.pass(600)
  const [lit, dark, again, ...rest] = bench.news()
  expect([lit, dark, again]).toEqual(['key1 standby GO', 'key1 dark', 'key1 standby GO'])
  expect(rest).toEqual([])
  bench.pass(1000)
  expect(bench.news()).toEqual(['key1 idle go GO'])
  bench.pass(1000)
  expect(bench.news()).toEqual([])
})

test('a gamepad that somebody looks for is felt once, however things stand', () => {
  const bench = new Bench({ id: 'felt', shows: { param: 'haze' }, to: { kind: 'rumble' } })
  bench.feedback.find('felt', 2000)
  bench.pass(3000)
  expect(bench.shaken).toEqual(['0.8 0.4 150'])
})
