// Looks connections up in the kernel's table of TCP connections.
import { readLines } from '../../protocols/proc-net/read-lines.ts'
import type { ReadTable } from './acknowledgements.ts'
import { TableScan } from './socket-table.ts'

/** Some 40,000 connections; on a machine with more, nobody can tell. */
const MOST_BYTES = 6 * 1024 * 1024

/** Ends as soon as all are found. */
export const readTable: ReadTable = async (table, wanted) => {
  const scan = new TableScan(wanted)
  await readLines(table, MOST_BYTES, (line) => {
    scan.push(`${line}\n`)
    return !scan.done
  })
  return scan.found
}
