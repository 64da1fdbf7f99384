// What is made of a learned control: inputs, messages, lights and parameters as the show file holds them.
import { describe, expect, test } from 'vitest'
import { guessOf } from '../../../../renderer/lib/binding-guess.ts'
import {
  boundElsewhere,
  chosenFor,
  feedbackFrom,
  inputFrom,
  numbersIn,
  outputFrom,
  paramFrom,
  releasingEdits,
  transportOf,
} from '../../../../renderer/lib/binding-proposals.ts'
import type { CapturedControl } from '../../../../shared/model/input.ts'
import type { NamedParam } from '../../../../shared/contract/streams.ts'
import { feedbackDefinition } from '../../../../shared/model/feedback.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'

const NUMBER = { type: 'number' } as const

function slider(...args: number[]): CapturedControl {
  const from = { transport: 'udp', host: '10.0.0.20', port: 9000, connection: null }
  const payload = { address: '/xy', types: 'ff', args, from, lateBy: null, latestOnly: false }
  return {
    ...{
      family: 'osc',
      device: 'osc:main',
      deviceName: null,
      control: '/xy',
      channel: null,
      kind: 'message',
    },
    ...{ range: null, seen: { min: 0.1, max: 0.8 }, trail: [0.1, 0.4, 0.8] },
    event: { seq: 1, type: 'osc.received', source: 'osc:main', at: 0, payload },
    match: { event: 'osc.received', address: '/xy' },
  }
}

function midi(kind: string, message: Record<string, string | number>, trail: number[]): CapturedControl {
  const { channel = 1 } = message
  const where = Object.fromEntries(
    Object.entries({ ...message, channel }).flatMap(([field, value]) =>
      field === 'value' || field === 'velocity' ? [] : [[`message.${field}`, value]],
    ),
  )
  return {
    ...{ family: 'midi', device: 'midi:X-Touch:1', deviceName: 'X-Touch', control: `${kind} 7` },
    ...{ channel: channel as number, kind, range: null, seen: null, trail },
    event: {
      ...{ seq: 1, type: 'midi.received', source: 'midi:X-Touch:1', at: 0 },
      payload: { port: 'X-Touch', message },
    },
    match: { event: 'midi.received', source: 'midi:X-Touch:1', where },
  }
}

const fader = midi(
  'controller',
  { kind: 'control', channel: 2, controller: 7, value: 90 },
  [1, 20, 50, 70, 90],
)
const pad = midi('note', { kind: 'noteOn', channel: 1, note: 36, velocity: 100 }, [100])
const wheel = midi(
  'controller',
  { kind: 'control', channel: 1, controller: 16, value: 65 },
  [1, 1, 1, 65, 65, 65],
)

function made(
  captured: CapturedControl,
  definition: { type: 'number' | 'boolean' | 'text'; choices?: string[] } = NUMBER,
) {
  const guess = guessOf(captured)
  const input = inputFrom(captured, guess, chosenFor(captured, guess, definition), definition)
  // What is proposed is what the show takes.
  paramDefinition.parse({ ...definition, inputs: [input] })
  return input
}

function param(name: string, fields: object): NamedParam {
  return { name, ...paramDefinition.parse({ type: 'number', ...fields }) }
}

describe('an input', () => {
  test('of a fader on a surface picks up, of one over OSC jumps', () => {
    expect(made(fader)).toEqual({ kind: 'value', match: fader.match, takeover: 'pickup' })
    expect(made(slider(0.8))).toEqual({ kind: 'value', match: slider(0.8).match, takeover: 'jump' })
  })

  test('of an encoder tells its steps as it was seen to', () => {
    expect(made(wheel)).toEqual({ kind: 'encoder', match: wheel.match, encoding: 'sign' })
  })

  test('of a button toggles a switch or a number, and goes through choices', () => {
    expect(made(pad, { type: 'boolean' })).toEqual({ kind: 'button', match: pad.match, does: 'toggle' })
    expect(made(pad, { type: 'text', choices: ['a', 'b'] })).toEqual({
      ...{ kind: 'button', match: pad.match, does: 'up', wraps: true },
    })
  })

  test('of a message of two numbers may be of the second', () => {
    const captured = slider(0.8, 0.3)
    expect(numbersIn(captured)).toEqual(['args.0', 'args.1'])
    expect(numbersIn(slider(0.8))).toEqual([])
    const guess = guessOf(captured)
    const chosen = { ...chosenFor(captured, guess, NUMBER), field: 'args.1' }
    expect(inputFrom(captured, guess, chosen, NUMBER)).toMatchObject({ field: 'args.1' })
  })
})

describe('a control that is bound already', () => {
  const heard = {
    kind: 'value',
    match: { event: 'midi.received', where: { 'message.kind': 'control', 'message.controller': 7 } },
  }
  const layered = { ...heard, match: { ...heard.match, while: '!shift' } }
  const deaf = { kind: 'value', match: { event: 'osc.received', address: '/other' } }
  const params = [param('front', { inputs: [heard, deaf] }), param('side', { inputs: [layered] })]

  test('is found by what is heard of it, also where more would be', () => {
    const found = boundElsewhere(fader, params)
    expect(found.map((each) => [each.param, each.index, each.while])).toEqual([
      ['front', 0, null],
      ['side', 0, '!shift'],
    ])
    expect(boundElsewhere(fader, params, { param: 'front', index: 0 }).map((each) => each.param)).toEqual([
      'side',
    ])
    expect(boundElsewhere(slider(0.8), params)).toEqual([])
  })

  test('is taken away there, and nothing else is', () => {
    expect(releasingEdits(boundElsewhere(fader, params), params)).toEqual([
      { edit: 'change', kind: 'param', id: 'front', set: { inputs: [params[0]!.inputs![1]] } },
      { edit: 'change', kind: 'param', id: 'side', set: { inputs: [] } },
    ])
  })
})

describe('a message', () => {
  const view = { targets: [], midiOutputs: [], feedback: [], peers: [] }

  test('of a surface adds its port where the show has none', () => {
    expect(outputFrom(fader, view)).toEqual({
      output: { kind: 'midi', output: 'x-touch', message: 'control', channel: 2, number: 7 },
      adds: { kind: 'midiOutput', id: 'x-touch', value: { port: 'X-Touch' } },
    })
    const known = { ...view, midiOutputs: [{ name: 'surface', port: 'X-Touch' }] }
    expect(outputFrom(fader, known)).toMatchObject({ output: { output: 'surface' }, adds: null })
  })

  test('over OSC goes to the target at its address', () => {
    const at = (name: string, host: string) =>
      ({ name, host, port: 8000, transport: 'udp', framing: 'slip', maxAge: 2000 }) as const
    const known = { ...view, targets: [at('far', '10.0.0.5'), at('near', '10.0.0.20')] }
    expect(outputFrom(slider(0.8), known)).toEqual({
      output: { kind: 'osc', target: 'near', address: '/xy' },
      adds: null,
    })
    expect(outputFrom(slider(0.8), view)).toBe(null)
  })

  test('of what can be sent nothing is none', () => {
    expect(outputFrom({ ...pad, family: 'virtual' }, view)).toBe(null)
    expect(outputFrom(midi('nrpn', { kind: 'nrpn', parameter: 3, value: 1 }, [1]), view)).toBe(null)
  })

  test('is where a light of the same button is', () => {
    const light = feedbackFrom(pad, { param: 'front' }, view)!
    expect(light.value).toEqual({
      ...{ id: 'front-note-7', shows: { param: 'front' } },
      to: { kind: 'midi', output: 'x-touch', message: 'note', channel: 1, number: 36 },
    })
    feedbackDefinition.parse(light.value)
    const taken = { ...view, feedback: [feedbackDefinition.parse(light.value)] }
    expect(feedbackFrom(pad, { param: 'front' }, taken)?.id).toBe('front-note-7-2')
  })
})

test('a parameter is made of a control by its name, with the range that it sends', () => {
  const wide = { ...slider(200), trail: [2, 80, 250] }
  expect(paramFrom(wide, guessOf(wide), [])).toMatchObject({
    ...{
      name: 'xy',
      definition: { type: 'number', min: 0, max: 255, inputs: [{ kind: 'value', from: [0, 255] }] },
    },
  })
  expect(paramFrom(pad, guessOf(pad), [param('x-touch-note-7', {})])).toMatchObject({
    ...{ name: 'x-touch-note-7-2', definition: { type: 'boolean', inputs: [{ does: 'toggle' }] } },
  })
})

test('a control that is a button of the transport is known as that, PANIC first', () => {
  const match = (address: string) => ({ event: 'osc.received', address, on: 'any' as const, where: {} })
  const transport = {
    go: [match('/xy')],
    stop: [match('/other')],
    panic: [{ ...match('/x*'), while: 'shift' }],
  }
  expect(transportOf(slider(0.5), transport)).toEqual(['PANIC', 'GO'])
  expect(transportOf(slider(0.5))).toEqual([])
})
