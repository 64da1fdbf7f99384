// One shake of a gamepad.

export interface Rumble {
  /** Of the heavy motor and of the light one, 0 to 1. */
  readonly strong: number
  readonly weak: number
  /** Milliseconds. */
  readonly lasts: number
}

export const RUMBLE_LIMITS = {
  /** Of one shake; the longest is felt as several. */
  lasts: { least: 20, most: 1_000 },
} as const

/** A shake that comes later than this after what it tells of is not felt at all: it would be taken for something else. */
export const RUMBLE_GOOD_MS = 500
