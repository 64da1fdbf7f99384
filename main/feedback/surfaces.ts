// Whether devices that show feedback are there, as whoever opens them knows.
import type { DeckShown } from '../../shared/model/deck-face.ts'
import type { Rumble } from '../../shared/model/rumble.ts'
import type { DeviceName } from './device.ts'

export type ShownBy =
  | { readonly kind: 'midiOutput'; readonly id: string }
  | { readonly kind: 'peer'; readonly id: string }
  /** One that is called so, or any for null. */
  | { readonly kind: 'deck'; readonly id: string | null }
  | { readonly kind: 'rumble'; readonly id: string | null }

/** `away`: it is not there. `muted`: somebody keeps it silent. */
export type Silence = 'away' | 'muted'

export interface Surfaces {
  /** Why it cannot be sent to at this moment; null where it can. */
  silence(device: ShownBy): Silence | null
  /** Calls `changed` when a device is there again and shows nothing (`isNew`), or can be sent to again, or cannot any more. */
  onChanged(changed: (device: DeviceName, isNew: boolean) => void): Disposable
  /** On Stream Decks, those that are there and those that come: the latest of each place. */
  show(faces: readonly DeckShown[]): void
  /** Lets a gamepad be felt, or all of them for null, if it can be now. */
  shake(device: string | null, rumble: Rumble): void
}

/** In a rehearsal all of them are. */
export const ALWAYS_THERE: Surfaces = {
  silence: () => null,
  onChanged: () => ({ [Symbol.dispose]() {} }),
  show() {},
  shake() {},
}
