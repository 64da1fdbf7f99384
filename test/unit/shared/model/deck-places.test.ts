import { createRequire } from 'node:module'
import type { StreamDeck } from '@elgato-stream-deck/node'
import { expect, test } from 'vitest'
import { placesOf } from '../../../../main/peripherals/hid/deck/places.ts'
import { DECK_PLACES } from '../../../../shared/model/deck-places.ts'

interface Model {
  readonly id: string
  factory(device: object, options: object): StreamDeck | Promise<StreamDeck>
}

test('every model that the library knows is counted right', async () => {
  // A part of the library that it keeps to itself.
  const libraryNeeds = createRequire(import.meta.resolve('@elgato-stream-deck/node'))
  const { DEVICE_MODELS } = libraryNeeds('@elgato-stream-deck/core') as { DEVICE_MODELS: readonly Model[] }
  const device = { on: () => {}, sendFeatureReport: () => Promise.resolve() }
  for (const { id, factory } of DEVICE_MODELS) {
    const { CONTROLS } = await factory(device, { encodeJPEG: () => Promise.reject(new Error()) })
    const names = [...placesOf(CONTROLS).keys()]
    const count = (kind: string): number => names.filter((name) => name.startsWith(kind)).length
    expect({ keys: count('key'), dials: count('dial') }, id).toEqual(DECK_PLACES[id])
  }
  expect(Object.keys(DECK_PLACES)).toHaveLength(DEVICE_MODELS.length)
})
