// Notes for the next start what this one did last, so that a crash has a likely cause.
import type { Subscribe } from '../shared/model/event.ts'
import type { StartRecord } from '../shared/model/start-record.ts'

/** Keeps what is known of this start. */
export interface StartNotes {
  readonly current: StartRecord
  /** Soon on the disk. */
  note(change: Partial<StartRecord>): void
  /** Answered when it would survive a power cut. */
  keep(change: Partial<StartRecord>): Promise<void>
}

const REMEMBERED = 5

export function noteStart(subscribe: Subscribe, notes: StartNotes): Disposable {
  const scope = new DisposableStack()
  const looksOn = { acts: false }
  const began = (what: string): void =>
    notes.note({ began: [...notes.current.began, what.slice(0, 300)].slice(-REMEMBERED) })
  scope.use(subscribe('playlist.created', ({ payload }) => began(`playlist ${payload.name}`), looksOn))
  scope.use(subscribe('rule.fired', ({ payload }) => began(`rule ${payload.name}`), looksOn))
  scope.use(
    subscribe(
      'show.loaded',
      ({ payload: { path, name } }) => {
        notes.note({ show: path })
        began(`the show ${name}, which was opened`)
      },
      looksOn,
    ),
  )
  scope.use(
    subscribe(
      'show.disarmed',
      ({ payload: { why, by, detail } }) => void notes.keep({ disarmed: { why, by, detail } }),
      looksOn,
    ),
  )
  for (const type of ['show.panicked', 'show.disarmed'] as const)
    scope.use(subscribe(type, ({ time }) => notes.note({ endedAllAt: time }), looksOn))
  scope.use(subscribe('show.armed', () => void notes.keep({ disarmed: null }), looksOn))
  return scope
}
