import { expect, test } from 'vitest'
import { logText } from '../../../../main/snapshots/log-text.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'

const nameOf = (id: string): string => (id === 'chase' ? 'Colour chase' : id)

const anchor = { at: 0, position: 0, rate: 1, state: 'running' }
const emitted = {
  playlistId: 'chase',
  step: 1,
  repeat: 0,
  type: 'lights.go',
  payload: {},
  lateBy: 0,
  direct: false,
}

test.each<[type: string, payload: object, text: string | null]>([
  ['playlist.created', { name: 'Colour chase', trigger: null }, 'Colour chase started'],
  [
    'run.stateChanged',
    { playlistId: 'chase', from: 'ready', to: 'running', anchor },
    'Colour chase from ready to running',
  ],
  ['playlist.emitted', emitted, 'Colour chase step 2: lights.go, on time'],
  ['rule.finished', { name: 'Doors', outcome: 'completed', error: null }, 'Doors completed'],
  [
    'rule.finished',
    { name: 'Doors', outcome: 'failed', error: 'no such playlist' },
    'Doors failed: no such playlist',
  ],
  ['metrics.queue', {}, null],
])('%s with %j is kept as %j', (type, payload, text) => {
  expect(logText({ type, payload, cause: null } as unknown as EventEnvelope, nameOf)).toBe(text)
})
