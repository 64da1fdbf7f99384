// The show that runs as JSON text, in pieces, since the largest has sixty megabytes.
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { NumberedShow } from '../../shared/contract/read-commands.ts'

/** Steps that are put into words at once. */
const AT_ONCE = 500

/** Always the same show, whatever becomes of it meanwhile. */
export function* showText({ show, path, generation }: NumberedShow): Generator<string> {
  yield `{"generation":${generation},"path":${JSON.stringify(path)},"show":{"version":${show.version}`
  for (const [key, value] of Object.entries(show)) {
    if (key === 'version' || key === 'playlists' || value === undefined) continue
    yield `,${JSON.stringify(key)}:${JSON.stringify(value)}`
  }
  yield ',"playlists":['
  for (const [index, playlist] of show.playlists.entries()) {
    if (index > 0) yield ','
    yield* playlistText(playlist)
  }
  yield ']}}'
}

function* playlistText({ steps, ...rest }: PlaylistDefinition): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"steps":[`
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    const piece = JSON.stringify(steps.slice(at, at + AT_ONCE)).slice(1, -1)
    yield at === 0 ? piece : `,${piece}`
  }
  yield ']}'
}

/** A piece a turn of the event loop, so that nothing else waits for all of them. */
export async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string> {
  for (const piece of pieces) {
    await new Promise<void>((next) => void setImmediate(next))
    yield piece
  }
}
