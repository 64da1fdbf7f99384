// Of the values of parameters what outlives the program: where each is, also while it moves.
import { z } from 'zod'
import { initialValue } from '../../shared/model/param.ts'
import { paramValue } from '../../shared/model/param-value.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { LeftBehind, TakenBack } from '../../shared/model/kept-state.ts'
import { fitting, misfit } from './fitting.ts'
import type { CommittedParams } from './moves.ts'
import type { ParamTable } from './param-table.ts'

const kept = z.record(z.string(), paramValue)

/** Without those that are where the show has them begin; undefined where all are. */
export function valuesToKeep(table: ParamTable): Readonly<Record<string, ParamValue>> | undefined {
  const moved = [...table].filter(([name, { definition }]) => table.values[name] !== initialValue(definition))
  return moved.length === 0
    ? undefined
    : Object.fromEntries(moved.map(([name]) => [name, table.valueOf(name)]))
}

/** Each rests where it was, and nobody hears of it: it is no move. */
export function takeValuesBack(
  value: unknown,
  table: ParamTable,
  committed: Pick<CommittedParams, 'put'>,
): TakenBack {
  const left: LeftBehind[] = []
  let taken = 0
  for (const [name, was] of Object.entries(kept.parse(value))) {
    const param = table.get(name)
    const why = param === undefined ? 'the show has no such parameter' : misfit(param.definition, was)
    if (param === undefined || why !== null) {
      left.push({ what: name, why: why ?? '' })
      continue
    }
    const now = fitting(param.definition, was)
    if (now !== was)
      left.push({ what: name, why: `it was ${String(was)}, and may only be ${String(now)} now` })
    table.values[name] = now
    committed.put(name, now)
    param.shown = param.hand = null
    taken += 1
  }
  return { taken, left }
}
