// Whether a hand is at a list just now: then nothing scrolls it away from under the hand.

/** Ms that a list stays where a hand has put it. */
const LEFT_ALONE_MS = 5000
const SCROLLS = ['wheel', 'touchmove', 'pointerdown'] as const

export interface Hand {
  /** An attachment for what holds the list. */
  attach(element: HTMLElement): () => void
  /** Keys have moved it. */
  moved(): void
  /** It was asked for that it moves. */
  forget(): void
  isBusy(): boolean
}

export function watchHand(): Hand {
  let movedAt = -Infinity
  let list: HTMLElement | null = null
  const moved = (): void => {
    movedAt = performance.now()
  }
  const isTyping = (): boolean =>
    list !== null &&
    list.contains(document.activeElement) &&
    document.activeElement instanceof HTMLInputElement
  return {
    attach(element) {
      list = element
      for (const type of SCROLLS) element.addEventListener(type, moved, { passive: true })
      return () => {
        list = null
        for (const type of SCROLLS) element.removeEventListener(type, moved)
      }
    },
    moved,
    forget() {
      movedAt = -Infinity
    },
    isBusy: () => isTyping() || performance.now() - movedAt < LEFT_ALONE_MS,
  }
}
