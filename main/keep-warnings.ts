// Writes what should be found again after the show into the program's own log.
import type { Subscribe } from '../shared/model/event.ts'

/** Where warnings go that should be found again after the show. */
export interface EngineLog {
  warn(details: object, message: string): void
  info(details: object, message: string): void
}

const WARNINGS = [
  'health.warning.*',
  'runner.*',
  'resource.exhausted',
  'playlist.caughtUp',
  'run.slept',
  'inputs.tooOld',
  'interrupt.extended',
  'thrown.missed',
  'clock.jumped',
  'health.handlerFailed',
  'show.checked',
  'show.build.failed',
  'show.persistence.notKept',
  'show.persistence.restored',
  'show.persistence.putAside',
  'show.persistence.setAside',
  'show.state.notKept',
  'show.persistence.versionFailed',
  'show.persistence.versionsLetGo',
  'show.persistence.rescued',
  'show.persistence.migrated',
  'rule.limited',
  'rule.failed',
]
const NEWS = ['show.loaded', 'show.changed', 'show.state.restored', 'show.state.kept']

export function keepWarnings(subscribe: Subscribe, log: EngineLog): Disposable {
  const scope = new DisposableStack()
  const options = { acts: false }
  for (const type of WARNINGS) {
    scope.use(subscribe(type, (event) => log.warn({ event }, event.type), options))
  }
  for (const type of NEWS) {
    scope.use(subscribe(type, (event) => log.info({ event }, event.type), options))
  }
  return scope
}
