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
  ['health.warning.raised', { id: 'params.rejected', where: 'parameters', what: 'refused' }, null],
  ['health.warning.raised', { id: 'disk.full', where: 'disk', what: 'it is full' }, 'disk: it is full'],
  [
    'show.changed',
    {
      ...{ generation: 4, kind: 'edit', name: 'Demo' },
      parts: [
        { kind: 'playlists', added: 1, changed: 2, removed: 0 },
        { kind: 'gestures', added: 0, changed: 0, removed: 1 },
      ],
    },
    'Demo changed by an edit: 2 playlists changed, 1 playlist added, 1 gesture removed',
  ],
  [
    'show.changed',
    { generation: 4, kind: 'reload', name: 'Demo', parts: [] },
    'Demo changed by its file: nothing in it is different',
  ],
  ['show.changed', { generation: 4, kind: 'open', name: 'Demo', parts: [] }, 'Demo opened'],
  ['playlist.emitted', emitted, 'Colour chase step 2: lights.go, on time'],
  [
    'playlist.caughtUp',
    { playlistId: 'chase', why: 'gap', from: 1000, to: 9000, sent: 2, skipped: 80 },
    'Colour chase went on after a gap at 9.0 s: 2 values sent, 80 steps skipped',
  ],
  [
    'playlist.caughtUp',
    { playlistId: 'chase', why: 'runnerLost', from: 1000, to: 9000, sent: 0, skipped: 80 },
    'Colour chase went on after its runner was lost at 9.0 s: 0 values sent, 80 steps skipped',
  ],
  [
    'playlist.caughtUp',
    { playlistId: 'chase', why: 'seek', from: 1000, to: 500, sent: 2, skipped: 0 },
    'Colour chase was moved to 0.5 s: 2 values sent, 0 steps skipped',
  ],
  [
    'run.slept',
    { playlistId: 'chase', slept: 28_800_000, position: 83_500, action: 'ask' },
    'Colour chase paused at 83.5 s: nothing was played for 28800.0 s',
  ],
  [
    'run.slept',
    { playlistId: 'chase', slept: 61_000, position: 83_500, action: 'stop' },
    'Colour chase stopped at 83.5 s: nothing was played for 61.0 s',
  ],
  [
    'resource.exhausted',
    { runId: 'chase#1', playlistId: 'chase', resource: 'emissions', usage: 3, quota: 3 },
    'Colour chase has used up its quota of emissions: 3 of 3',
  ],
  [
    'resource.exhausted',
    { runId: null, resource: 'queue.show', usage: 3, quota: 3 },
    'queue.show exhausted: 3 of 3',
  ],
  [
    'run.stateChanged',
    { playlistId: 'chase', from: 'running', to: 'holding', anchor: { ...anchor, position: 2000 } },
    'Colour chase holding at 2.0 s',
  ],
  ['rule.finished', { name: 'Doors', outcome: 'completed', error: null }, 'Doors completed'],
  [
    'rule.finished',
    { name: 'Doors', outcome: 'failed', error: 'no such playlist' },
    'Doors failed: no such playlist',
  ],
  ['metrics.queue', {}, null],
])('%s with %j is kept as %j', (type, payload, text) => {
  expect(logText({ type, payload, cause: null } as unknown as EventEnvelope, nameOf, () => null)).toBe(text)
})
