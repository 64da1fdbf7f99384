// How much an event concerns the operator: the same for the list of activity and for the log.

export type Severity = 'info' | 'warning'

/** What is always trouble. */
const WARNINGS: ReadonlySet<string> = new Set([
  'command.rejected',
  'show.mutation.rejected',
  'show.persistence.failed',
  'show.persistence.notKept',
  'show.persistence.restored',
  'show.persistence.setAside',
  'show.state.notKept',
  'show.persistence.versionFailed',
  'show.persistence.versionsLetGo',
  'show.persistence.rescued',
  'show.persistence.migrated',
  'osc.rejected',
  'param.rejected',
  'scene.rejected',
  'osc.sendFailed',
  'hid.rejected',
  'midi.rejected',
  'midi.sendFailed',
  'inputs.tooOld',
  'clock.jumped',
  'device.lost',
  'runner.lost',
  'resource.exhausted',
  'broadcast.failed',
  'playlist.notSent',
  'run.slept',
  'interrupt.extended',
  'thrown.missed',
  'rule.limited',
  'rule.failed',
  'cue.failed',
  'health.warning.raised',
  'health.handlerFailed',
])

/** What is trouble where this field has this value. */
const WHERE: Readonly<Record<string, readonly [field: string, values: readonly string[]]>> = {
  'playlist.stopped': ['reason', ['failed']],
  // After a seek somebody knows that steps were passed over.
  'playlist.caughtUp': ['why', ['gap', 'runnerLost', 'edit', 'restart']],
  'scheduler.logged': ['level', ['warn']],
  'rule.finished': ['outcome', ['failed', 'late']],
  'replay.stopped': ['reason', ['failed']],
  'device.stateChanged': ['state', ['refused']],
  'thrown.ended': ['outcome', ['displaced']],
  'show.build.statusChanged': ['state', ['failing', 'offered']],
}

/** Refusals that are a part of the work: the page asks what becomes of the edits, or says beside the field what is wrong with it. */
const ASKED_BACK: ReadonlySet<unknown> = new Set([
  'show/unsaved',
  'edit/invalid',
  'edit/taken',
  'edit/nothing',
])
const REFUSALS: ReadonlySet<string> = new Set(['command.rejected', 'show.mutation.rejected'])

export function severityOf({
  type,
  payload,
}: {
  readonly type: string
  readonly payload: unknown
}): Severity {
  const fields = (payload ?? {}) as Readonly<Record<string, unknown>>
  if (REFUSALS.has(type) && ASKED_BACK.has(fields['code'])) return 'info'
  if (WARNINGS.has(type)) return 'warning'
  if (type === 'recording.stopped' || type === 'show.stopped')
    return fields['error'] === null ? 'info' : 'warning'
  const [field, values] = WHERE[type] ?? ['', []]
  return values.includes(fields[field] as string) ? 'warning' : 'info'
}
