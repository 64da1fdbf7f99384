// Keeps what parameters commit, whatever it is.
import type { CommittedParams } from '../../main/params/moves.ts'
import { ok } from '../../shared/base/result.ts'
import type { ParamValue } from '../../shared/model/param.ts'

export function committedParams(): CommittedParams {
  const kept = new Map<string, ParamValue>()
  return {
    get: (name) => kept.get(name),
    put(name, value) {
      kept.set(name, value)
      return ok(null)
    },
    changed() {},
  }
}
