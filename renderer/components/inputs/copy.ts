// Text to the clipboard, as far as the browser lets a page do that.

/** Copies `text`; where that is not allowed, selects it in `shown` for the operator to copy. */
export async function copyText(text: string, shown: HTMLElement): Promise<'copied' | 'selected'> {
  try {
    // Absent from pages that came over plain HTTP, and refused in the desktop window.
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    getSelection()?.selectAllChildren(shown)
    return 'selected'
  }
}
