// The frames that supply streams; the same frame for the same values, so that it is worked out and encoded once for all clients.
import type { ServerFrame } from './frames.ts'
import { diff } from './patch.ts'
import type { StreamName, StreamValues } from './streams.ts'

const wholes = new WeakMap<object, ServerFrame & { kind: 'value' }>()
/** By what a client has, then by what it is to have. */
const patches = new WeakMap<object, WeakMap<object, ServerFrame>>()
let versions = 0

export function valueFrame<S extends StreamName>(
  stream: S,
  value: StreamValues[S],
): ServerFrame & { kind: 'value' } {
  const known = wholes.get(value)
  if (known?.stream === stream) return known
  versions += 1
  // The pairing of name and value is lost on the type checker where the stream is a variable.
  const frame = { kind: 'value', stream, version: versions, value } as ServerFrame & { kind: 'value' }
  wholes.set(value, frame)
  return frame
}

export function patchFrame<S extends StreamName>(
  stream: S,
  before: StreamValues[S],
  after: StreamValues[S],
): ServerFrame {
  const from = valueFrame(stream, before).version
  const { version } = valueFrame(stream, after)
  const known = patches.get(before)?.get(after)
  if (known !== undefined) return known
  const frame: ServerFrame = { kind: 'patch', stream, from, version, patch: diff(stream, before, after) }
  const made = patches.get(before) ?? new WeakMap<object, ServerFrame>()
  made.set(after, frame)
  patches.set(before, made)
  return frame
}
