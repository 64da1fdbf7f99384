// Puts the variables of schedulers back to what the show declares.
import { isDeepStrictEqual } from 'node:util'
import type { Publish } from '../../shared/model/event.ts'
import type { SchedulerState } from './state.ts'

/** Answers how many changed. One that the show does not declare and a rule has made is gone, and told as null. */
export function resetVars(
  { vars, source, definition }: SchedulerState,
  cause: number,
  publish: Publish,
  changed: (name: string) => void,
): number {
  let count = 0
  for (const name of Object.keys(vars)) {
    const declared = definition.vars[name]
    if (declared === undefined) Reflect.deleteProperty(vars, name)
    else if (isDeepStrictEqual(vars[name], declared)) continue
    else vars[name] = declared
    count += 1
    const payload = { schedulerId: definition.id, var: name, value: declared ?? null }
    publish({ type: 'scheduler.varChanged', source, cause, payload })
    changed(name)
  }
  return count
}
