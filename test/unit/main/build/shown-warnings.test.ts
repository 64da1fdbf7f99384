import { createRequire } from 'node:module'
import type { StreamDeck } from '@elgato-stream-deck/node'
import { expect, test } from 'vitest'
import { Problems } from '../../../../main/build/problems.ts'
import { DECK_PLACES, warnShown } from '../../../../main/build/shown-warnings.ts'
import { placesOf } from '../../../../main/peripherals/hid/deck/places.ts'
import { showFile } from '../../../../shared/model/show.ts'

/** `field: what; next` of each. */
function warned(...to: readonly object[]): string[] {
  const show = showFile.parse({
    ...{ version: 1, name: 'Lights', playlists: [{ id: 'intro', name: 'Intro', steps: [] }] },
    feedback: to.map((each, index) => ({ id: `f${index}`, shows: { playlist: 'intro' }, to: each })),
  })
  const warnings = new Problems('a.json')
  warnShown(show, warnings)
  return warnings.faults().map(({ where, what, next }) => `${where.split('.to.').at(-1)}: ${what}; ${next}`)
}

const deck = (control: string, device?: string) => ({
  kind: 'deck',
  control,
  ...(device !== undefined && { device }),
})

test('a key that no deck has, or not that one', () => {
  expect(
    warned(
      deck('key36'),
      deck('key37'),
      deck('dial7'),
      deck('key7', 'hid:streamdeck-mini:A1:2'),
      deck('key6', 'hid:streamdeck-mini:1'),
      deck('dial1', 'hid:streamdeck-xl:A1'),
      deck('key9', 'hid:streamdeck-next:A1'),
      deck('key1', 'hid:054c:09cc:1'),
    ),
  ).toEqual([
    'control: no Stream Deck has "key37"; use key1 to key36',
    'control: no Stream Deck has "dial7"; use dial1 to dial6',
    'control: a Stream Deck mini shows nothing on "key7"; use key1 to key6',
    'control: a Stream Deck xl shows nothing on "dial1"; use another deck',
    'device: "hid:054c:09cc:1" is no Stream Deck; its sources begin with hid:streamdeck-; Inputs lists them',
  ])
})

test('a source that is no gamepad', () => {
  const rumble = (device: string) => ({ kind: 'rumble', device })
  expect(warned(rumble('gamepad:045e:02ea:1'), rumble('hid:054c:09cc:1'), rumble('midi:Pad:1'))).toEqual([
    'device: "midi:Pad:1" is no gamepad; its sources begin with gamepad: or hid:; Inputs lists them',
  ])
})

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
