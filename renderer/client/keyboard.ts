// Tells the engine of the keys that are pressed in this window, where they mean nothing to the window itself.
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

interface KeyboardOptions {
  readonly window: Pick<EventTarget, 'addEventListener'>
  readonly document: Pick<EventTarget, 'addEventListener'> & { readonly hidden: boolean }
  readonly client: Pick<ContractClient, 'input' | 'onState'>
  /** Whether the app itself has a use for this key now. */
  readonly isOurs: (event: KeyboardEvent) => boolean
}

/** Longest names that the contract takes. */
const LONGEST = 50

export function publishKeys({ window, document, client, isOurs }: KeyboardOptions): Disposable {
  /** What each key typed that was told as pressed, by its code. */
  const held = new Map<string, string>()

  const release = (code: string, madeUp?: true): void => {
    const key = held.get(code)
    if (key === undefined) return
    held.delete(code)
    client.input({ family: 'keyboard', code, key, pressed: false, ...(madeUp && { madeUp }) })
  }
  const releaseAll = (): void => {
    for (const code of [...held.keys()]) release(code, true)
  }

  const down = (event: KeyboardEvent): void => {
    // While this key is down, some systems do not tell when others are let go of.
    if (event.key === 'Meta') releaseAll()
    const { code } = event
    if (!isAlone(event) || code === '' || code.length > LONGEST || held.has(code) || isOurs(event)) return
    const key = event.key.slice(0, LONGEST)
    held.set(code, key)
    client.input({ family: 'keyboard', code, key, pressed: true })
  }

  const listening = new AbortController()
  const { signal } = listening
  window.addEventListener('keydown', (event) => down(event as KeyboardEvent), { signal })
  // On its way in: whatever has the focus by now, what was told as pressed is told as let go of.
  const released = (event: Event): void => release((event as KeyboardEvent).code)
  window.addEventListener('keyup', released, { signal, capture: true })
  // A key that is let go of elsewhere is not told here.
  for (const type of ['blur', 'pagehide']) window.addEventListener(type, releaseAll, { signal })
  const hidden = (): void => {
    if (document.hidden) releaseAll()
  }
  document.addEventListener('visibilitychange', hidden, { signal })
  const disconnecting = client.onState((state) => {
    // A silent engine reads it when it wakes; of a client that is away it lets go by itself.
    if (state === 'silent') releaseAll()
    else held.clear()
  })

  return disposable('keys of the window', () => {
    listening.abort()
    dispose(disconnecting)
    releaseAll()
  })
}

/** Pressed just now and on its own: combinations belong to the browser, and what is being composed is text. */
function isAlone({
  repeat,
  ctrlKey,
  metaKey,
  altKey,
  isComposing,
  defaultPrevented,
}: KeyboardEvent): boolean {
  return !repeat && !ctrlKey && !metaKey && !altKey && !isComposing && !defaultPrevented
}
