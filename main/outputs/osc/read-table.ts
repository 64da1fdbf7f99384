// Reads the kernel's table of TCP connections piece by piece, so that a long one holds nobody up.
import { open } from 'node:fs/promises'
import type { ReadTable } from './acknowledgements.ts'
import { TableScan } from './socket-table.ts'

const PIECE = 64 * 1024
/** Some 40,000 connections; on a machine with more, nobody can tell. */
const MOST_BYTES = 6 * 1024 * 1024

/** Ends as soon as all are found. */
export const readTable: ReadTable = async (table, wanted) => {
  const scan = new TableScan(wanted)
  await using file = await open(table, 'r')
  const piece = Buffer.alloc(PIECE)
  let total = 0
  while (!scan.done && total < MOST_BYTES) {
    const { bytesRead } = await file.read(piece, 0, PIECE, null)
    if (bytesRead === 0) break
    scan.push(piece.toString('latin1', 0, bytesRead))
    total += bytesRead
  }
  return scan.found
}
