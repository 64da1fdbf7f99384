// Gives a field the focus as soon as it can have it: a row that a list has yet to measure is hidden, and takes none.

/** An attachment of a text field that opens to be typed in. */
export function takeFocus(field: HTMLInputElement): () => void {
  let next = 0
  const take = (): void => {
    field.focus({ preventScroll: true })
    if (document.activeElement === field) field.select()
    else next = requestAnimationFrame(take)
  }
  take()
  return () => cancelAnimationFrame(next)
}
