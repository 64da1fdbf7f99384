// Snapshots of a gamepad into changes of its controls: what is the same as before is not published again.
import type { GamepadSnapshot } from '../../../shared/contract/inputs.ts'
import type { PadLayout } from './layout.ts'

export type PadChanged = (control: string, kind: 'button' | 'axis' | 'hat', value: number) => void

interface Reading {
  readonly name: string
  readonly kind: 'button' | 'hat'
  readonly value: number
}

/** A button is down from here on, and up again only below the other, so that a trigger held halfway does not chatter. */
const DOWN_AT = 0.5
const UP_BELOW = 0.35
/** Share of a stick's or trigger's way that counts as rest: worn sticks do not come back further. */
const DEAD_ZONE = 0.1
/** Steps of a published axis: finer ones are noise, and long fractions are hard to read. */
const AXIS_STEPS = 10_000
/** Less than this is the noise of a hand or of one step of an 8-bit stick; rest and both ends are told however near. */
const LEAST_CHANGE = 0.01

/** The browser's standard places of the directions. */
const [UP, DOWN, LEFT, RIGHT] = [12, 13, 14, 15] as const
/** Clockwise from up, by -1, 0 or 1 to the right and downwards. */
const HAT_POSITIONS: ReadonlyMap<string, number> = new Map(
  ['0 -1', '1 -1', '1 0', '1 1', '0 1', '-1 1', '-1 0', '-1 -1'].map((way, position) => [way, position]),
)

export class PadDecoder {
  /** By the browser's number. */
  readonly #down: boolean[] = []
  /** Buttons and hats that are told as pressed. */
  readonly #held = new Map<string, Reading>()
  /** Where each axis was told to be. */
  readonly #axes = new Map<string, number>()
  /** Pressed, but not told: each counts again once it has been let go of by hand. */
  readonly #muted = new Set<string>()

  decode(snapshot: GamepadSnapshot, layout: PadLayout, changed: PadChanged): void {
    const readings = this.#read(snapshot, layout)
    for (const reading of readings) this.#set(reading, changed)
    this.#releaseOthers(readings, changed)
    for (const [button, name] of layout.triggers) {
      const value = snapshot.buttons[button]
      if (value !== undefined) this.#move(name, scaled(value), changed)
    }
    for (const [index, value] of snapshot.axes.entries()) {
      this.#move(layout.axes[index] ?? `axis${index + 1}`, scaled(value), changed)
    }
  }

  /** Takes what is down in this snapshot as pressed before anybody listened. */
  mute(snapshot: GamepadSnapshot, layout: PadLayout): void {
    for (const { name, kind, value } of this.#read(snapshot, layout)) {
      if (value !== restOf(kind) && !this.#held.has(name)) this.#muted.add(name)
    }
  }

  /** Lets go of what is held, which stays mute until it is let go of by hand; axes stay where they were, as a fader does. */
  release(changed: PadChanged): void {
    for (const { name, kind } of this.#held.values()) {
      this.#muted.add(name)
      changed(name, kind, restOf(kind))
    }
    this.#held.clear()
  }

  #read({ buttons }: GamepadSnapshot, layout: PadLayout): Reading[] {
    this.#down.length = buttons.length
    for (const [index, value] of buttons.entries()) {
      this.#down[index] = value >= (this.#down[index] === true ? UP_BELOW : DOWN_AT)
    }
    const readings: Reading[] = []
    for (const [index, down] of this.#down.entries()) {
      const name = index < layout.buttons.length ? layout.buttons[index] : `button${index + 1}`
      if (typeof name === 'string') readings.push({ name, kind: 'button', value: down ? 1 : 0 })
    }
    if (layout.hat !== null) readings.push({ name: layout.hat, kind: 'hat', value: this.#hatPosition() })
    return readings
  }

  /** Opposite directions cancel each other out. */
  #hatPosition(): number {
    const way = (plus: number, minus: number): number =>
      Number(this.#down[plus] === true) - Number(this.#down[minus] === true)
    return HAT_POSITIONS.get(`${way(RIGHT, LEFT)} ${way(DOWN, UP)}`) ?? -1
  }

  #set(reading: Reading, changed: PadChanged): void {
    const { name, kind, value } = reading
    const rest = restOf(kind)
    if (this.#muted.has(name)) {
      if (value === rest) this.#muted.delete(name)
      return
    }
    if (value === (this.#held.get(name)?.value ?? rest)) return
    if (value === rest) this.#held.delete(name)
    else this.#held.set(name, reading)
    changed(name, kind, value)
  }

  /** What this snapshot does not have, as where another window with other names for the controls took over. */
  #releaseOthers(readings: readonly Reading[], changed: PadChanged): void {
    if (this.#held.size === 0) return
    const names = new Set(readings.map(({ name }) => name))
    for (const [name, { kind }] of this.#held) {
      if (names.has(name)) continue
      this.#held.delete(name)
      changed(name, kind, restOf(kind))
    }
  }

  #move(name: string, value: number, changed: PadChanged): void {
    const before = this.#axes.get(name) ?? 0
    const isEnd = value === 0 || Math.abs(value) === 1
    if (value === before || (!isEnd && Math.abs(value - before) < LEAST_CHANGE)) return
    this.#axes.set(name, value)
    changed(name, 'axis', value)
  }
}

function restOf(kind: Reading['kind']): number {
  return kind === 'hat' ? -1 : 0
}

/** From the browser's -1 to 1, or 0 to 1 of a trigger, to the same outside the dead zone; just outside it starts from 0. */
function scaled(value: number): number {
  const beyond = (Math.abs(value) - DEAD_ZONE) / (1 - DEAD_ZONE)
  const steps = Math.round(beyond * AXIS_STEPS)
  return steps > 0 ? (Math.sign(value) * steps) / AXIS_STEPS : 0
}
