// The frames that supply streams; the same frame for the same values, so that it is worked out and encoded once for all clients.
import type { ServerFrame } from './frames.ts'
import { diff } from './patch.ts'
import { editsFrom } from './open-ways.ts'
import type { Opened } from './open-ways.ts'
import { columnsOf, stepsOf } from './step-columns.ts'
import { isOpenable, isTimeline } from './streams.ts'
import type { SentValues, StandingStream, StreamName, StreamValues } from './streams.ts'

const wholes = new WeakMap<object, ServerFrame & { kind: 'value' }>()
/** By what a client has, then by what it is to have. */
const patches = new WeakMap<object, WeakMap<object, ServerFrame>>()
const versions = new WeakMap<object, number>()
let latest = 0

export function valueFrame<S extends StreamName>(
  stream: S,
  value: StreamValues[S],
): ServerFrame & { kind: 'value' } {
  const known = wholes.get(value)
  if (known?.stream === stream) return known
  // The pairing of name and value is lost on the type checker where the stream is a variable.
  const sent = { kind: 'value', stream, version: versionOf(value), value: sentAs(stream, value) }
  const frame = sent as ServerFrame & { kind: 'value' }
  wholes.set(value, frame)
  return frame
}

/** What differs, or all of it where that cannot be told. */
export function patchFrame<S extends StreamName>(
  stream: S,
  before: StreamValues[S],
  after: StreamValues[S],
): ServerFrame {
  const known = patches.get(before)?.get(after)
  if (known !== undefined) return known
  const frame = changeFrame(stream, before, after) ?? valueFrame(stream, after)
  const made = patches.get(before) ?? new WeakMap<object, ServerFrame>()
  made.set(after, frame)
  patches.set(before, made)
  return frame
}

function changeFrame(stream: StreamName, before: object, after: object): ServerFrame | null {
  const [from, version] = [versionOf(before), versionOf(after)]
  if (isOpenable(stream)) {
    const edits = editsFrom(before as Opened, after as Opened)
    return edits === null ? null : { kind: 'edits', stream, from, version, edits }
  }
  type Standing = StreamValues[StandingStream]
  return {
    ...{ kind: 'patch', stream, from, version },
    patch: diff(stream, before as Standing, after as Standing),
  }
}

/** The value of a stream as it was before it was sent. */
export function received<S extends StreamName>(stream: S, value: SentValues[S]): StreamValues[S] {
  if (!isTimeline(stream)) return value as StreamValues[S]
  const { generation, columns } = value as SentValues[typeof stream]
  return { generation, ...stepsOf(columns) } as unknown as StreamValues[S]
}

function sentAs<S extends StreamName>(stream: S, value: StreamValues[S]): unknown {
  if (!isTimeline(stream)) return value
  const { generation, ...steps } = value as StreamValues[typeof stream]
  return { generation, columns: columnsOf(steps) }
}

function versionOf(value: object): number {
  const known = versions.get(value)
  if (known !== undefined) return known
  latest += 1
  versions.set(value, latest)
  return latest
}
