// Stream Decks for the supervisor, through the library that knows all their models.
import type * as streamDecks from '@elgato-stream-deck/node'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { DeckDisplay } from './deck/display.ts'
import type { FaceBoard } from './deck/face-board.ts'
import type { Pictures } from './deck/pictures.ts'
import type { DeviceSink, Driver, OpenDevice } from '../peripheral.ts'
import { loadNodeHid } from './node-hid.ts'

type Library = Pick<typeof streamDecks, 'listStreamDecks' | 'openStreamDeck' | 'getStreamDeckModelName'>
type StreamDeck = Awaited<ReturnType<Library['openStreamDeck']>>

/** A look costs a listing of all HID devices, which on Windows may disturb USB audio when made more often. */
const POLL_MS = 2_000

export async function loadStreamDecks(): Promise<Result<{ library: Library; watch: Driver['watch'] }>> {
  const hid = await loadNodeHid()
  if (!hid.ok) return hid
  try {
    return ok({ library: await import('@elgato-stream-deck/node'), watch: hid.value.watch })
  } catch (error) {
    return failed(
      fault(
        'hid/no-library',
        'Stream Decks',
        `their library cannot be loaded: ${messageOf(error)}`,
        'install the app again',
      ),
    )
  }
}

export interface StreamDeckOptions {
  readonly clock: Clock
  /** Asked once, when the supervisor starts. */
  readonly load: typeof loadStreamDecks
  /** What its decks show. */
  readonly board: FaceBoard
  readonly pictures: Pick<Pictures, 'draw' | 'pack'>
}

export function createStreamDeckDriver({ clock, load, board, pictures }: StreamDeckOptions): Driver {
  let library: Library
  let watch: Driver['watch'] = () => null

  return {
    family: 'hid',
    title: 'Stream Decks',
    pollEvery: POLL_MS,

    async available() {
      const loaded = await load()
      if (!loaded.ok) return loaded
      ;({ library, watch } = loaded.value)
      return ok(undefined)
    },

    async list() {
      const decks = await library.listStreamDecks()
      return decks.map(({ path, model, serialNumber }) => ({
        path,
        model: `hid:streamdeck-${model}`,
        serial: serialNumber === undefined || serialNumber === '' ? null : serialNumber,
        port: path,
        name: library.getStreamDeckModelName(model),
        unusable: null,
      }))
    },

    async open({ path }, sink) {
      const deck = await library.openStreamDeck(path, {
        encodeJPEG: (pixels, width, height) => pictures.pack(pixels, { width, height }),
      })
      const display = new DeckDisplay({ clock, deck, pictures })
      const shown = board.attach(sink.device, (control, face) => display.show(control, face))
      return ok(
        openDeck(deck, sink, {
          counts: () => display.counts(),
          async close() {
            dispose(shown)
            await display.close()
          },
        }),
      )
    },

    watch: (changed) => watch(changed),
  }
}

function openDeck(
  deck: StreamDeck,
  { device, publish, lost }: DeviceSink,
  display: Pick<DeckDisplay, 'counts' | 'close'>,
): OpenDevice {
  const held = new Set<string>()
  let received = 0
  const publishControl = (control: string, kind: 'button' | 'encoder', value: number): void => {
    received += 1
    publish({ type: 'hid.received', source: device, cause: null, payload: { device, control, kind, value } })
  }
  const press = (control: string, pressed: boolean): void => {
    if (pressed) held.add(control)
    else held.delete(control)
    publishControl(control, 'button', pressed ? 1 : 0)
  }
  deck.on('down', ({ type, index }) => press(nameOf(type, index), true))
  deck.on('up', ({ type, index }) => press(nameOf(type, index), false))
  deck.on('rotate', ({ index }, steps) => publishControl(`dial${index + 1}`, 'encoder', steps))
  deck.on('error', (error) => lost(messageOf(error)))
  return {
    release: () => {
      for (const control of held) publishControl(control, 'button', 0)
      held.clear()
    },
    counts() {
      const pictures = display.counts()
      const isUsed = pictures.shown + pictures.failed > 0
      return isUsed ? { received, rejected: 0, display: pictures } : { received, rejected: 0 }
    },
    async close() {
      deck.removeAllListeners()
      // An error that comes while it closes must be heard by somebody.
      deck.on('error', () => {})
      await display.close()
      await deck.close().catch(() => {})
    },
  }
}

/** Keys count from 1 as on the box; a dial that is pressed has a name beside the one that is turned. */
function nameOf(type: 'button' | 'encoder', index: number): string {
  return type === 'button' ? `key${index + 1}` : `dial${index + 1}Press`
}
