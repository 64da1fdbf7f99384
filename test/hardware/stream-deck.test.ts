// A virtual Stream Deck, read and written through its own library: what its keys would show is taken apart again.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from 'jpeg-js'
import { expect, test } from 'vitest'
import { drawFace } from '../../main/peripherals/hid/deck/draw-face.ts'
import { FaceBoard } from '../../main/peripherals/hid/deck/face-board.ts'
import { Letters } from '../../main/peripherals/hid/deck/letters.ts'
import { createPictures } from '../../main/peripherals/hid/deck/pictures.ts'
import { createStreamDeckDriver, loadStreamDecks } from '../../main/peripherals/hid/stream-deck.ts'
import type { DeckFace } from '../../shared/model/deck-face.ts'
import { UhidDevice } from './lab/uhid.ts'
import { Lab, until } from './lab.ts'

const LETTERS = join(import.meta.dirname, '../../assets/key-letters/letters.txt')
const ID = 'hid:streamdeck-original-mk2:DL01'
const SIZE = { width: 72, height: 72 }

/** Input report 1 of 511 bytes, output report 2 of 1023, feature report 3 of 31. */
const DESCRIPTOR = Buffer.from(
  '050c0901a1010901150026ff007508' + '850196ff018102' + '8502090196ff039102' + '85030901951fb102' + 'c0',
  'hex',
)

class VirtualDeck implements Disposable {
  readonly reports: Buffer[] = []
  readonly #device = new UhidDevice({
    ...{ name: 'Stream Deck MK.2', vendor: 0x0fd9, product: 0x0080, serial: 'DL01', port: 'lab/1' },
    ...{ descriptor: DESCRIPTOR, features: {} },
    written: (report) => void this.reports.push(report),
  })

  press(...keys: readonly number[]): void {
    const report = Buffer.alloc(512)
    report.set([1, 0, 15, 0])
    for (const key of keys) report[3 + key] = 1
    this.#device.send(report)
  }

  unplug(): void {
    this.#device.unplug()
  }

  /** The latest picture of a key that has come whole: its packets, of which the last is marked. */
  pictureOf(key: number): Buffer | null {
    const pictures: Buffer[] = []
    let parts: Buffer[] = []
    for (const report of this.reports) {
      if (report[0] !== 2 || report[1] !== 7 || report[2] !== key - 1) continue
      expect(report.readUInt16LE(6)).toBe(parts.length)
      parts.push(report.subarray(8, 8 + report.readUInt16LE(4)))
      if (report[3] !== 1) continue
      pictures.push(Buffer.concat(parts))
      parts = []
    }
    return pictures.at(-1) ?? null
  }

  [Symbol.dispose](): void {
    this.unplug()
  }
}

const cue: DeckFace = {
  ...{ number: '12.5', name: 'House to half', colour: '#ffb000', state: 'standby' },
  ...{ level: null, value: null, symbol: null },
}

const letters = new Letters(readFileSync(LETTERS, 'utf8'))

/** How far the picture is from the face as it is drawn, 0 to 255: the mean of all its channels. */
function distance(picture: Buffer, face: DeckFace | null): number {
  const shown = decode(picture, { useTArray: true })
  expect([shown.width, shown.height]).toEqual([72, 72])
  const drawn = drawFace(letters, face, SIZE).pixels
  let sum = 0
  for (let pixel = 0; pixel < 72 * 72; pixel += 1) {
    // It is built in upside down.
    const other = 72 * 72 - 1 - pixel
    for (const channel of [0, 1, 2])
      sum += Math.abs(drawn[pixel * 4 + channel]! - shown.data[other * 4 + channel]!)
  }
  return sum / (72 * 72 * 3)
}

function deckLab(): { lab: Lab; board: FaceBoard; [Symbol.asyncDispose](): Promise<void> } {
  const board = new FaceBoard()
  const pictures = createPictures(LETTERS)
  const lab = new Lab((clock) => [createStreamDeckDriver({ clock, load: loadStreamDecks, board, pictures })])
  return {
    ...{ lab, board },
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]()
      await pictures[Symbol.asyncDispose]()
    },
  }
}

test('a Stream Deck is read through its own library', async () => {
  await using rig = deckLab()
  const { lab } = rig
  using deck = new VirtualDeck()
  await lab.untilOpen(ID)
  const heard = (): string[] =>
    lab
      .of('hid.received')
      .filter(({ cause }) => cause === null)
      .map(({ payload }) => `${payload.control} ${payload.value}`)
  deck.press(1)
  deck.press(1, 15)
  await until('both keys', () => heard().length === 2)
  deck.unplug()
  await until('the loss', () => lab.of('device.lost').length === 1)
  expect(heard()).toEqual(['key1 1', 'key15 1', 'key1 0', 'key15 0'])
  // Nothing was shown, so nothing was written.
  expect(deck.reports).toEqual([])
})

test('its keys show faces, again when it is plugged in again, and are dark in the end', async () => {
  const rig = deckLab()
  const { lab, board } = rig
  board.show([{ device: null, control: 'key2', face: cue }])
  {
    using deck = new VirtualDeck()
    await lab.untilOpen(ID)
    expect(distance(await until('the first picture', () => deck.pictureOf(2), 60_000), cue)).toBeLessThan(6)
    board.show([
      { device: ID, control: 'key15', face: { ...cue, state: 'running', level: 0.5 } },
      { device: null, control: 'brightness', face: { ...cue, level: 0.4 } },
      { device: 'hid:streamdeck-xl:1', control: 'key1', face: cue },
    ])
    await until('the last key', () => deck.pictureOf(15))
    await until('the brightness', () => deck.reports.find((report) => report[0] === 3 && report[1] === 8))
    expect(deck.reports.find((report) => report[0] === 3 && report[1] === 8)?.[2]).toBe(40)
    expect(deck.pictureOf(1)).toBe(null)
  }
  await until('the loss', () => lab.of('device.lost').length === 1)
  using again = new VirtualDeck()
  await lab.untilOpen(ID)
  expect(distance(await until('the second picture', () => again.pictureOf(2)), cue)).toBeLessThan(6)
  await until('the other', () => again.pictureOf(15))
  again.reports.length = 0
  board.show([{ device: null, control: 'key2', face: null }])
  expect(distance(await until('a dark key', () => again.pictureOf(2)), null)).toBeLessThan(1)
  await rig[Symbol.asyncDispose]()
  // The whole panel at once; a slow machine writes it after its end was waited for.
  await until('the dark panel', () => again.reports.at(-1)?.subarray(0, 2).equals(Buffer.of(3, 5)))
  const { display } = lab.supervisor.health().find(({ device }) => device === ID)!
  expect(display?.shown).toBeGreaterThanOrEqual(6)
})
