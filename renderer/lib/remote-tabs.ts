// The pages of the remote, in the order in which a finger turns them.

export const REMOTE_TABS = ['cues', 'faders', 'pads', 'health'] as const
export type RemoteTab = (typeof REMOTE_TABS)[number]

export const TAB_WORDS: Readonly<Record<RemoteTab, string>> = {
  cues: 'Cues',
  faders: 'Faders',
  pads: 'Pads',
  health: 'Health',
}

/** The one that an address names; cues where it names none. */
export function tabNamed(name: string | null): RemoteTab {
  return REMOTE_TABS.find((tab) => tab === name) ?? 'cues'
}

/** The next one, or the one before; null beyond an end. */
export function turnedTo(tab: RemoteTab, by: 1 | -1): RemoteTab | null {
  return REMOTE_TABS[REMOTE_TABS.indexOf(tab) + by] ?? null
}
