// The controls that the process has announced, by number, and where each of them stood last.
import { policyOf } from '../../shared/model/policies.ts'
import type { EventDraft, PayloadOf } from '../../shared/model/event.ts'
import { midiControl, signalOf } from '../../shared/model/signal.ts'
import { MOST_CONTROLS, MOST_CONTROLS_OF_ONE, isValued, midiValueOf } from './changes.ts'
import type { Announcement } from './changes.ts'

/** A place that a control moves to and from; a note has one, though it is pressed and let go by two kinds of messages. */
export interface Slot {
  /** Where in all that was ever written its latest change is; -1 until there is one. */
  place: number
  value: number
  /** What it told before that. */
  before: number
  /** The same value again may be another press, and where it rests. */
  readonly repeats: boolean
  readonly rest: number
  /** It stays where it was told to be, until it tells something else. */
  readonly holds: boolean
}

export interface NumberedControl {
  readonly number: number
  readonly slot: Slot
  /** Of its values only the latest matters, as long as it moves on in one direction. */
  readonly isStream: boolean
}

export interface Change {
  readonly control: NumberedControl
  readonly value: number
}

interface ControlsOf {
  readonly numbered: Map<string, NumberedControl>
  readonly slots: Map<string, Slot>
}

export class NumberedControls {
  readonly #sources = new Map<string, ControlsOf>()
  /** Called with each control when it is given its number. */
  readonly #announce: (announcement: Announcement) => void
  #count = 0

  constructor(announce: (announcement: Announcement) => void) {
    this.#announce = announce
  }

  /** The change of a control that an event is; null for any other event, and where there are no more numbers. */
  changeOf({ type, source, cause, payload }: EventDraft): Change | null {
    if (cause !== null) return null
    if (type === 'hid.received') return this.#hidChange(source, payload as PayloadOf<'hid.received'>)
    if (type === 'midi.received') return this.#midiChange(source, payload as PayloadOf<'midi.received'>)
    return null
  }

  #hidChange(source: string, payload: PayloadOf<'hid.received'>): Change | null {
    const { control, value, madeUp } = payload
    const key = madeUp === true ? `${control}\nlet go` : control
    const known =
      this.#sources.get(source)?.numbered.get(key) ?? this.#number(key, ['hid.received', source, payload])
    return known === null ? null : { control: known, value }
  }

  #midiChange(source: string, payload: PayloadOf<'midi.received'>): Change | null {
    const { port, message, madeUp } = payload
    if (!isValued(message)) return null
    const key = `${port}\n${message.kind} ${midiControl(message)}${madeUp === true ? ' let go' : ''}`
    const known =
      this.#sources.get(source)?.numbered.get(key) ?? this.#number(key, ['midi.received', source, payload])
    return known === null ? null : { control: known, value: midiValueOf(message) }
  }

  #number(key: string, announcement: Announcement): NumberedControl | null {
    const [type, source, payload] = announcement
    const signal = signalOf(type, source, payload)
    const known = this.#sources.get(source) ?? {
      numbered: new Map<string, NumberedControl>(),
      slots: new Map<string, Slot>(),
    }
    const isFull = this.#count === MOST_CONTROLS || known.numbered.size === MOST_CONTROLS_OF_ONE
    if (signal === null || isFull) return null
    const { repeats, rest } = signal.manner
    const slot: Slot = known.slots.get(signal.control) ?? {
      ...{ place: -1, value: rest, before: rest },
      ...{ repeats, rest, holds: signal.value !== null },
    }
    const isStream = policyOf(type).key(payload, source) !== null
    const control: NumberedControl = { number: this.#count, slot, isStream }
    this.#count += 1
    this.#sources.set(source, known)
    known.numbered.set(key, control)
    known.slots.set(signal.control, slot)
    this.#announce(announcement)
    return control
  }
}
