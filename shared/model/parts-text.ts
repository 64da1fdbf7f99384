// What a change of the show comes to, in words.
import type { ChangedPart } from './payload/show-build.ts'

/** One of each kind, and several. */
const KINDS: Readonly<Record<string, readonly [one: string, several: string]>> = {
  playlists: ['playlist', 'playlists'],
  gestures: ['gesture', 'gestures'],
  schedulers: ['scheduler', 'schedulers'],
  cueLists: ['cue list', 'cue lists'],
  params: ['parameter', 'parameters'],
  pages: ['page of faders', 'pages of faders'],
  scenes: ['scene', 'scenes'],
  events: ['event type', 'event types'],
  settings: ['setting of the show', 'settings of the show'],
}

/** `2 playlists changed, 1 gesture added`. */
export function partsText(parts: readonly ChangedPart[]): string {
  const said = parts.flatMap(({ kind, ...counts }) => {
    const [one, several] = KINDS[kind] ?? [kind, kind]
    return (['changed', 'added', 'removed'] as const)
      .filter((how) => counts[how] > 0)
      .map((how) => `${counts[how]} ${counts[how] === 1 ? one : several} ${how}`)
  })
  return said.length === 0 ? 'nothing in it is different' : said.join(', ')
}
