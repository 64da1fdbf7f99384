// Cues that are dragged: which, where they would be put, and that nothing is changed before they are let go of.
import { isFolded } from '../lib/cue-rows.ts'
import type { CuePlace } from '../lib/cue-rows.ts'
import { movedOf, rootsOf, spotNear, spotsAt, staysPut } from '../lib/drop-place.ts'
import type { Spot } from '../lib/drop-place.ts'

/** Where a line says that they would come; in a group it is the row that is marked. */
export interface DropMark {
  readonly spot: Spot
  /** Rows from the top of the list. */
  readonly row: number
  readonly depth: number
  readonly isInto: boolean
}

/** The rows of a list as they are seen, and which of them are chosen. */
interface DraggedFrom {
  readonly rows: readonly CuePlace[]
  readonly places: readonly CuePlace[]
  readonly folded: ReadonlySet<string>
  readonly chosen: readonly CuePlace[]
  isChosen(cueId: string): boolean
  choose(cueId: string): void
}

/** Pixels that one more group is set in. */
const STEP_PX = 16

/** Where the pointer is: `row` counts from the top of the list and is no whole number; `right` is how far it was drawn to the right. */
interface Pointer {
  readonly row: number
  readonly right: number
}

export class RowDrop {
  readonly #selection: DraggedFrom
  /** Known by their ids: others may edit the list meanwhile. */
  #ids = $state.raw<ReadonlySet<string>>(new Set())
  #pointer = $state.raw<Pointer | null>(null)

  /** Whether a drop leaves them where they are, and puts copies. */
  copies = $state(false)

  readonly isOn = $derived(this.#ids.size > 0)
  readonly #roots = $derived.by(() =>
    this.isOn ? rootsOf(this.#selection.places.filter(({ cue }) => this.#ids.has(cue.cueId))) : [],
  )
  readonly count = $derived(this.#roots.length)
  /** As the list is now, under the pointer where it is. A drop that changes nothing has none. */
  readonly mark = $derived(this.#pointer === null ? null : this.#markAt(this.#pointer))

  constructor(selection: DraggedFrom) {
    this.#selection = selection
  }

  /** Takes up a cue, and with it all that are chosen where it is one of them. */
  start(cueId: string): void {
    if (!this.#selection.isChosen(cueId)) this.#selection.choose(cueId)
    this.#ids = new Set(rootsOf(this.#selection.chosen).map(({ cue }) => cue.cueId))
  }

  over(row: number, right: number): void {
    this.#pointer = { row, right }
  }

  /** What was dragged and where to; null where everything stays where it is. */
  drop(): { readonly chosen: readonly CuePlace[]; readonly spot: Spot; readonly copies: boolean } | null {
    const { mark, copies } = this
    const chosen = this.#roots
    this.cancel()
    return mark === null || chosen.length === 0 ? null : { chosen, spot: mark.spot, copies }
  }

  readonly cancel = (): void => {
    this.#ids = new Set()
    this.#pointer = null
    this.copies = false
  }

  #markAt({ row, right }: Pointer): DropMark | null {
    const { rows, places, folded } = this.#selection
    const [first] = this.#roots
    if (first === undefined || rows.length === 0) return null
    // Copies leave all of it where it is, and may come anywhere but into what they are of.
    const moved = this.copies ? new Set<number>() : movedOf(this.#roots)
    const at = Math.min(Math.max(0, Math.floor(row)), rows.length - 1)
    const under = rows[at] as CuePlace
    const within = row - at
    const isInto = under.cue.group !== null && within > 0.3 && within < 0.7 && !moved.has(under.place)
    if (isInto) {
      const spot = { before: under.end, parent: under.place }
      return this.#changing({ spot, row: at, depth: under.cue.depth + 1, isInto })
    }
    const isBelow = within >= 0.5
    const gap = !isBelow ? under.place : isFolded(under, folded) ? under.end : under.place + 1
    const depth = first.cue.depth + Math.round(right / STEP_PX)
    const spot = spotNear(places, spotsAt(places, gap, moved, folded), depth)
    if (spot === null) return null
    const parent = places[spot.parent]
    return this.#changing({
      spot,
      row: at + (isBelow ? 1 : 0),
      depth: parent === undefined ? 0 : parent.cue.depth + 1,
      isInto,
    })
  }

  #changing(mark: DropMark): DropMark | null {
    const { places } = this.#selection
    const inside = movedOf(this.#roots).has(mark.spot.parent)
    return inside || (!this.copies && staysPut(places, this.#roots, mark.spot)) ? null : mark
  }
}
