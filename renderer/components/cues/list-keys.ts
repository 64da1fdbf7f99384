// Keys of the cue lists, on their way up from what has the focus, where that has no use for them itself.
import { elementOf, layerOf } from '../../keys/key-place.ts'
import { keyedBy } from '../../lib/actions.ts'
import type { Action } from '../../lib/actions.ts'
import { chordOf } from '../../lib/chords.ts'
import { targetOf } from '../../lib/key-use.ts'

/** Keys that a button has a use for. */
const OF_CONTROLS = new Set(['Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])
/** Keys that go on acting while they are held. */
const REPEATING = /Arrow|Page/

export function takeListKey(
  event: KeyboardEvent,
  actions: readonly Action[],
  press: (action: Action, chord: string) => void,
): void {
  if (event.defaultPrevented || event.isComposing || layerOf(event) !== null) return
  const target = targetOf(elementOf(event))
  if (target !== 'page' && (target !== 'control' || OF_CONTROLS.has(event.key))) return
  const chord = chordOf(event)
  const found = chord === null ? null : keyedBy(actions, chord)
  if (chord === null || found === null) return
  event.preventDefault()
  if (!event.repeat || REPEATING.test(event.key)) press(found, chord)
}
