// What a desk must have after its program has ended, in whatever way, and begun again.
import { expect } from 'vitest'
import { isAnother } from '../../main/coordinator/edits-between.ts'
import { names } from './desk-model.ts'
import type { Desk, Known, Model } from './desk-model.ts'

/** Takes over into the model what is back; `kept` is the newest generation that was said to be kept. */
export function comesBack(model: Model, desk: Desk, kept: number): void {
  const { show, path, generation } = desk.coordinator.current()
  const { done, undone } = desk.counts()
  const view = desk.coordinator.edits()
  const saved = view.rescued === null ? desk.showIn(path ?? '') : null
  const found = known(model, desk, kept)
  const isMixed = model.isMixed && done + undone > 0
  let now: Known = { show, past: [], future: [] }
  if (found === null) {
    // Only somebody else's show may have come in its place, or an earlier version where theirs is none.
    expect(model.pending, `${names(show)} at ${generation}, kept up to ${kept}`).not.toBe(null)
    const before = model.states.get(kept)
    const wereEdits = before !== undefined && model.saved !== null && isAnother(model.saved, before.show)
    if (wereEdits) expect(view.notices, 'edits that were kept are set aside, and said').not.toEqual([])
    expect(done + undone).toBe(0)
  } else {
    const { past, future } = found
    now = {
      show,
      past: past.slice(past.length - Math.min(done, past.length)),
      future: future.slice(future.length - Math.min(undone, future.length)),
    }
  }
  if (view.rescued !== null) expect(model.versioned.has(path ?? '')).toBe(true)
  model.opens(path ?? '', now, saved)
  model.isMixed = isMixed
}

/** The state that is back, which is that of its generation where it goes on from the journal. */
function known(model: Model, desk: Desk, kept: number): Known | null {
  const { show, generation } = desk.coordinator.current()
  const { done, undone } = desk.counts()
  const own = model.states.get(generation)
  const others = [...model.states].filter(([each]) => each >= kept).map(([, state]) => state)
  const alike = [...(own === undefined || generation < kept ? [] : [own]), ...others.reverse()].filter(
    (state) => !isAnother(state.show, show),
  )
  const fits = ({ past, future }: Known): boolean =>
    model.isMixed || (past.length >= done && future.length >= undone)
  if (alike.length > 0)
    expect(alike.some(fits), `${done} done and ${undone} undone are more than there were`).toBe(true)
  return alike.find(fits) ?? null
}
