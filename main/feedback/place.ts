// One place that shows something: a light, a fader or a line of a display, with what it was sent last.
import type { MessageFeedback } from '../../shared/model/feedback.ts'
import type { Device } from './device.ts'
import type { Packet } from './packets.ts'

/** What a place was sent a moment ago, by which its echo is known. */
export interface SentBefore {
  readonly at: number
  readonly value: unknown
  /** Where the control stood before, as far as that is known: a motor tells its way. */
  readonly from: unknown
}

export interface Place {
  key: string
  device: Device<Place>
  /** In the order of the show; none of a place that is left, which is put out. */
  definitions: readonly MessageFeedback[]
  /** Whether it follows a value and a hand moves it, as a motor fader: it is no light. */
  follows: boolean
  /** What puts it out; null where there is nothing to put out. */
  dark: Packet | null
  /** What it was sent last; null where nobody knows what it shows. */
  last: Packet | null
  /** The feedback that it showed last. */
  id: string
  cause: number | null
  /** It should show something else, and cannot be sent it now. */
  waits: boolean
  sent: number
  collapsed: number
  /** When it was moved or pressed last. */
  handAt: number
  /** Where it stands, as far as that is known. */
  stands: unknown
  readonly before: SentBefore[]
  /** Somebody looks for it: what it shows meanwhile, in turn. */
  sign: readonly [Packet, Packet] | null
}

export function newPlace(key: string, device: Device<Place>): Place {
  return {
    ...{ key, device, definitions: [], follows: false, dark: null, last: null, id: '', cause: null },
    ...{ waits: false, sent: 0, collapsed: 0, handAt: -Infinity, stands: null, before: [], sign: null },
  }
}
