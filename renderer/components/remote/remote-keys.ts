// The keys of the remote page: Space is GO, Escape leaves a field and is PANIC elsewhere.

const isText = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.matches('input, select, textarea')

export function remoteKeys({ go, panic }: { go(): void; panic(): void }): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') {
      if (isText(event.target)) event.target.blur()
      else panic()
    } else if (event.key === ' ' && !isText(event.target) && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      go()
    }
  }
}
