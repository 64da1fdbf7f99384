// A gamepad that is plugged into a machine now, and the windows there that see it.
import type { GamepadSnapshot } from '../../../shared/contract/inputs.ts'
import type { PadKind } from './identify.ts'
import type { Pad } from './pad.ts'

interface PluggedPadOptions {
  readonly machine: string
  /** Whether that is the engine's own machine. */
  readonly isLocal: boolean
  /** The browser's number of it where it was seen first. */
  readonly index: number
  readonly kind: PadKind
  /** Its stable identity. */
  readonly id: string
  readonly pad: Pad
  /** Unique among those plugged in. */
  readonly path: string
}

export class PluggedPad {
  readonly at: PluggedPadOptions
  /** The latest snapshot of each window that sees it, the one that has seen it longest first: that one is listened to. */
  readonly #sights = new Map<string, GamepadSnapshot>()
  /** HID device that it is read as; null where it is heard through the window. */
  reader: string | null = null
  /** When it may be heard through the window again, its reader having gone. */
  freeAt: number | null = null

  constructor(at: PluggedPadOptions) {
    this.at = at
  }

  isSeenBy(client: string): boolean {
    return this.#sights.has(client)
  }

  /** The window that is listened to; null where none sees it. */
  get heardBy(): string | null {
    return this.#sights.keys().next().value ?? null
  }

  isHeardBy(client: string): boolean {
    return this.heardBy === client
  }

  /** The latest of the window that is listened to; null where none sees it. */
  get latest(): GamepadSnapshot | null {
    return this.#sights.values().next().value ?? null
  }

  see(client: string, snapshot: GamepadSnapshot): void {
    this.#sights.set(client, snapshot)
  }

  unsee(client: string): void {
    this.#sights.delete(client)
  }
}
