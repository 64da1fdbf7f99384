// An attachment that hears the keys of what lies in a node, which itself is nothing that is worked.

export function onKeys(
  pressed: (event: KeyboardEvent, node: HTMLElement) => void,
): (node: HTMLElement) => () => void {
  return (node) => {
    const listening = new AbortController()
    node.addEventListener('keydown', (event) => pressed(event, node), { signal: listening.signal })
    return () => listening.abort()
  }
}
