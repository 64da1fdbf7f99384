// When things that move by themselves are drawn: each says how long it will look the same, and all that are due are drawn together.

/** Draws what is new, and answers for how many ms it will look the same at least; `Infinity` until it is told otherwise. */
export type Draw = () => number

/** What the loop needs of a page. */
export interface PageTime {
  now(): number
  /** Answers how to take it back. */
  after(ms: number, run: () => void): () => void
  nextFrame(run: () => void): () => void
}

/** Sooner than this it is drawn before the next repaint; a timer would come between two of them. */
const FRAME_MS = 17
/** Things that are due within this of each other are drawn at once: each time that anything is drawn the page is put together anew. */
const TOGETHER_MS = 20
/** Clocks are set now and then, so nothing is taken for settled for long. */
const LONGEST_MS = 1000

export class DrawLoop {
  readonly #time: PageTime
  readonly #due = new Map<Draw, number>()
  #next: { readonly at: number; readonly cancel: () => void } | null = null

  constructor(time: PageTime) {
    this.#time = time
  }

  /** Draws in so many ms, or before the next repaint, and whenever it is due from then on, until the returned function is called. */
  add(draw: Draw, first = 0): () => void {
    this.#due.set(draw, this.#time.now() + Math.min(first, LONGEST_MS))
    this.#schedule()
    return () => {
      this.#due.delete(draw)
      if (this.#due.size === 0) this.#stop()
    }
  }

  #stop(): void {
    this.#next?.cancel()
    this.#next = null
  }

  #schedule(): void {
    const at = Math.min(...this.#due.values())
    if (this.#next !== null && this.#next.at <= at) return
    this.#stop()
    const wait = at - this.#time.now()
    const run = (): void => this.#run()
    const cancel = wait < FRAME_MS ? this.#time.nextFrame(run) : this.#time.after(wait, run)
    this.#next = { at, cancel }
  }

  #run(): void {
    this.#next = null
    const now = this.#time.now()
    for (const [draw, at] of this.#due) {
      if (at > now + TOGETHER_MS) continue
      const lasts = Math.min(Math.max(0, draw()), LONGEST_MS)
      // It may have been let go of by its own drawing.
      if (this.#due.has(draw)) this.#due.set(draw, now + lasts)
    }
    if (this.#due.size > 0) this.#schedule()
  }
}
