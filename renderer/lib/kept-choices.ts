// What somebody has chosen on this screen, kept in the browser: it looks the same when the page is opened again.

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

export interface KeptChoices {
  get(name: string): string | null
  set(name: string, value: string): void
}

const PREFIX = 'cuewright.show.'

/** A browser may refuse to keep anything, at any time, and the storage itself; then the choice lasts as long as the page. */
export function keptChoices(storage: () => ChoiceStorage): KeptChoices {
  return {
    get(name) {
      try {
        return storage().getItem(PREFIX + name)
      } catch {
        return null
      }
    },
    set(name, value) {
      try {
        storage().setItem(PREFIX + name, value)
      } catch {
        // Full, or forbidden: nothing that the operator could mend now.
      }
    },
  }
}
