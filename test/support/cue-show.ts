// Shows with cue lists on a simulated clock, and what their cues did as short lines.
import { parseShow } from '../../main/build/parse-show.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { bytesOf } from './show-bytes.ts'
import { SimulatedShow } from './simulated-show.ts'

/** Each plays so many milliseconds. */
const LENGTHS = { short: 100, long: 5000 } as const

const PLAYLISTS = Object.entries(LENGTHS).map(([id, length]) => ({
  ...{ id, name: id },
  steps: [
    { offset: 0, type: 'own.event', payload: { from: id } },
    { offset: length, type: 'own.event', payload: { from: id, at: length } },
  ],
}))

export function showOf(cueLists: readonly object[], more: object = {}): LoadedShow {
  const loaded = parseShow(
    bytesOf({
      ...{ version: 1, name: 'Cues', minimumGoTime: 0 },
      events: { 'own.event': {}, 'own.go': {} },
      params: { level: { type: 'number', max: 10 } },
      playlists: PLAYLISTS,
      cueLists,
      ...more,
    }),
    'cues.show.json',
  )
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return { show: loaded.value, path: null }
}

export function mainList(...cues: readonly object[]): object {
  return { id: 'main', name: 'Main', cues }
}

export const starts = (id: keyof typeof LENGTHS): object => ({
  actions: [{ action: 'start_playlist', id }],
})

export function played(...cues: readonly object[]): SimulatedShow {
  return new SimulatedShow(showOf([mainList(...cues)]))
}

const TOLD = ['waiting', 'started', 'completed', 'failed', 'stopped', 'skipped', 'waitCancelled']

/** `time cue what`, in the order of what happened, from an event on. */
export function linesOf(show: SimulatedShow, from = 0): string[] {
  return show.events.slice(from).flatMap(({ type, at, payload }) => {
    const [family, what = ''] = type.split('.')
    if (family !== 'cue' || !TOLD.includes(what)) return []
    return [`${Math.round(at)} ${(payload as { cueId: string }).cueId} ${what}`]
  })
}
