// Places in a timeline as few spans, however many they are: which of its emissions a run has played, or leaves out.
import type { Carried } from './carry.ts'

type Span = [from: number, to: number]

export class PlaceSet {
  /** In order, and none touches the next; `to` is not in it. */
  #spans: Span[] = []

  static upTo(end: number): PlaceSet {
    const set = new PlaceSet()
    if (end > 0) set.#spans.push([0, end])
    return set
  }

  has(place: number): boolean {
    const span = this.#spans[this.#firstBehind(place)]
    return span !== undefined && span[0] <= place
  }

  add(place: number): void {
    const at = this.#firstBehind(place)
    const [before, span] = [this.#spans[at - 1], this.#spans[at]]
    if (span !== undefined && span[0] <= place) return
    const joins = span?.[0] === place + 1
    if (before?.[1] === place) {
      before[1] = joins ? span[1] : place + 1
      if (joins) this.#spans.splice(at, 1)
    } else if (joins) span[0] = place
    else this.#spans.splice(at, 0, [place, place + 1])
  }

  delete(place: number): void {
    const at = this.#firstBehind(place)
    const span = this.#spans[at]
    if (span === undefined || span[0] > place) return
    const parts: Span[] = [
      [span[0], place],
      [place + 1, span[1]],
    ]
    this.#spans.splice(at, 1, ...parts.filter(([from, to]) => from < to))
  }

  /** Without all from `place` on. */
  cut(place: number): void {
    const at = this.#firstBehind(place)
    const span = this.#spans[at]
    const isCut = span !== undefined && span[0] < place
    if (isCut) span[1] = place
    this.#spans.length = isCut ? at + 1 : at
  }

  /** The first from `place` on that is not in it. */
  freeFrom(place: number): number {
    const span = this.#spans[this.#firstBehind(place)]
    return span !== undefined && span[0] <= place ? span[1] : place
  }

  countIn(from: number, to: number): number {
    let count = 0
    for (let at = this.#firstBehind(from); at < this.#spans.length; at += 1) {
      const [first, end] = this.#spans[at] as Span
      if (first >= to) break
      count += Math.min(end, to) - Math.max(first, from)
    }
    return count
  }

  /** Where they are after an edit, those that are still there. */
  carried({ spans }: Carried): PlaceSet {
    const moved: Span[] = []
    let next = 0
    for (let at = 0; at < spans.length; at += 3) {
      const [before, now, count] = [spans[at], spans[at + 1], spans[at + 2]] as [number, number, number]
      while (next < this.#spans.length && (this.#spans[next] as Span)[1] <= before) next += 1
      for (let own = next; own < this.#spans.length; own += 1) {
        const [first, end] = this.#spans[own] as Span
        if (first >= before + count) break
        moved.push([Math.max(first, before) - before + now, Math.min(end, before + count) - before + now])
      }
    }
    const set = new PlaceSet()
    for (const [from, to] of moved.sort(([a], [b]) => a - b)) {
      const last = set.#spans.at(-1)
      if (last?.[1] === from) last[1] = to
      else set.#spans.push([from, to])
    }
    return set
  }

  /** Index of the first span that ends behind `place`. */
  #firstBehind(place: number): number {
    let low = 0
    let high = this.#spans.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#spans[middle] as Span)[1] <= place) low = middle + 1
      else high = middle
    }
    return low
  }
}
