// Why a stage is handed its part of a show: at its opening, for an edit, or because the file has changed.

import type { Renamed } from './mutations/renamed.ts'

export interface ShowChange {
  /** `seq` of the event that led to it; null at the opening. */
  readonly cause: number | null
  readonly kind: 'open' | 'edit' | 'reload'
  /** Things that go by another name from now on: what lives in them goes on. */
  readonly renamed?: readonly Renamed[]
}

export const OPENING: ShowChange = { cause: null, kind: 'open' }
