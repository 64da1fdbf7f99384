// What the engine and the process of the device libraries say to each other in JSON; types, so that the process loads no schema.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { DeckShown } from '../../shared/model/deck-face.ts'
import type { PayloadOf } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import type { Sounding } from '../protocols/midi/held-notes.ts'

export interface DevicesReport {
  readonly kind: 'health'
  readonly devices: readonly DeviceHealth[]
  readonly midiOutputs: readonly MidiOutputHealth[]
  readonly identities: Identities
  readonly dropped: number
}

/** By the title of each family and by kind: where each numbered device was last. */
export type Identities = Readonly<
  Record<
    string,
    readonly (readonly [
      kind: string,
      numbers: readonly { readonly path: string | null; readonly port: string }[],
    ])[]
  >
>

/** An event that arose in the process, in the order of `EventDraft`'s fields as they are sent. */
export type SentEvent = readonly [
  at: number,
  type: string,
  source: string,
  cause: number | null,
  payload: unknown,
]

/** What the process is asked to do for the show: to send, or to fall silent at once. */
export type AskedEvent =
  | {
      readonly type: 'midi.send'
      readonly seq: number
      /** When it was asked for. */
      readonly at: MonotonicMs
      readonly payload: PayloadOf<'midi.send'>
    }
  | { readonly type: 'panic'; readonly seq: number }

/** What the engine sends to the process. */
export type AskedMessage =
  | {
      /** The first, once. */
      readonly kind: 'open'
      /** Origin of monotonic time, as digits. */
      readonly clockOrigin: string
      /** Of the HID driver, which knows what they are. */
      readonly profiles: readonly unknown[]
      readonly outputs: Readonly<Record<string, MidiOutputPort>>
      readonly identities: Identities
      readonly sounding: Readonly<Record<string, Sounding>>
      readonly faces: readonly DeckShown[]
    }
  /** The show has changed: what is sent to from now on. */
  | {
      readonly kind: 'take'
      readonly outputs: Readonly<Record<string, MidiOutputPort>>
      readonly change: ShowChange
    }
  | { readonly kind: 'asked'; readonly events: readonly AskedEvent[] }
  /** Stream Decks show something else; answered, and followed by more only then. */
  | { readonly kind: 'faces'; readonly faces: readonly DeckShown[] }
  /** This many bytes of what it said have been taken. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | { readonly kind: 'close' }

/** As text. */
export const CLOSE = JSON.stringify({ kind: 'close' } satisfies AskedMessage)

export type OpenRequest = Extract<AskedMessage, { kind: 'open' }>
