// A scheduler on simulated time, with what it printed and which tasks failed kept for the test to read.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { messageOf } from '../../../../shared/base/result.ts'
import { Scheduler } from '../../../../main/tasks/scheduler.ts'

export class Rig implements Disposable {
  readonly clock = new SimulatedClock()
  /** `time line` of all that was printed. */
  readonly lines: string[] = []
  /** `time id name: message` of every failure. */
  readonly failures: string[] = []
  readonly scheduler: Scheduler

  constructor(maxTasks = 256) {
    const { clock } = this
    this.scheduler = new Scheduler({
      clock,
      maxTasks,
      print: (line) => void this.lines.push(`${clock.now()} ${line}`),
      failed: ({ id, name, error }) =>
        void this.failures.push(`${clock.now()} ${id} ${name}: ${messageOf(error)}`),
    })
  }

  /** A job that prints its name and what it is given. */
  job(name: string): (...params: readonly unknown[]) => void {
    return (...params) => this.scheduler.print(name, ...params)
  }

  [Symbol.dispose](): void {
    this.scheduler[Symbol.dispose]()
    this.clock[Symbol.dispose]()
  }
}

/** Whether a promise is fulfilled by now. */
export async function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}
