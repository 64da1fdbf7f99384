import { SvelteMap } from 'svelte/reactivity'
import { expect, test } from 'vitest'
import { CueSelection } from '../../../../renderer/state/cue-selection.svelte.ts'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { cueRow } from '../../../support/fake-cues.ts'

const cue = (cueId: string): CueView => cueRow({ cueId })

/** A list of cues a to d of which b is dragged, with the pointer in the lower half of the last row. */
function dragging() {
  const lists = new SvelteMap([['main', ['a', 'b', 'c', 'd'].map(cue)]])
  const selection = new CueSelection(
    () => lists.get('main') ?? [],
    () => null,
  )
  selection.drop.start('b')
  selection.drop.over(3.9, 0)
  const becomes = (...ids: readonly string[]): void => void lists.set('main', ids.map(cue))
  const dropped = () => {
    const drop = selection.drop.drop()
    return drop === null ? null : [drop.chosen.map(({ cue: { cueId } }) => cueId), drop.spot.before]
  }
  return { selection, becomes, dropped }
}

test('what is dragged goes where the line is', () => {
  const { selection, dropped } = dragging()
  expect(selection.drop.mark).toMatchObject({ row: 4, depth: 0 })
  expect(dropped()).toEqual([['b'], 4])
})

test('it stays the same cue whatever others do to the list meanwhile', () => {
  const { becomes, dropped } = dragging()
  becomes('b', 'x', 'y', 'a', 'c', 'd')
  expect(dropped()).toEqual([['b'], 4])
})

test('nothing is moved where what was dragged has been removed', () => {
  const { selection, becomes, dropped } = dragging()
  becomes('a', 'c', 'd', 'e')
  expect(selection.drop.mark).toBeNull()
  expect(dropped()).toBeNull()
})
