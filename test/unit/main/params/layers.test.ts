import { expect, onTestFinished, test } from 'vitest'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import { Layers } from '../../../../main/params/layers.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { layerDefinition } from '../../../../shared/model/layer.ts'
import type { LayerDefinition } from '../../../../shared/model/layer.ts'

const onNote = (note: number): LayerDefinition =>
  layerDefinition.parse({ latched: { event: 'midi.received', where: { 'message.note': note } } })

test('layers that are on stay on under other names, also where two change names', () => {
  const clock = new SimulatedClock()
  const dispatcher = new Dispatcher({
    ...{ ...DISPATCHER_DEFAULTS, clock },
    defer: (run) => void clock.upkeep(clock.now(), run),
  })
  const layers = new Layers({
    subscribe: (pattern, handler, options) =>
      dispatcher.subscribe(pattern, handler, { ...options, name: 'layers', priority: 1 }),
    values: () => ({}),
    changed: () => undefined,
    turned: () => undefined,
  })
  onTestFinished(() => dispose(layers))
  const press = (note: number): void => {
    const message = { kind: 'noteOn', channel: 1, note, velocity: 127 } as const
    dispatcher.publish({
      ...{ type: 'midi.received', source: 'midi:Pads:1', cause: null },
      payload: { port: 'Pads', message },
    })
    clock.advanceBy(100)
  }
  layers.take({ one: onNote(1), two: onNote(2) }, { kind: 'open' })
  press(1)
  expect(layers.on()).toEqual(['one'])

  layers.take(
    { fine: onNote(1), two: onNote(2) },
    {
      kind: 'edit',
      renamed: [{ kind: 'layer', from: 'one', to: 'fine' }],
    },
  )
  expect(layers.on()).toEqual(['fine'])

  layers.take(
    { two: onNote(1), fine: onNote(2) },
    {
      kind: 'edit',
      renamed: [
        { kind: 'layer', from: 'fine', to: 'two' },
        { kind: 'layer', from: 'two', to: 'fine' },
      ],
    },
  )
  expect(layers.on()).toEqual(['two'])
  press(1)
  expect(layers.on()).toEqual([])
})
