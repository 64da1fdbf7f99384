// Keys that go on being typed when their field has vanished under the hands, as when a question is answered elsewhere.

/** So soon after the last key in the field, what comes next was meant for it. Not renewed by what is passed over. */
const TYPED_ON_MS = 1_000
const EDITING_KEYS = new Set(['Backspace', 'Delete', 'Enter'])

/** Whether a key writes into a text, or works in one. */
export const isTextKey = (key: string): boolean => key.length === 1 || EDITING_KEYS.has(key)

export class TypedOn {
  #field: { readonly isConnected: boolean } | null = null
  #typedAt = 0

  /** A key went into a text field. Enter ends an entry, so what follows it is a command again. */
  typed(field: { readonly isConnected: boolean }, key: string, at: number): void {
    this.#field = key === 'Enter' || key === 'Escape' ? null : field
    this.#typedAt = at
  }

  /** The hands have moved on, as by a click. */
  end(): void {
    this.#field = null
  }

  /** Whether this key was meant for the field. Panic's key never is, nor one that is no text: that ends it. */
  takes(key: string, at: number): boolean {
    if (this.#field === null || this.#field.isConnected) return false
    if (isTextKey(key) && at - this.#typedAt <= TYPED_ON_MS) return true
    this.#field = null
    return false
  }
}
