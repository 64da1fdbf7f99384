// Notes when steps arrive: in C, so that the receiver adds nothing of its own, and by the system's stamp of each datagram.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { SystemClock } from '../../main/clock.ts'
import { Arrivals } from './arrivals.ts'

/** Monotonic ms of each datagram, in the order they came. */
export interface Arrived {
  /** When the system had it for the receiver; null where that cannot be known. */
  readonly atSocket: readonly number[] | null
  /** When the receiving program had it. */
  readonly atProgram: readonly number[]
  /** The number that each ends with; null where that cannot be known. */
  readonly values: readonly number[] | null
}

export interface StepReceiver extends AsyncDisposable {
  readonly port: number
  /** What arrives of `count` datagrams that `play` sends. */
  during<T>(count: number, play: () => Promise<T>): Promise<{ readonly played: T; readonly arrived: Arrived }>
}

/** The compiled program, or a thread in its place where there is no compiler. */
export async function openStepReceiver(
  program: string | null,
  clock: SystemClock,
  most: number,
): Promise<StepReceiver> {
  return program === null ? receiveInThread(clock, most) : receiveInProgram(program, clock)
}

async function receiveInProgram(program: string, clock: SystemClock): Promise<StepReceiver> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the receiver has ended')
    return value
  }
  const fromNs = (ns: string): number => Number(BigInt(ns) - clock.origin) / 1e6
  const port = Number(await line())
  return {
    port,
    async during(count, play) {
      child.stdin.write(`${count}\n`)
      await line()
      const played = await play()
      const atSocket: number[] = []
      const atProgram: number[] = []
      const values: number[] = []
      for (let step = 0; step < count; step += 1) {
        const [socket, own, value] = (await line()).split(' ')
        atSocket.push(fromNs(socket!))
        atProgram.push(fromNs(own!))
        values.push(Number(value))
      }
      return { played, arrived: { atSocket, atProgram, values } }
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}

async function receiveInThread(clock: SystemClock, most: number): Promise<StepReceiver> {
  const arrivals = await Arrivals.open(clock, most)
  return {
    port: arrivals.port,
    async during(count, play) {
      arrivals.clear()
      const played = await play()
      return {
        played,
        arrived: { atSocket: null, atProgram: Array.from(await arrivals.until(count)), values: null },
      }
    },
    [Symbol.asyncDispose]: () => arrivals[Symbol.asyncDispose](),
  }
}
