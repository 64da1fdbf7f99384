// A show as the text of its file: what its author wrote stays as it is written, byte by byte, wherever it still says what is meant.
import { showFile } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { JsonLayout, styleOf } from './json-layout.ts'
import { JsonOutput } from './json-output.ts'
import { wholeOf } from './json-places.ts'
import { JsonRewriting } from './json-rewriting.ts'

/** A show file that was read. */
export interface ShowSource {
  readonly bytes: Uint8Array
  /** What it says. */
  readonly show: ShowFile
}

/**
 * In pieces, between which others have their turn. It is always the text of the same show, whatever becomes of that meanwhile.
 * `source` is the file that it was made of; null where there is none.
 */
export function* showFileText(show: ShowFile, source: ShowSource | null): Generator<Uint8Array> {
  const { buffer, byteOffset, length } = source?.bytes ?? new Uint8Array()
  const bytes = Buffer.from(buffer, byteOffset, length)
  const out = new JsonOutput(bytes)
  const writing = source === null ? anew(out, show) : rewritten(out, bytes, source.show, show)
  for (const _ of writing) yield* out.take()
  yield* out.end()
}

function* anew(out: JsonOutput, show: ShowFile): Generator<void> {
  const layout = new JsonLayout()
  yield* layout.write(out, show, showFile, null, '')
  out.words(layout.style.newline)
}

function* rewritten(out: JsonOutput, bytes: Buffer, old: ShowFile, now: ShowFile): Generator<void> {
  const place = wholeOf(bytes)
  const rewriting = new JsonRewriting(bytes, new JsonLayout(yield* styleOf(bytes)))
  out.source(0, place.start)
  yield* rewriting.value(out, { place, old, now, schema: showFile, indent: '' })
  out.source(place.end, bytes.length)
}
