// What is kept of something that was thrown and ended the engine.
import { messageOf } from '../shared/base/result.ts'
import type { StartEnd } from '../shared/model/start-record.ts'

export function startFailure(thrown: unknown): StartEnd {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  return { kind: 'failed', message: messageOf(thrown).slice(0, 4096), stack: stack.slice(0, 16_384) }
}
