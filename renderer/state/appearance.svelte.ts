// How this screen looks: its theme and its size, chosen here and kept in the browser.

export const THEMES = [
  { id: 'dark', name: 'Dark' },
  { id: 'light', name: 'Light' },
  { id: 'contrast', name: 'High contrast' },
  { id: 'red', name: 'Red night' },
] as const
export type ThemeId = (typeof THEMES)[number]['id']

export const SIZES = [
  { id: 'auto', name: 'By the window' },
  { id: 's', name: 'Small' },
  { id: 'm', name: 'Medium' },
  { id: 'l', name: 'Large' },
] as const
export type SizeChoice = (typeof SIZES)[number]['id']

/** From here on there is room for large figures. */
export const LARGE_FROM = '(min-width: 1920px)'

const THEME = 'cuewright.theme'
const SIZE = 'cuewright.size'

interface AppearancePage {
  /** What the style sheets look at: `<html>`. */
  readonly root: { readonly dataset: DOMStringMap }
  /** Null where the browser keeps nothing. */
  readonly local: Pick<Storage, 'getItem' | 'setItem'> | null
  /** Whether the window is wide, `LARGE_FROM`. */
  readonly wide: Pick<MediaQueryList, 'matches' | 'addEventListener' | 'removeEventListener'>
}

export class Appearance implements Disposable {
  readonly #page: AppearancePage

  theme = $state<ThemeId>('dark')
  size = $state<SizeChoice>('auto')

  constructor(page: AppearancePage) {
    this.#page = page
    this.theme = known(THEMES, this.#read(THEME)) ?? 'dark'
    this.size = known(SIZES, this.#read(SIZE)) ?? 'auto'
    page.wide.addEventListener('change', this.#show)
    this.#show()
  }

  readonly chooseTheme = (theme: ThemeId): void => {
    this.theme = theme
    this.#write(THEME, theme)
    this.#show()
  }

  readonly chooseSize = (size: SizeChoice): void => {
    this.size = size
    this.#write(SIZE, size)
    this.#show()
  };

  [Symbol.dispose](): void {
    this.#page.wide.removeEventListener('change', this.#show)
  }

  readonly #show = (): void => {
    const { dataset } = this.#page.root
    dataset['theme'] = this.theme
    dataset['size'] = this.size === 'auto' ? (this.#page.wide.matches ? 'l' : 'm') : this.size
  }

  #read(key: string): string | null {
    try {
      return this.#page.local?.getItem(key) ?? null
    } catch {
      return null
    }
  }

  #write(key: string, value: string): void {
    try {
      this.#page.local?.setItem(key, value)
    } catch {
      // It is forgotten when the page is loaded again.
    }
  }
}

function known<T extends string>(choices: readonly { readonly id: T }[], id: string | null): T | null {
  return choices.find((choice) => choice.id === id)?.id ?? null
}
