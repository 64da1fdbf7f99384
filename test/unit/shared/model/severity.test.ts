import { expect, test } from 'vitest'
import { severityOf } from '../../../../shared/model/severity.ts'

test.each<[string, object, string]>([
  ['playlist.stopped', { reason: 'failed' }, 'warning'],
  ['playlist.stopped', { reason: 'completed' }, 'info'],
  ['playlist.stopped', { reason: 'cancelled' }, 'info'],
  ['resource.exhausted', { resource: 'emissions' }, 'warning'],
  ['rule.failed', {}, 'warning'],
  ['rule.finished', { outcome: 'failed' }, 'warning'],
  ['rule.finished', { outcome: 'completed' }, 'info'],
  ['rule.fired', {}, 'info'],
  ['playlist.caughtUp', { why: 'gap', skipped: 80 }, 'warning'],
  ['playlist.caughtUp', { why: 'seek', skipped: 80 }, 'info'],
  ['run.slept', { action: 'ask' }, 'warning'],
  ['scheduler.logged', { level: 'warn' }, 'warning'],
  ['recording.stopped', { error: 'the disk is full' }, 'warning'],
  ['recording.stopped', { error: null }, 'info'],
  ['command.rejected', {}, 'warning'],
  ['command.rejected', { command: 'show.close', code: 'show/unsaved' }, 'info'],
  ['show.mutation.rejected', { code: 'edit/invalid' }, 'info'],
  ['show.mutation.rejected', { code: 'edit/stale' }, 'warning'],
  ['param.rejected', {}, 'warning'],
  ['command.accepted', {}, 'info'],
  ['health.warning.raised', {}, 'warning'],
  ['health.warning.cleared', {}, 'info'],
  // A show’s own event may carry anything.
  ['lights.go', { reason: 'failed' }, 'info'],
])('%s %j is of severity %s', (type, payload, severity) => {
  expect(severityOf({ type, payload })).toBe(severity)
})
