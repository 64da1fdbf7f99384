// The variables of rules as they outlive the program: those that the show declares, where they are other than it has them begin.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { freezeDeep, json } from '../../shared/model/json.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LeftBehind, TakenBack } from '../../shared/model/kept-state.ts'
import type { SchedulerState } from './state.ts'

const keptVars = z.record(z.string(), z.record(z.string(), z.unknown()))

export function heldVars(
  schedulers: Iterable<SchedulerState>,
): Readonly<Record<string, Readonly<Record<string, Json>>>> | undefined {
  const held: [string, Readonly<Record<string, Json>>][] = []
  for (const { definition, vars } of schedulers) {
    const own = Object.entries(definition.vars).flatMap(([name, declared]) => {
      const value = vars[name]
      return value === undefined || isDeepStrictEqual(value, declared) ? [] : [[name, value] as const]
    })
    if (own.length > 0) held.push([definition.id, Object.fromEntries(own)])
  }
  return held.length === 0 ? undefined : Object.fromEntries(held)
}

/** Without a word to rules: they stand where they stood. */
export function takeBackVars(value: unknown, schedulers: ReadonlyMap<string, SchedulerState>): TakenBack {
  const left: LeftBehind[] = []
  let taken = 0
  for (const [id, vars] of Object.entries(keptVars.parse(value))) {
    const scheduler = schedulers.get(id)
    for (const [name, was] of Object.entries(vars)) {
      const why = scheduler === undefined ? 'the show has no such scheduler' : misfit(scheduler, name, was)
      if (scheduler === undefined || why !== null) {
        left.push({ what: `${id} ${name}`, why: why ?? '' })
        continue
      }
      scheduler.vars[name] = freezeDeep(was as Json)
      taken += 1
    }
  }
  return { taken, left }
}

function misfit({ definition: { vars } }: SchedulerState, name: string, was: unknown): string | null {
  if (!Object.hasOwn(vars, name)) return 'the show declares no such variable'
  if (!json.safeParse(was).success) return 'it is no value'
  const [kind, before] = [kindOf(vars[name]), kindOf(was)]
  // One that begins with nothing may hold anything.
  return kind === before || kind === 'nothing' || before === 'nothing'
    ? null
    : `it was ${before}, and is ${kind} now`
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return { number: 'a number', string: 'text', boolean: 'a switch' }[typeof value as string] ?? 'an object'
}
