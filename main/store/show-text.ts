// A show as the text of its file, in pieces: a step has a line of its own, so that what changed in it is easily seen.
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** Steps that are put into words at once. */
const AT_ONCE = 500
const INDENT = '  '

/** Always the same show, whatever becomes of it meanwhile. */
export function* showFileText(show: ShowFile): Generator<string> {
  const entries = Object.entries<unknown>(show).filter(([, value]) => value !== undefined)
  yield '{'
  for (const [index, [key, value]] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n${INDENT}${JSON.stringify(key)}: `
    if (key === 'playlists') yield* playlistsText(show.playlists)
    else yield indented(value, INDENT)
  }
  yield '\n}\n'
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)
}

function* playlistsText(playlists: ShowFile['playlists']): Generator<string> {
  const indent = INDENT + INDENT
  if (playlists.length === 0) {
    yield '[]'
    return
  }
  for (const [index, playlist] of playlists.entries()) {
    yield `${index === 0 ? '[' : ','}\n${indent}{`
    yield* playlistText(playlist, indent + INDENT)
    yield `\n${indent}}`
  }
  yield `\n${INDENT}]`
}

function* playlistText(playlist: PlaylistDefinition, indent: string): Generator<string> {
  const entries = Object.entries<unknown>(playlist).filter(([, value]) => value !== undefined)
  for (const [index, [key, value]] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n${indent}${JSON.stringify(key)}: `
    if (key === 'steps') yield* stepsText(playlist.steps, indent)
    else yield indented(value, indent)
  }
}

function* stepsText(steps: PlaylistDefinition['steps'], indent: string): Generator<string> {
  if (steps.length === 0) {
    yield '[]'
    return
  }
  const line = `\n${indent}${INDENT}`
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    const lines = steps.slice(at, at + AT_ONCE).map((step) => line + JSON.stringify(step))
    yield `${at === 0 ? '[' : ','}${lines.join(',')}`
  }
  yield `\n${indent}]`
}
