// Parameters that somebody moves all the time, one of them beyond its range.
import type { ShowView } from '../../shared/contract/streams.ts'
import { initialValue } from '../../shared/model/param.ts'
import type { ParamView } from '../../shared/model/param.ts'

/** Where they are at a moment of the engine's clock; the first is on the move. */
export function paramsAt({ params }: ShowView, at: number): ParamView[] {
  return params.map((param, place) => {
    const rests = { by: null, changedAt: null, moving: false, fade: null, refused: null }
    const value = initialValue(param)
    if (param.type !== 'number' || place > 0) return { name: param.name, value, committed: value, ...rests }
    const share = (1 + Math.sin(at / 700)) / 2
    return {
      ...{ name: param.name, value: param.min + share * (param.max - param.min), committed: value },
      ...{ by: 'FOH tablet', changedAt: at, moving: true, fade: null, refused: null },
    }
  })
}
