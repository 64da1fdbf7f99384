// What was pressed and not let go of, so that nothing hangs when its source ends in the middle.
import { setBounded } from '../../shared/base/bounded-map.ts'
import { controlOf, edgeOf } from '../../shared/model/edge.ts'
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { HeldNotes } from '../protocols/midi/held-notes.ts'

/** More than hands can hold; beyond it the one held longest is forgotten. */
const MOST_CONTROLS = 4_096
const MOST_PORTS = 256

type HeldType = 'hid.received' | 'midi.received' | 'key.received'

export interface Release<T extends HeldType = HeldType> {
  readonly type: T
  readonly source: string
  readonly payload: PayloadOf<T>
}

interface Port {
  readonly source: string
  readonly port: string
  readonly notes: HeldNotes
}

/**
 * Follows buttons, hats, keys, notes, and those controllers that only know on and off. What has a position stays where it is,
 * as a fader does, and OSC is let be, because its buttons, faders and answers look alike.
 */
export class HeldControls {
  /** What lets go of each control that is pressed. */
  readonly #pressed = new Map<string, Release>()
  /** MIDI controllers that were somewhere between their ends. */
  readonly #faders = new Set<string>()
  readonly #ports = new Map<string, Port>()

  follow(event: EventEnvelope): void {
    if (event.type === 'midi.received') this.#followMidi(event as EventEnvelope<'midi.received'>)
    else if (event.type === 'hid.received' || event.type === 'key.received') {
      const edge = edgeOf(event)
      if (edge !== null) this.#hold(keyOf(event), edge === 'press' ? releaseOf(event) : null)
    }
  }

  /** What lets go of everything that is held; from now on nothing is. */
  takeAll(): readonly Release[] {
    const notes = [...this.#ports.values()].flatMap(({ source, port, notes: held }) =>
      held.takeAll().map(({ channel, note }): Release => {
        const message = { kind: 'noteOff', channel, note, velocity: 0 } as const
        return { type: 'midi.received', source, payload: { port, message, madeUp: true } }
      }),
    )
    const releases = [...this.#pressed.values(), ...notes]
    this.#pressed.clear()
    return releases
  }

  #followMidi(event: EventEnvelope<'midi.received'>): void {
    const { source, payload } = event
    const { port, message } = payload
    const known = this.#ports.get(source) ?? { source, port, notes: new HeldNotes() }
    setBounded(this.#ports, source, known, MOST_PORTS)
    known.notes.follow(message)
    if (message.kind !== 'control') return
    const key = keyOf(event)
    if (message.value > 0 && message.value < 127) {
      this.#faders.add(key)
      if (this.#faders.size > MOST_CONTROLS) this.#faders.delete(this.#faders.values().next().value as string)
    }
    const isOn = message.value > 0 && !this.#faders.has(key)
    const off = { port, message: { ...message, value: 0 }, madeUp: true } as const
    this.#hold(key, isOn ? { type: 'midi.received', source, payload: off } : null)
  }

  #hold(key: string, release: Release | null): void {
    if (release === null) this.#pressed.delete(key)
    else setBounded(this.#pressed, key, release, MOST_CONTROLS)
  }
}

function keyOf(event: EventEnvelope): string {
  return `${event.type}\n${event.source}\n${controlOf(event)}`
}

function releaseOf(event: EventEnvelope): Release | null {
  const { source } = event
  if (event.type === 'hid.received') {
    const held = event.payload as PayloadOf<'hid.received'>
    const payload = { ...held, value: held.kind === 'hat' ? -1 : 0, madeUp: true } as const
    return { type: 'hid.received', source, payload }
  }
  if (event.type !== 'key.received') return null
  const payload = { ...(event.payload as PayloadOf<'key.received'>), pressed: false, madeUp: true } as const
  return { type: 'key.received', source, payload }
}
