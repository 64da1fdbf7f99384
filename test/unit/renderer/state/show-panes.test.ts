import { expect, test } from 'vitest'
import { keptChoices } from '../../../../renderer/lib/kept-choices.ts'
import { ShowPanes } from '../../../../renderer/state/show-panes.svelte.ts'

class Browser {
  readonly kept = new Map<string, string>()
  readonly getItem = (name: string): string | null => this.kept.get(name) ?? null
  readonly setItem = (name: string, value: string): void => void this.kept.set(name, value)
}
const side = ['playlists', 'timeline', 'activity'] as const

test('a place shows its first pane until another is chosen, and that one when the page is opened again', () => {
  const browser = new Browser()
  const panes = new ShowPanes(keptChoices(browser))
  expect(panes.seen('columns', 'side', side)).toBe('playlists')
  panes.open('columns', 'side', 'activity')
  expect(panes.seen('columns', 'side', side)).toBe('activity')
  expect(new ShowPanes(keptChoices(browser)).seen('columns', 'side', side)).toBe('activity')
})

test('a choice is for its own shape of window, and what a place no longer has is not shown there', () => {
  const panes = new ShowPanes(keptChoices(new Browser()))
  panes.open('columns', 'side', 'timeline')
  expect(panes.seen('stacked', 'side', ['runs', ...side])).toBe('runs')
  expect(panes.seen('columns', 'side', ['runs', 'activity'])).toBe('runs')
  expect(panes.seen('columns', 'side', [])).toBeNull()
})

test('what the timeline shows is kept', () => {
  const browser = new Browser()
  new ShowPanes(keptChoices(browser)).showOnTimeline('running')
  expect(new ShowPanes(keptChoices(browser)).timeline).toBe('running')
  expect(new ShowPanes(keptChoices(null)).timeline).toBe('playlist')
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
  const panes = new ShowPanes(keptChoices(refuses))
  panes.open('columns', 'side', 'activity')
  expect(panes.seen('columns', 'side', side)).toBe('activity')
})
