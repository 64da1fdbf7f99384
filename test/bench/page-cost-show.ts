// A show as large as an evening's: a cue list, playlists, rules; one playlist that is calm and one that is busy.

const MINUTE = 60_000

interface Step {
  readonly offset: number
  readonly type: string
  readonly payload: object
  readonly repeat?: { readonly count: number; readonly interval: number }
}

/** A step every `every` ms, on ten addresses, for ten minutes. */
function steps(every: number): readonly Step[] {
  return Array.from({ length: 10 }, (_, row) => ({
    offset: row * every,
    type: 'osc.send',
    payload: { target: 'desk', address: `/par/${row}/level`, args: [row / 10] },
    repeat: { count: (10 * MINUTE) / (10 * every), interval: 10 * every },
  }))
}

const looks = Array.from({ length: 40 }, (_, place) => ({
  id: `look-${place}`,
  name: `Look ${place}`,
  steps: steps(500),
}))

const cues = Array.from({ length: 120 }, (_, place) => ({
  id: `cue-${place}`,
  number: `${place + 1}`,
  name: `Cue ${place + 1}`,
  note: place % 3 === 0 ? 'on the bell' : '',
  actions: [{ action: 'start_playlist', id: `look-${place % 40}` }],
}))

export const costShow = {
  version: 1,
  name: 'An evening',
  osc: { targets: { desk: { host: '127.0.0.1', port: 9 } }, latestOnly: ['/fader/*'] },
  playlists: [
    { id: 'calm', name: 'Calm', steps: steps(1000) },
    { id: 'busy', name: 'Busy', steps: steps(10) },
    ...looks,
  ],
  cueLists: [{ id: 'main', name: 'Main', cues }],
}
