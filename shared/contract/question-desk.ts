// Questions of clients, one at a time for each: the next is looked into once the answers before it have been taken.
import { monotonicMs } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import { QUERY_LIMITS } from './limits.ts'

type Run = () => Promise<void>

/** Hands out the few places in which questions of all clients are looked into, in turn. */
export class QuestionDesk implements Disposable {
  readonly #clock: Clock
  readonly #lines = new Set<QuestionLine>()
  #running = 0
  #rest: Disposable | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `untaken` tells how many bytes the client has yet to take. */
  open(untaken: () => number): QuestionLine {
    const line = new QuestionLine(untaken, {
      next: () => this.next(),
      close: (closed) => this.#lines.delete(closed),
    })
    this.#lines.add(line)
    return line
  }

  next(): void {
    if (this.#rest !== null || this.#running >= QUERY_LIMITS.running) return
    for (const line of this.#lines) {
      const run = line.take()
      if (run === null) continue
      // To the end, so that each gets its turn.
      this.#lines.delete(line)
      this.#lines.add(line)
      this.#running += 1
      this.#restAWhile()
      void run().finally(() => {
        this.#running -= 1
        line.done()
        this.next()
      })
      return
    }
  }

  [Symbol.dispose](): void {
    dispose(this.#rest)
  }

  #restAWhile(): void {
    this.#rest = this.#clock.upkeep(monotonicMs(this.#clock.now() + QUERY_LIMITS.apartMs), () => {
      this.#rest = null
      this.next()
    })
  }
}

interface Desk {
  next(): void
  close(line: QuestionLine): void
}

export class QuestionLine implements Disposable {
  readonly #untaken: () => number
  readonly #desk: Desk
  readonly #waiting: Run[] = []
  #running = false

  constructor(untaken: () => number, desk: Desk) {
    this.#untaken = untaken
    this.#desk = desk
  }

  /** False where too many wait already. */
  ask(run: Run): boolean {
    if (this.#waiting.length >= QUERY_LIMITS.waiting) return false
    this.#waiting.push(run)
    this.#desk.next()
    return true
  }

  /** Tells that the client has taken something. */
  taken(): void {
    if (this.#waiting.length > 0) this.#desk.next()
  }

  take(): Run | null {
    if (this.#running || this.#untaken() > QUERY_LIMITS.untakenBytes) return null
    const run = this.#waiting.shift() ?? null
    this.#running = run !== null
    return run
  }

  done(): void {
    this.#running = false
  }

  [Symbol.dispose](): void {
    this.#waiting.length = 0
    this.#desk.close(this)
  }
}
