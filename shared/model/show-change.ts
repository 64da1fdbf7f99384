// Why a stage is handed its part of a show: at its opening, for an edit, or because the file has changed.

import type { KeysAcross } from './mutations/keys-across.ts'
import type { Renamed } from './mutations/renamed.ts'

export interface ShowChange {
  /** `seq` of the event that led to it; null at the opening. */
  readonly cause: number | null
  readonly kind: 'open' | 'edit' | 'reload'
  /** Things that go by another name from now on: what lives in them goes on. */
  readonly renamed?: readonly Renamed[]
  /** Of an edit, by which steps are found again though they were changed; by the name that the playlist has now. */
  readonly keysOf?: (playlist: string) => KeysAcross | null
}

export const OPENING: ShowChange = { cause: null, kind: 'open' }
