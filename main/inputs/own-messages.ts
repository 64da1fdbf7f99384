// What the program itself sends while somebody learns, so that it is not taken for a hand when it comes back.
import { Recent } from '../../shared/base/recent.ts'
import type { PayloadOf, Subscribe } from '../../shared/model/event.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import type { OscValue } from '../../shared/model/osc.ts'

/** Milliseconds from leaving to coming back, by a cable, a driver or another program that repeats what it gets. */
const WAY_BACK_MS = 1_000
/** Different messages surely remembered. */
const REMEMBERED = 1_024

const LOW_BYTE = 32

export class OwnMessages implements Disposable {
  readonly #sentAt = new Recent<number>(REMEMBERED)
  readonly #wiring = new DisposableStack()

  /** `news` is called after each message that was sent: it may have come back before it was known. */
  constructor(subscribe: Subscribe, news: () => void) {
    const options = { acts: false }
    this.#wiring.use(
      subscribe('osc.send', ({ at, payload }) => this.#note([oscKey(payload)], at, news), options),
    )
    this.#wiring.use(
      subscribe('midi.send', ({ at, payload }) => this.#note(midiKeys(payload.message), at, news), options),
    )
    // What a runner sends by itself is known only afterwards.
    this.#wiring.use(
      subscribe(
        'playlist.emitted',
        ({ payload: { direct, type, payload, sentAt } }) => {
          if (!direct || type !== 'osc.send') return
          this.#note([oscKey(payload as PayloadOf<'osc.send'>)], sentAt, news)
        },
        options,
      ),
    )
  }

  has(event: InputEvent): boolean {
    const sentAt = this.#sentAt.get(keyOf(event) ?? '')
    return sentAt !== undefined && Math.abs(event.at - sentAt) <= WAY_BACK_MS
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #note(keys: readonly string[], at: number, news: () => void): void {
    for (const key of keys) this.#sentAt.add(key, at)
    news()
  }
}

function keyOf(event: InputEvent): string | null {
  if (event.type === 'osc.received') return oscKey(event.payload)
  return event.type === 'midi.received' ? midiKey(event.payload.message) : null
}

function oscKey({ address, args }: { readonly address: string; readonly args: readonly OscValue[] }): string {
  return `${address} ${JSON.stringify(args, shortened)}`
}

/** Most programs send numbers with single precision. */
function shortened(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.fround(value) : value
}

function midiKey(message: MidiMessage): string {
  // Some ports tell that a note is let go in the other way.
  if (message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)) {
    return `note off ${message.channel} ${message.note}`
  }
  return JSON.stringify(Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The message, and the controllers that a value of 14 bits is sent as. */
function midiKeys(message: MidiMessage): string[] {
  if (message.kind !== 'control14') return [midiKey(message)]
  const { channel, controller, value } = message
  const bytes = [
    { controller, value: value >> 7 },
    { controller: controller + LOW_BYTE, value: value & 0x7f },
  ]
  return [midiKey(message), ...bytes.map((byte) => midiKey({ kind: 'control', channel, ...byte }))]
}
