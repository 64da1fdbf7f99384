// Notes when datagrams arrive, on a thread of its own, so that this one may be busy or blocked meanwhile.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SystemClock } from '../../main/clock.ts'

export interface ArrivalsData {
  readonly clockOrigin: bigint
  /** Datagrams so far. */
  readonly count: Int32Array
  /** Monotonic ms of each, in the order they came. */
  readonly times: Float64Array
}

export class Arrivals implements AsyncDisposable {
  readonly port: number
  readonly #worker: Worker
  readonly #data: ArrivalsData

  private constructor(port: number, worker: Worker, data: ArrivalsData) {
    this.port = port
    this.#worker = worker
    this.#data = data
  }

  /** Listens on a free port of 127.0.0.1; keeps the times of the first `capacity` datagrams. */
  static async open(clock: SystemClock, capacity: number): Promise<Arrivals> {
    const data: ArrivalsData = {
      clockOrigin: clock.origin,
      count: new Int32Array(new SharedArrayBuffer(4)),
      times: new Float64Array(new SharedArrayBuffer(8 * capacity)),
    }
    const worker = new Worker(new URL('./arrivals.worker.ts', import.meta.url), { workerData: data })
    const [port] = (await once(worker, 'message')) as [number]
    return new Arrivals(port, worker, data)
  }

  /** Forgets what has come; nothing may be on its way. */
  clear(): void {
    Atomics.store(this.#data.count, 0, 0)
  }

  /** The times of the first `wanted` datagrams, once as many have come; an error where none comes for two seconds. */
  async until(wanted: number): Promise<Float64Array> {
    for (;;) {
      const count = Atomics.load(this.#data.count, 0)
      if (count >= wanted) return this.#data.times.slice(0, wanted)
      const { value } = Atomics.waitAsync(this.#data.count, 0, count, 2000)
      if ((await value) === 'timed-out') throw new Error(`${count} of ${wanted} datagrams arrived`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
