// A hand on a fader: touching it moves nothing, and from then on it moves by as much as the hand does. Pure: places in, shares out.

/** Pixels that a press may move and still be a touch. */
const TOUCH_PX = 3
/** With Shift a hand moves it so much less. */
const FINE = 0.1

export interface FaderDrag {
  readonly pointer: number
  /** Where the hand is along the fader, in pixels that go up with the value. */
  readonly at: number
  /** Where the fader would be, finer than it is sent. */
  readonly share: number
  /** Whether it has been moved at all. */
  readonly isMoved: boolean
}

export function takenAt(pointer: number, at: number, share: number): FaderDrag {
  return { pointer, at, share, isMoved: false }
}

/** Shift counts from where it is pressed on; beyond an end nothing adds up, so that the way back begins at once. */
export function draggedTo(drag: FaderDrag, at: number, travel: number, fine: boolean): FaderDrag {
  const moved = at - drag.at
  if (!drag.isMoved) {
    return Math.abs(moved) < TOUCH_PX ? drag : { ...drag, at, isMoved: true }
  }
  const share = drag.share + (moved / Math.max(1, travel)) * (fine ? FINE : 1)
  return { ...drag, at, share: Math.min(Math.max(share, 0), 1) }
}
