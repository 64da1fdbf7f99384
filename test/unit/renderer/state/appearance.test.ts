import { describe, expect, test } from 'vitest'
import { Appearance } from '../../../../renderer/state/appearance.svelte.ts'

class Width extends EventTarget {
  matches = false

  become(wide: boolean): void {
    this.matches = wide
    this.dispatchEvent(new Event('change'))
  }
}

function page(kept: Record<string, string> = {}) {
  const dataset: DOMStringMap = {}
  const wide = new Width()
  const local = {
    getItem: (key: string): string | null => kept[key] ?? null,
    setItem: (key: string, value: string): void => {
      kept[key] = value
    },
  }
  return { root: { dataset }, wide: wide as unknown as MediaQueryList & Width, local, kept }
}

describe('how a screen looks', () => {
  test('is dark and of medium size at first', () => {
    const { root, ...rest } = page()
    using _appearance = new Appearance({ root, ...rest })
    expect(root.dataset).toEqual({ theme: 'dark', size: 'm' })
  })

  test('what was chosen is there again when the page is loaded anew', () => {
    const first = page()
    using appearance = new Appearance(first)
    appearance.chooseTheme('red')
    appearance.chooseSize('s')
    expect(first.root.dataset).toEqual({ theme: 'red', size: 's' })

    const again = page(first.kept)
    using _later = new Appearance(again)
    expect(again.root.dataset).toEqual({ theme: 'red', size: 's' })
  })

  test('a wide window has large figures while no size was chosen', () => {
    const shown = page()
    using appearance = new Appearance(shown)
    shown.wide.become(true)
    expect(shown.root.dataset['size']).toBe('l')
    appearance.chooseSize('m')
    expect(shown.root.dataset['size']).toBe('m')
    shown.wide.become(false)
    appearance.chooseSize('auto')
    expect(shown.root.dataset['size']).toBe('m')
  })

  test('once it is let go of, the window is of no interest', () => {
    const shown = page()
    {
      using _appearance = new Appearance(shown)
    }
    shown.wide.become(true)
    expect(shown.root.dataset['size']).toBe('m')
  })

  test('what another version kept and nobody knows is as good as nothing', () => {
    const shown = page({ 'cuewright.theme': 'sepia', 'cuewright.size': 'xxl' })
    using _appearance = new Appearance(shown)
    expect(shown.root.dataset).toEqual({ theme: 'dark', size: 'm' })
  })

  test('a browser that refuses to keep anything still changes', () => {
    const refuse = (): never => {
      throw new Error('denied')
    }
    const shown = { ...page(), local: { getItem: refuse, setItem: refuse } }
    using appearance = new Appearance(shown)
    appearance.chooseTheme('light')
    expect(shown.root.dataset['theme']).toBe('light')
  })
})
