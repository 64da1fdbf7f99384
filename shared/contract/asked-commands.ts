// The commands of one client that the engine has yet to answer, and those given up whose answer may still come.
import { monotonicMs } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import { failed } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import type { CommandAnswer, CommandName } from './commands.ts'
import { lostOnTheWay, unanswered } from './connection-faults.ts'

const ANSWER_WITHIN_MS = 5_000
/** Commands given up whose answers are still waited for; the oldest is forgotten first. */
const MOST_LATE = 32

type Settle = (result: Result<never> | { ok: true; value: unknown }) => void

interface Asked {
  readonly command: string
  readonly timer: Disposable
  readonly settle: Settle
}

export class AskedCommands {
  readonly #clock: Clock
  readonly #asked = new Map<number, Asked>()
  readonly #late = new Map<number, Settle>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * The answer to the command that was sent under `id`, or a fault where none comes in time; `late` is handed an answer that
   * comes after that over the same connection.
   */
  answer<N extends CommandName>(
    id: number,
    command: N,
    late?: (answer: Result<CommandAnswer<N>>) => void,
  ): Promise<Result<CommandAnswer<N>>> {
    return new Promise((resolve) => {
      const dueAt = monotonicMs(this.#clock.now() + ANSWER_WITHIN_MS)
      const timer = this.#clock.upkeep(dueAt, () => {
        this.settle(id, failed(unanswered(command, ANSWER_WITHIN_MS)))
        if (late !== undefined) this.#awaitLate(id, late as Settle)
      })
      // The engine answers a command with the type that the contract names for it.
      this.#asked.set(id, { command, timer, settle: resolve as Settle })
    })
  }

  settle(id: number, result: Parameters<Settle>[0]): void {
    const late = this.#late.get(id)
    this.#late.delete(id)
    late?.(result)
    const asked = this.#asked.get(id)
    if (asked === undefined) return
    this.#asked.delete(id)
    dispose(asked.timer)
    asked.settle(result)
  }

  /** The connection is gone: no answer comes any more. */
  lost(): void {
    for (const [id, { command }] of [...this.#asked]) this.settle(id, failed(lostOnTheWay(command)))
    this.#late.clear()
  }

  #awaitLate(id: number, late: Settle): void {
    const [oldest] = this.#late.keys()
    if (this.#late.size === MOST_LATE && oldest !== undefined) this.#late.delete(oldest)
    this.#late.set(id, late)
  }
}
