import { expect, test } from 'vitest'
import { keepingOf } from '../../../../main/as-run/kept.ts'

test.each([
  'show.loaded',
  'show.panicked',
  'command.received',
  'command.accepted',
  'command.rejected',
  'playlist.caughtUp',
  'playlist.created',
  'playlist.emitted',
  'playlist.stopped',
  'run.slept',
  'run.stateChanged',
  'standby.changed',
  'gesture.recognized',
  'rule.fired',
  'thrown.caught',
  'interrupt.raised',
  'scheduler.logged',
  'task.cancelled',
  'osc.send',
  'osc.sendFailed',
  'param.rejected',
  'midi.send',
  'midi.sendFailed',
  'device.connected',
  'device.lost',
  'health.warning.raised',
  'health.warning.cleared',
  'resource.exhausted',
  'recording.started',
  'replay.stopped',
  'learn.captured',
  'lights.go',
  'fog.machine.burst',
])('%s is kept', (type) => {
  expect(keepingOf(type).kept).toBe(true)
})

test.each([
  'osc.received',
  'hid.received',
  'midi.received',
  'key.received',
  'timecode.received',
  'osc.rejected',
  'deadline.passed',
  'device.stateChanged',
  'playlist.registered',
  'gesture.registered',
  'snapshot.published',
  'broadcast.completed',
  'metrics.queue',
  'metrics.timing',
])('%s is kept only where something came of it', (type) => {
  expect(keepingOf(type).kept).toBe(false)
})
