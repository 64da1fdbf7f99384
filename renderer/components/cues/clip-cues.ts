// Copying, cutting and pasting cues: they come as events also where the page may not look into the clipboard itself.
import { isTyping } from '../../lib/key-use.ts'
import type { KeyElement } from '../../lib/key-use.ts'

interface ChosenCues {
  /** As text; null where they are not read yet. */
  copied(): string | null
  paste(text: string): Promise<void>
  remove(): void
}

/** What the clipboard does with the chosen cues; `isOn` says whether it is for them. */
export function clipCues(chosen: ChosenCues, isOn: () => boolean): (event: ClipboardEvent) => void {
  return (event) => {
    if (!isOn() || isTyping(event.target as KeyElement | null)) return
    if (event.type === 'paste') void chosen.paste(event.clipboardData?.getData('text/plain') ?? '')
    else {
      const text = chosen.copied()
      if (text === null) return
      event.clipboardData?.setData('text/plain', text)
      if (event.type === 'cut') chosen.remove()
    }
    event.preventDefault()
  }
}
