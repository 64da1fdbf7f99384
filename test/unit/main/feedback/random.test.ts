import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MidiMessage } from '../../../../shared/model/midi.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const pad = (number: number, more: object = {}) => ({
  kind: 'midi',
  output: 'surface',
  message: 'note',
  number,
  ...more,
})

/** Two faders of each parameter, lights of everything, some of them on the same place by layers. */
function file(variant: number): ShowFile {
  const lit = { off: 1, on: 2, standby: 3, running: 4, paused: { value: 5, blink: 6, every: 300 } }
  const all = [
    { id: 'a', shows: { param: 'level' }, to: { kind: 'midi', output: 'surface', message: 'pitchBend' } },
    {
      id: 'b',
      shows: { param: 'level' },
      to: { kind: 'midi', output: 'other', message: 'control', number: 7 },
    },
    { id: 'c', shows: { param: 'page', is: 2 }, while: 'two', to: pad(1, { values: { off: 8, on: 9 } }) },
    { id: 'd', shows: { playlist: 'intro' }, while: '!two', to: pad(1, { values: lit }) },
    { id: 'e', shows: { layer: 'two' }, to: pad(2) },
    { id: 'f', shows: { playlist: 'intro' }, while: 'two', to: pad(3, { values: lit }) },
    { id: 'g', shows: { transport: 'running' }, to: pad(4) },
    { id: 'h', shows: { transport: 'disarmed' }, to: pad(5) },
  ]
  const midi = (where: object) => ({ kind: 'value', match: { event: 'midi.received', where } })
  return showFile.parse({
    version: 1,
    name: 'Random',
    midi: { outputs: { surface: { port: 'Surface', feedbackRate: 50 }, other: { port: 'Other' } } },
    params: {
      level: {
        type: 'number',
        inputs: [midi({ 'message.kind': 'pitchBend' }), midi({ 'message.controller': 7 })],
      },
      page: { type: 'number', min: 1, max: 3 },
    },
    layers: { two: { param: 'page', is: 2 } },
    events: { 'lights.go': {} },
    playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 700, type: 'lights.go' }] }],
    feedback: variant === 0 ? all : all.filter((_, index) => (index + variant) % 3 !== 0),
  })
}

type Act =
  | { readonly do: 'set'; readonly name: 'level' | 'page'; readonly value: number }
  | { readonly do: 'hand'; readonly fader: 'a' | 'b'; readonly value: number }
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'unplug' | 'plug'; readonly id: 'surface' | 'other' }
  | { readonly do: 'take'; readonly variant: number }

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    name: fc.constant('level' as const),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    do: fc.constant('set' as const),
    name: fc.constant('page' as const),
    value: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    do: fc.constant('hand' as const),
    fader: fc.constantFrom('a' as const, 'b' as const),
    value: fc.integer({ min: 0, max: 127 }),
  }),
  fc.record({
    do: fc.constant('run' as const),
    command: fc.constantFrom(
      'show.go',
      'show.pause',
      'show.resume',
      'show.stop',
      'show.panic',
      'show.arm',
      'show.disarm',
      'param.resync',
    ),
  }),
  fc.record({
    do: fc.constantFrom('unplug' as const, 'plug' as const),
    id: fc.constantFrom('surface' as const, 'other' as const),
  }),
  fc.record({ do: fc.constant('take' as const), variant: fc.integer({ min: 0, max: 2 }) }),
)

/** What each place of a device was sent last; a device that was unplugged shows nothing. */
class Seen {
  readonly places = new Map<string, number>()
  readonly show: SimulatedShow
  readonly listening: Disposable

  /** Its motors answer with where they come to. */
  constructor(show: SimulatedShow) {
    this.show = show
    this.listening = show.dispatcher.subscribe(
      'midi.send',
      ({ payload }) => {
        const { output, message } = payload
        if (!this.isThere(output)) throw new Error(`${output} is sent to although it is away`)
        if (message.kind === 'noteOn') this.places.set(`${output} ${message.note}`, message.velocity)
        if (message.kind === 'pitchBend' || message.kind === 'control') this.answer(output, message)
      },
      { priority: 0, name: 'device', acts: false },
    )
  }

  isThere(output: string): boolean {
    return this.show.surfaces.silence({ kind: 'midiOutput', id: output }) === null
  }

  answer(output: string, message: Extract<MidiMessage, { kind: 'pitchBend' | 'control' }>): void {
    this.places.set(`${output} fader`, message.value)
    const port = output === 'surface' ? 'Surface' : 'Other'
    const payload = { port, message }
    this.show.dispatcher.publish({ type: 'midi.received', source: `midi:${port}:1`, cause: null, payload })
  }
}

function act(show: SimulatedShow, seen: Seen, did: Act): void {
  switch (did.do) {
    case 'set':
      show.run('param.set', { name: did.name, value: did.value })
      break
    case 'hand': {
      const isBend = did.fader === 'a'
      const message = isBend
        ? ({ kind: 'pitchBend', channel: 1, value: did.value * 128 } as const)
        : ({ kind: 'control', channel: 1, controller: 7, value: did.value } as const)
      const port = isBend ? 'Surface' : 'Other'
      show.publish({ type: 'midi.received', source: `midi:${port}:1`, payload: { port, message } })
      break
    }
    case 'run':
      show.answerTo(did.command, {})
      break
    case 'unplug':
      show.surfaces.take(did.id)
      for (const key of seen.places.keys()) if (key.startsWith(did.id)) seen.places.delete(key)
      break
    case 'plug':
      if (!seen.isThere(did.id)) show.surfaces.give(did.id)
      break
    case 'take':
      show.show.take({ show: file(did.variant), path: null }, { kind: 'edit', cause: null })
  }
}

test('after whatever has happened, and a while of quiet, each place was sent last what it should show', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyAct, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 40 }),
      async (acts) => {
        await using show = new SimulatedShow({ show: file(0), path: null })
        const seen = new Seen(show)
        using _ = seen.listening
        let variant = 0
        for (const [did, wait] of acts) {
          act(show, seen, did)
          if (did.do === 'take') ({ variant } = did)
          show.clock.advanceBy(wait)
        }
        for (const id of ['surface', 'other'] as const) act(show, seen, { do: 'plug', id })
        show.run('show.stop', {})
        show.clock.advanceBy(5000)
        expect([...seen.places]).toEqual(expect.arrayContaining(shownBy(show, file(variant))))
        expect(show.show.feedback.health().map(({ waits }) => waits)).not.toContain(1)
        const before = show.events.length
        show.clock.advanceBy(10_000)
        expect(show.events.slice(before).filter(({ type }) => type === 'midi.send')).toEqual([])
      },
    ),
    { numRuns: 150, seed: 20_261_127 },
  )
})

/** What stands in the show, by hand: every place with what it shows when nothing plays. */
function shownBy(show: SimulatedShow, { feedback }: ShowFile): (readonly [string, number])[] {
  const values = Object.fromEntries(show.show.params.view().map(({ name, value }) => [name, value as number]))
  const { level = 0, page = 1 } = values
  const isTwo = Math.round(page) === 2
  const standsBy = show.show.standby.current === 'intro'
  const has = (id: string): boolean => feedback.some((each) => each.id === id)
  const one = isTwo
    ? has('c')
      ? 9
      : has('d')
        ? 1
        : null
    : has('d')
      ? standsBy
        ? 3
        : 1
      : has('c')
        ? 8
        : null
  const all: (readonly [string, number | null])[] = [
    ['surface fader', has('a') ? Math.round(level * 16_383) : null],
    ['other fader', has('b') ? Math.round(level * 127) : null],
    ['surface 1', one],
    ['surface 2', has('e') ? (isTwo ? 127 : 0) : null],
    ['surface 3', has('f') ? (isTwo && standsBy ? 3 : 1) : null],
    ['surface 4', has('g') ? 0 : null],
    ['surface 5', has('h') ? (show.arming.isArmed ? 0 : 127) : null],
  ]
  return all.filter((each): each is readonly [string, number] => each[1] !== null)
}
