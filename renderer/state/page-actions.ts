// Views, looks, named screens and what else this page opens by itself, whether the engine answers or not.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import { VIEWS } from '../lib/shortcuts.ts'
import { SIZES, THEMES } from './appearance.svelte.ts'
import type { Page } from './page.svelte.ts'
import type { Show } from './show.svelte.ts'

export function pageActions(page: Page, show: Show): readonly Action[] {
  const hasNotes = (): boolean => (show.view?.notes.trim() ?? '') !== ''
  return [
    ...VIEWS.map(({ id, name, key }) =>
      action({
        ...{ id: `view.${id}`, words: name, group: 'views', keys: [key], reach: 'text', also: 'view go to' },
        ...{ ticked: () => page.view === id, run: () => page.show(id) },
      }),
    ),
    action({
      ...{ id: 'view.notes', words: 'Notes of the show', group: 'views', keys: ['F8'], reach: 'text' },
      ...{ ticked: () => page.notesOpen, when: () => (hasNotes() ? null : 'This show has no notes') },
      ...{ anyway: true, run: page.toggleNotes },
    }),
    action({
      ...{ id: 'page.palette', words: 'Find an action…', group: 'screen', keys: ['Ctrl+K'], reach: 'menu' },
      ...{ also: 'command palette search', run: () => (page.paletteOpen = true) },
    }),
    action({
      ...{ id: 'page.keys', words: 'What the keys do', group: 'screen', keys: ['?'], also: 'help shortcuts' },
      run: () => (page.keysOpen = true),
    }),
    ...appearanceActions(page),
  ]
}

function appearanceActions({ appearance }: Page): readonly Action[] {
  return [
    ...THEMES.map(({ id, name }) =>
      action({
        ...{ id: `theme.${id}`, words: `${name} theme`, group: 'theme', also: 'colours look appearance' },
        ...{ ticked: () => appearance.theme === id, run: () => appearance.chooseTheme(id) },
      }),
    ),
    ...SIZES.map(({ id, name }) =>
      action({
        ...{
          id: `size.${id}`,
          words: `Size: ${name.toLowerCase()}`,
          group: 'size',
          also: 'larger smaller zoom',
        },
        ...{ ticked: () => appearance.size === id, run: () => appearance.chooseSize(id) },
      }),
    ),
  ]
}

/** They change with the browser's own list of them. */
export function screenActions(page: Page, refuse: (refused: Fault) => void): readonly Action[] {
  const of = { group: 'screens' } as const
  return [
    action({
      ...{
        ...of,
        id: 'screens.name',
        words: 'Name this screen…',
        also: 'save arrangement layout view bookmark',
      },
      run: page.nameScreen,
    }),
    ...page.screens.all.flatMap(({ name }) => [
      action({
        ...{ ...of, id: `screen.open ${name}`, words: name, also: 'screen open' },
        ...{ ticked: () => page.address.screen === name, run: () => void page.open(name) },
      }),
      action({
        ...{ ...of, id: `screen.forget ${name}`, words: `Forget the screen ${name}`, noLine: true },
        run: () => {
          const refused = page.forgetScreen(name)
          if (refused !== null) refuse(refused)
        },
      }),
    ]),
  ]
}

/** What is kept of a screen with its name. */
export function screenWords({ view, appearance, stationName }: Page): string {
  const name = VIEWS.find(({ id }) => id === view)?.name ?? view
  const theme = THEMES.find(({ id }) => id === appearance.theme)?.name ?? appearance.theme
  const size = SIZES.find(({ id }) => id === appearance.size)?.name ?? appearance.size
  return `${name} with what is chosen in it, ${theme.toLowerCase()} theme, size ${size.toLowerCase()}, as “${stationName}”`
}

export function unknownScreen(name: string): Fault {
  const what = `this browser knows no screen called ${name}`
  return fault('page/no-screen', name, what, 'name one so in the menu of this screen')
}
