// In a sentence: what of the show's state is back after the program has begun anew, and what is not.
import type { PayloadOf } from '../../shared/model/event.ts'
import { lengthText } from '../../shared/model/words.ts'

type Restored = PayloadOf<'show.state.restored'>

/** One and several of what a part holds; of others their name has to do. */
const THINGS: Readonly<Record<string, readonly [string, string]>> = {
  params: ['parameter', 'parameters'],
  runs: ['run', 'runs'],
  vars: ['variable of the rules', 'variables of the rules'],
  thrown: ['thrown event', 'thrown events'],
}

export function restoredText({ age, isSure, parts, left, lost, pending }: Restored): string {
  const things = Object.entries(parts).flatMap(([name, count]) => (count === 0 ? [] : [thing(name, count)]))
  const since = age === null ? '' : ` as it was ${isSure ? '' : 'at least '}${lengthText(age)} ago`
  const back = things.length === 0 ? 'Nothing of how the show stood is back' : `Back${since}: ${list(things)}`
  const [first] = left
  const more = lost > 1 ? ` and ${lost - 1} more` : ''
  const gone = first === undefined ? '' : `; not as it was: ${first.what} (${first.why})${more}`
  const waits = pending.length === 0 ? '' : `; what would act waits for a decision: ${pending.join(', ')}`
  const clock = isSure ? '' : '; the clock of the computer was set back meanwhile'
  return `${back}${gone}${waits}${clock}`
}

function thing(name: string, count: number): string {
  const words = THINGS[name]
  if (words === undefined) return name
  return `${count} ${count === 1 ? words[0] : words[1]}`
}

function list(things: readonly string[]): string {
  const last = things.at(-1) ?? ''
  return things.length < 2 ? last : `${things.slice(0, -1).join(', ')} and ${last}`
}
