import { expect, test } from 'vitest'
import type { StreamDeckControlDefinition } from '@elgato-stream-deck/node'
import { DeckDisplay } from '../../../../../../main/peripherals/hid/deck/display.ts'
import type { Deck } from '../../../../../../main/peripherals/hid/deck/display.ts'
import { placesOf } from '../../../../../../main/peripherals/hid/deck/places.ts'
import { SimulatedClock } from '../../../../../../shared/base/clock.ts'
import type { DeckFace } from '../../../../../../shared/model/deck-face.ts'
import { face } from '../../../../../support/deck-faces.ts'

const key = (index: number): StreamDeckControlDefinition => ({
  ...{ type: 'button', row: 0, column: index, index, hidIndex: index },
  ...{ feedbackType: 'lcd', pixelSize: { width: 72, height: 72 } },
})
const dial = (index: number): StreamDeckControlDefinition => ({
  ...{ type: 'encoder', row: 3, column: index, index, hidIndex: index, hasLed: false, ledRingSteps: 0 },
})
const CONTROLS: readonly StreamDeckControlDefinition[] = [
  key(0),
  key(1),
  key(2),
  { type: 'button', row: 2, column: 0, index: 3, hidIndex: 3, feedbackType: 'rgb' },
  { type: 'button', row: 2, column: 1, index: 4, hidIndex: 4, feedbackType: 'none' },
  {
    ...{ type: 'lcd-segment', row: 2, column: 0, id: 0, columnSpan: 2, rowSpan: 1 },
    ...{ pixelSize: { width: 400, height: 100 }, drawRegions: true },
  },
  dial(0),
  dial(1),
]

/** Writes down what it is asked to show; a picture is the JSON of its face. */
class Bench {
  readonly clock = new SimulatedClock()
  readonly told: string[] = []
  /** Waits for `taken` with each picture. */
  isSlow = false
  refusal: string | null = null
  readonly #taken: (() => void)[] = []
  readonly display: DeckDisplay

  constructor(controls = CONTROLS) {
    const write = (what: string) => (): Promise<void> => {
      this.told.push(what)
      if (this.refusal !== null) return Promise.reject(new Error(this.refusal))
      return this.isSlow ? new Promise((resolve) => this.#taken.push(resolve)) : Promise.resolve()
    }
    const deck = {
      CONTROLS: controls,
      fillKeyBuffer: (index: number, pixels: Uint8Array) => write(`key${index + 1} ${text(pixels)}`)(),
      fillKeyColor: (index: number, ...colour: number[]) => write(`light${index + 1} ${colour.join()}`)(),
      fillLcdRegion: (_: number, x: number, y: number, pixels: Uint8Array, size: { width: number }) =>
        write(`strip ${x},${y} ${size.width} ${text(pixels)}`)(),
      setBrightness: (percent: number) => write(`brightness ${percent}`)(),
      clearPanel: write('clear'),
    } as unknown as Deck
    const draw = (drawn: DeckFace | null) =>
      Promise.resolve(new TextEncoder().encode(drawn === null ? 'dark' : drawn.name))
    this.display = new DeckDisplay({ clock: this.clock, deck, pictures: { draw } })
  }

  show(control: string, name: string | null): void {
    this.display.show(control, name === null ? null : face({ name }))
  }

  /** The deck has taken the picture under way. */
  async taken(): Promise<void> {
    this.#taken.shift()?.()
    await this.turns()
  }

  async turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 25) {
      this.clock.advanceBy(25)
      await this.turns()
    }
  }

  news(): string[] {
    return this.told.splice(0)
  }
}

const text = (pixels: Uint8Array): string => new TextDecoder().decode(pixels)

test('places have the names of inputs', () => {
  expect([...placesOf(CONTROLS).keys()]).toEqual([
    'key1',
    'key2',
    'key3',
    'key4',
    'dial1',
    'dial2',
    'brightness',
  ])
  expect(placesOf(CONTROLS).get('dial2')).toEqual({
    ...{ kind: 'strip', segment: 0, x: 200, width: 200, height: 100 },
  })
  const pedal = [{ ...(CONTROLS[4] as { type: 'button' }), index: 0 }] as StreamDeckControlDefinition[]
  expect([...placesOf(pedal).keys()]).toEqual([])
})

test('keys, lights, the strip and how bright it is', async () => {
  const bench = new Bench()
  bench.show('key2', 'Rain')
  bench.show('key4', 'GO')
  bench.show('dial2', 'Haze')
  bench.show('key9', 'nowhere')
  bench.display.show('brightness', face({ level: 0.305 }))
  await bench.turns()
  expect(bench.news()).toEqual(['key2 Rain', 'light4 157,184,198', 'strip 200,0 200 Haze', 'brightness 31'])
  bench.show('key4', null)
  bench.show('brightness', null)
  await bench.turns()
  expect(bench.news()).toEqual(['light4 0,0,0'])
})

test('one picture at a time; of each key the latest, and each in its turn', async () => {
  const bench = new Bench()
  bench.isSlow = true
  bench.show('key1', 'a')
  await bench.turns()
  for (let value = 0; value < 1_000; value += 1) bench.show('key1', `a${value}`)
  bench.show('key2', 'b')
  for (let value = 0; value < 1_000; value += 1) bench.show('key1', `aa${value}`)
  expect(bench.news()).toEqual(['key1 a'])
  await bench.taken()
  expect(bench.news()).toEqual(['key1 aa999'])
  bench.show('key1', 'again')
  await bench.taken()
  expect(bench.news()).toEqual(['key2 b'])
  await bench.taken()
  expect(bench.news()).toEqual(['key1 again'])
  await bench.taken()
  bench.show('key1', 'again')
  await bench.turns()
  expect(bench.news()).toEqual([])
  expect(bench.display.counts()).toEqual({ shown: 4, failed: 0, lastError: null })
})

test('what is shown already is not drawn again, and what came back meanwhile is not drawn at all', async () => {
  const bench = new Bench()
  bench.show('key1', 'a')
  await bench.turns()
  bench.isSlow = true
  bench.show('key2', 'x')
  await bench.turns()
  bench.show('key1', 'b')
  bench.show('key1', 'a')
  await bench.taken()
  expect(bench.news()).toEqual(['key1 a', 'key2 x'])
})

test('a flood is slowed to what a deck takes', async () => {
  const bench = new Bench()
  for (let ms = 0; ms < 10_000; ms += 25) {
    bench.show('key1', `value ${ms}`)
    await bench.turns()
    await bench.pass(25)
  }
  const shown = bench.news()
  expect(shown.length).toBeLessThanOrEqual(440)
  expect(shown.length).toBeGreaterThan(390)
  await bench.pass(50)
  expect([...shown, ...bench.news()].at(-1)).toBe('key1 value 9975')
})

test('a deck that hangs is said to, and goes on when it takes pictures again', async () => {
  const bench = new Bench()
  bench.isSlow = true
  bench.show('key1', 'a')
  bench.show('key2', 'b')
  await bench.pass(2_975)
  expect(bench.display.counts().failed).toBe(0)
  await bench.pass(7_000)
  expect(bench.news()).toEqual(['key1 a'])
  expect(bench.display.counts()).toEqual({
    ...{ shown: 0, failed: 1, lastError: 'it has taken no picture for three seconds' },
  })
  await bench.taken()
  expect(bench.news()).toEqual(['key2 b'])
  await bench.taken()
})

test('a picture that the deck refuses is counted, and tried again with the next', async () => {
  const bench = new Bench()
  bench.refusal = 'could not write'
  bench.show('key1', 'a')
  await bench.turns()
  expect(bench.display.counts()).toEqual({ shown: 0, failed: 1, lastError: 'could not write' })
  bench.refusal = null
  bench.show('key1', 'a')
  await bench.turns()
  expect(bench.news()).toEqual(['key1 a', 'key1 a'])
})

test('in the end it is dark, where anything was shown, and waits for no deck that hangs', async () => {
  const used = new Bench()
  used.show('key1', 'a')
  await used.turns()
  used.news()
  await used.display.close()
  used.show('key1', 'b')
  await used.turns()
  expect(used.news()).toEqual(['clear'])

  const unused = new Bench()
  unused.display.show('brightness', face({ level: 1 }))
  await unused.turns()
  await unused.display.close()
  expect(unused.news()).toEqual(['brightness 100'])

  const hung = new Bench()
  hung.show('key1', 'a')
  await hung.turns()
  hung.isSlow = true
  let isClosed = false
  void hung.display.close().then(() => (isClosed = true))
  await hung.pass(300)
  expect(isClosed).toBe(true)
})
