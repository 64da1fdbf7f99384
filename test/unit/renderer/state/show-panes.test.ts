import { expect, test } from 'vitest'
import { keptChoices } from '../../../../renderer/lib/kept-choices.ts'
import { ShowPanes } from '../../../../renderer/state/show-panes.svelte.ts'

class Browser {
  readonly kept = new Map<string, string>()
  readonly getItem = (name: string): string | null => this.kept.get(name) ?? null
  readonly setItem = (name: string, value: string): void => void this.kept.set(name, value)
}
const side = ['playlists', 'timeline', 'activity'] as const

/** An address that says nothing. */
const NOWHERE = { param: () => null, set: () => undefined }

test('a place shows its first pane until another is chosen, and that one when the page is opened again', () => {
  const browser = new Browser()
  const panes = new ShowPanes(
    keptChoices(() => browser),
    NOWHERE,
  )
  expect(panes.seen('columns', 'side', side)).toBe('playlists')
  panes.open('columns', 'side', 'activity')
  expect(panes.seen('columns', 'side', side)).toBe('activity')
  expect(
    new ShowPanes(
      keptChoices(() => browser),
      NOWHERE,
    ).seen('columns', 'side', side),
  ).toBe('activity')
})

test('a choice is for its own shape of window, and what a place no longer has is not shown there', () => {
  const panes = new ShowPanes(
    keptChoices(() => new Browser()),
    NOWHERE,
  )
  panes.open('columns', 'side', 'timeline')
  expect(panes.seen('stacked', 'side', ['runs', ...side])).toBe('runs')
  expect(panes.seen('columns', 'side', ['runs', 'activity'])).toBe('runs')
  expect(panes.seen('columns', 'side', [])).toBeNull()
})

test('what the timeline shows is kept', () => {
  const browser = new Browser()
  new ShowPanes(
    keptChoices(() => browser),
    NOWHERE,
  ).showOnTimeline('running')
  expect(
    new ShowPanes(
      keptChoices(() => browser),
      NOWHERE,
    ).timeline,
  ).toBe('running')
  const denied = keptChoices(() => {
    throw new Error('denied')
  })
  expect(new ShowPanes(denied, NOWHERE).timeline).toBe('playlist')
})

test('a browser that keeps nothing, or refuses, changes nothing else', () => {
  const refuses = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('full')
    },
  }
  const panes = new ShowPanes(
    keptChoices(() => refuses),
    NOWHERE,
  )
  panes.open('columns', 'side', 'activity')
  expect(panes.seen('columns', 'side', side)).toBe('activity')
})

test('a tab that the address names is seen before one that was kept, where it is there at all', () => {
  const said = new Map<string, string>()
  const address = {
    param: (place: string) => said.get(place) ?? null,
    set: (place: string, pane: string) => void said.set(place, pane),
  }
  const browser = new Browser()
  new ShowPanes(
    keptChoices(() => browser),
    NOWHERE,
  ).open('columns', 'side', 'activity')
  const panes = new ShowPanes(
    keptChoices(() => browser),
    address,
  )
  expect(panes.seen('columns', 'side', ['playlists', 'activity'])).toBe('activity')
  panes.open('columns', 'side', 'playlists')
  expect(said.get('side')).toBe('playlists')
  said.set('side', 'timeline')
  expect(panes.seen('columns', 'side', ['playlists', 'activity'])).toBe('playlists')
})
