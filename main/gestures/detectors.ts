// The detector of each kind of gesture.
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { Detector } from './detector.ts'
import { Exclusive } from './exclusive.ts'
import { hold } from './hold.ts'
import { multiTap } from './multi-tap.ts'
import { release } from './release.ts'
import { sequence } from './sequence.ts'
import { simultaneous } from './simultaneous.ts'

/** The bank keeps each detector's states apart and hands back only its own, so that their types need not be told here. */
export function detectorFor(gesture: GestureDefinition): Detector<unknown> {
  switch (gesture.kind) {
    case 'doubleTap':
      return multiTap(gesture, 2)
    case 'multiTap':
      return multiTap(gesture, gesture.taps)
    case 'simultaneous':
      return simultaneous(gesture)
    case 'sequence':
      return sequence(gesture)
    case 'hold':
      return hold(gesture)
    case 'release':
      return release(gesture)
    case 'exclusive':
      return new Exclusive(gesture)
  }
}
