// What is typed into a field that commits when it is left, and how it is thrown away.

/** An attachment: Escape puts back what `committed` says, so that leaving the field commits nothing. */
export function discardable(committed: () => string): (field: HTMLInputElement) => () => void {
  return (field) => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing) field.value = committed()
    }
    field.addEventListener('keydown', pressed)
    return () => field.removeEventListener('keydown', pressed)
  }
}
