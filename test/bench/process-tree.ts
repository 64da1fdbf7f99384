// What a process and those that it has started cost, as Linux tells it.
import { readFileSync, readdirSync } from 'node:fs'

const threadsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`)

/** The process and all that descend from it. */
function tree(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => readFileSync(`${thread}/children`, 'utf8').split(' '))
  return [pid, ...children.filter((child) => child !== '').flatMap((child) => tree(Number(child)))]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Processor time of the tree so far in seconds, to the nanosecond. */
export function processorSeconds(pid: number): number {
  const threads = tree(pid).flatMap(threadsOf)
  return sum(threads.map((thread) => Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]))) / 1e9
}

/** Memory of the tree in MB; what processes share is counted in parts. */
export function proportionalMegabytes(pid: number): number {
  const rollups = tree(pid).map((one) => readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))
  return sum(rollups.map((text) => Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]))) / 1024
}
