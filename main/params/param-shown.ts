// What is shown of a parameter.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { ParamControl, ParamSent, ParamValue, ParamView } from '../../shared/model/param.ts'
import { boundShown } from './bound-shown.ts'
import { viewOfFade } from './fades.ts'
import type { Fade } from './fades.ts'
import type { Param } from './param-table.ts'

interface Shown {
  readonly value: ParamValue
  readonly committed: ParamValue
  readonly fade: Fade | null
  readonly at: MonotonicMs
  readonly controls: readonly ParamControl[] | undefined
  readonly outputs: readonly ParamSent[] | undefined
}

export function paramShown(
  name: string,
  param: Param,
  { value, committed, fade, at, ...bound }: Shown,
): ParamView {
  param.bound = boundShown(param.bound, param.move !== null, { at, ...bound })
  const { controls, outputs } = param.bound
  return {
    ...{ name, value, committed, moving: param.move !== null || fade !== null },
    ...{ by: param.by, changedAt: param.changedAt, refused: param.refused },
    fade: fade === null ? null : viewOfFade(fade),
    ...(controls !== undefined && { controls }),
    ...(outputs !== undefined && { outputs }),
  }
}
