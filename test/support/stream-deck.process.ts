// The process of the device libraries with two Stream Decks that are not there: `A1` takes what it is shown, `B2` nothing. What
// they are shown is added to the file that the environment names.
import { appendFileSync } from 'node:fs'
import { EventEmitter } from 'node:events'
import { SystemClock } from '../../main/clock.ts'
import { openEngineLink } from '../../main/devices/engine-link.ts'
import { serveDevices } from '../../main/devices/serve.ts'
import { FaceBoard } from '../../main/peripherals/hid/deck/face-board.ts'
import { createPictures } from '../../main/peripherals/hid/deck/pictures.ts'
import { createStreamDeckDriver } from '../../main/peripherals/hid/stream-deck.ts'
import type { loadStreamDecks } from '../../main/peripherals/hid/stream-deck.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import { Standstill } from '../../main/standstill.ts'
import { ok } from '../../shared/base/result.ts'
import { LETTERS_FILE } from './deck-faces.ts'

const SIDE = 72
const SERIALS = ['A1', 'B2']

class Deck extends EventEmitter {
  readonly CONTROLS = [0, 1].map((index) => ({
    ...{ type: 'button', row: 0, column: index, index, hidIndex: index, feedbackType: 'lcd' },
    pixelSize: { width: SIDE, height: SIDE },
  }))
  readonly #serial: string

  constructor(serial: string) {
    super()
    this.#serial = serial
  }

  fillKeyBuffer(index: number, pixels: Uint8Array): Promise<void> {
    // Where the band is.
    const at = (7 * SIDE + SIDE / 2) * 4
    this.#write(`key${index + 1} ${Buffer.from(pixels.subarray(at, at + 3)).toString('hex')}`)
    return this.#taken()
  }

  clearPanel(): Promise<void> {
    this.#write('clear')
    return this.#taken()
  }

  close(): Promise<void> {
    this.#write('closed')
    return Promise.resolve()
  }

  #write(what: string): void {
    appendFileSync(process.env['DECK_FILE']!, `${this.#serial} ${what}\n`)
  }

  #taken(): Promise<void> {
    return this.#serial === 'A1' ? Promise.resolve() : new Promise(() => {})
  }
}

const library = {
  listStreamDecks: () =>
    Promise.resolve(SERIALS.map((serialNumber) => ({ path: serialNumber, model: 'mini', serialNumber }))),
  openStreamDeck: (path: string) => Promise.resolve(new Deck(path)),
  getStreamDeckModelName: () => 'Stream Deck Mini',
}
const load = (() => Promise.resolve(ok({ library, watch: () => null }))) as unknown as typeof loadStreamDecks

serveDevices({
  link: openEngineLink(),
  createClock: (origin) => new SystemClock(origin),
  createStandstill: (clock) =>
    new Standstill({ clock, machineTime: () => clock.now(), afterReading: setImmediate }),
  exit: () => process.exit(0),
  open({ faces, identities }, { clock, publish }) {
    const scope = new AsyncDisposableStack()
    const pictures = scope.use(createPictures(LETTERS_FILE))
    const board = new FaceBoard()
    board.show(faces)
    const drivers = [createStreamDeckDriver({ clock, load, board, pictures })]
    const plugged = scope.use(createSupervisor({ clock, publish, drivers, identities }))
    return {
      devices: () => plugged.health(),
      midiOutputs: () => [],
      identities: () => plugged.identities(),
      take() {},
      panic() {},
      show: (shown) => board.show(shown),
      [Symbol.asyncDispose]: () => scope.disposeAsync(),
    }
  },
})
