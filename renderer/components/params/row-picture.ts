// The picture of a row of faders, below what is worked there: one for all of them, of which only what is elsewhere is drawn anew.
import type { NamedParam } from '../../../shared/contract/streams.ts'
import { initialValue } from '../../../shared/model/param.ts'
import type { ParamValue, ParamView } from '../../../shared/model/param.ts'
import type { Placed } from '../../lib/fader-layout.ts'
import { shareOf, zeroOf } from '../../lib/fader-scale.ts'
import { ghostsOf, valueText } from '../../lib/param-words.ts'
import { DIGITS_MS } from './fader-paint.ts'
import type { FaderPaint } from './fader-paint.ts'
import { drawDigits, drawTrack } from './fader-picture.ts'
import { measureRow } from './row-geometry.ts'
import type { RowGeometry } from './row-geometry.ts'

type NumberParam = Extract<NamedParam, { readonly type: 'number' }>

interface Sources {
  readonly faders: {
    /** At this moment, and for how many ms it stays so. */
    shown(name: string): { readonly value: ParamValue | null; readonly lasts: number }
    readonly params: { latest(name: string): ParamView | null }
  }
  readonly paint: FaderPaint
  /** Whether none of them moves. */
  readonly isStuck: boolean
}

/** Until one without room is looked at again. */
const MEASURED_MS = 250

/** One of the row, and as what it was drawn last. */
class Fader {
  readonly param: NumberParam
  readonly zero: number
  readonly opening: number
  pixel = NaN
  end: number | null = null
  controls: ParamView['controls'] = undefined
  value: number | null | undefined = undefined
  text = ''
  textAt = -Infinity

  constructor(param: NumberParam) {
    this.param = param
    this.zero = zeroOf(param)
    this.opening = shareOf(param, Number(initialValue(param)))
  }
}

export class RowPicture implements Disposable {
  readonly #row: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D | null
  readonly #sources: Sources
  readonly #faders: readonly Fader[]
  readonly #resized: ResizeObserver
  readonly #removes: readonly (() => void)[]
  #geometry: RowGeometry | null = null
  /** Of which look it was drawn. */
  #looks = NaN

  constructor(row: HTMLElement, canvas: HTMLCanvasElement, placed: readonly Placed[], sources: Sources) {
    this.#row = row
    this.#canvas = canvas
    this.#context = canvas.getContext('2d')
    this.#sources = sources
    this.#faders = placed.flatMap((one) =>
      typeof one !== 'string' && one.type === 'number' ? [new Fader(one)] : [],
    )
    this.#removes = this.#faders.map((fader) =>
      sources.paint.add(fader.param.name, (at) => this.#draw(fader, at)),
    )
    this.#resized = new ResizeObserver(() => {
      this.#geometry = null
      for (const { param } of this.#faders) sources.paint.touch(param.name)
    })
    this.#resized.observe(row)
  }

  [Symbol.dispose](): void {
    this.#resized.disconnect()
    for (const remove of this.#removes) remove()
  }

  #draw(fader: Fader, at: number): number {
    const { faders, paint } = this.#sources
    if (this.#geometry === null || this.#looks !== paint.looks) this.#begin()
    const geometry = this.#geometry
    const boxes = geometry?.byName.get(fader.param.name)
    if (this.#context === null || geometry === null || boxes === undefined) return MEASURED_MS
    const { value, lasts } = faders.shown(fader.param.name)
    const number = typeof value === 'number' ? value : null
    this.#drawTrack(fader, geometry, number ?? Number(initialValue(fader.param)))
    if (number === fader.value) return lasts
    if (at - fader.textAt < DIGITS_MS) return Math.min(lasts, DIGITS_MS - (at - fader.textAt))
    fader.value = number
    fader.textAt = at
    const digits = number === null ? '–' : valueText(fader.param, number, false)
    if (digits === fader.text) return lasts
    fader.text = digits
    const { unit } = fader.param
    const { isStuck } = this.#sources
    drawDigits(this.#context, paint.themeOf(this.#row), boxes.digits, geometry, { digits, unit, isStuck })
    return lasts
  }

  #drawTrack(fader: Fader, { byName, ratio }: RowGeometry, value: number): void {
    const { param, zero, opening } = fader
    const track = byName.get(param.name)?.track
    if (this.#context === null || track === undefined) return
    const share = shareOf(param, value)
    const pixel = Math.round(share * track.height * ratio)
    const view = this.#sources.faders.params.latest(param.name)
    const to = view?.fade?.to
    const end = typeof to === 'number' ? shareOf(param, to) : null
    if (pixel === fader.pixel && end === fader.end && view?.controls === fader.controls) return
    fader.pixel = pixel
    fader.end = end
    fader.controls = view?.controls
    const ghosts = ghostsOf(param, view)
    const theme = this.#sources.paint.themeOf(this.#row)
    const { isStuck } = this.#sources
    drawTrack(this.#context, theme, track, { share, zero, opening, end, ghosts, isStuck })
  }

  /** Measured and empty, so that each is drawn. */
  #begin(): void {
    this.#geometry = measureRow(this.#row)
    this.#looks = this.#sources.paint.looks
    if (this.#geometry === null || this.#context === null) return
    const { width, height, ratio } = this.#geometry
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    for (const fader of this.#faders) {
      fader.pixel = NaN
      fader.value = undefined
      fader.text = ''
      fader.textAt = -Infinity
    }
  }
}
