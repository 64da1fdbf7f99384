// Reads a table of the kernel piece by piece, so that a long one holds nobody up.
import { open } from 'node:fs/promises'

const PIECE = 64 * 1024

/** Hands over whole lines until `take` answers false for one, the table ends, or so many bytes were read. */
export async function readLines(
  path: string,
  mostBytes: number,
  take: (line: string) => boolean,
): Promise<void> {
  await using file = await open(path, 'r')
  const piece = Buffer.alloc(PIECE)
  let rest = ''
  for (let total = 0; total < mostBytes;) {
    const { bytesRead } = await file.read(piece, 0, PIECE, null)
    if (bytesRead === 0) return
    total += bytesRead
    const lines = (rest + piece.toString('latin1', 0, bytesRead)).split('\n')
    rest = lines.pop() as string
    for (const line of lines) if (!take(line)) return
  }
}
