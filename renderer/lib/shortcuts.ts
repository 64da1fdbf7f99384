// The views of the screen, and their keys.

/** F5 stays free: it reloads the page in a browser. */
export const VIEWS = [
  { id: 'show', name: 'Show', key: 'F1' },
  { id: 'faders', name: 'Faders', key: 'F9' },
  { id: 'inputs', name: 'Inputs', key: 'F2' },
  { id: 'events', name: 'Events', key: 'F3' },
  { id: 'rules', name: 'Rules', key: 'F4' },
  { id: 'log', name: 'Log', key: 'F6' },
  { id: 'health', name: 'Health', key: 'F7' },
] as const
export type ViewId = (typeof VIEWS)[number]['id']
