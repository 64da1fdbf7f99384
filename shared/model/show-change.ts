// Why a stage is handed its part of a show: at its opening, for an edit, or because the file has changed.

export interface ShowChange {
  /** `seq` of the event that led to it; null at the opening. */
  readonly cause: number | null
  readonly kind: 'open' | 'edit' | 'reload'
}

export const OPENING: ShowChange = { cause: null, kind: 'open' }
