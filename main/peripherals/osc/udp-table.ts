// What Linux tells of UDP sockets in /proc/net/udp and udp6: how many packets each has dropped for want of room.
import { readdir, readlink } from 'node:fs/promises'
import { readLines } from '../../protocols/proc-net/read-lines.ts'

/** Some 8,000 sockets; on a machine with more, nobody can tell. */
const MOST_BYTES = 1024 * 1024
/** Of the program's own files, among which its sockets are. */
const MOST_FILES = 4096

export type UdpTable = '/proc/net/udp' | '/proc/net/udp6'

interface SocketLine {
  /** Its own address and port, as the table writes them. */
  readonly key: string
  readonly inode: string
  readonly drops: number
}

/** `sl local remote st queues tr retrnsmt uid timeout inode ref pointer drops`; null for a line that is none of a socket. */
export function socketLine(line: string): SocketLine | null {
  const fields = line.trim().split(/\s+/)
  const [, key, , , , , , , , inode, , , drops] = fields
  if (key === undefined || inode === undefined || drops === undefined || !/^\d+$/.test(drops)) return null
  return { key, inode, drops: Number(drops) }
}

/** The drops of each wanted socket since it was opened; those that are not in the table are missing in the answer. */
export async function readDrops(
  table: UdpTable,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const found = await linesOf(table, wanted)
  const drops = new Map<string, number>()
  for (const [key, lines] of found) {
    // A multicast group may be heard by other programs on the same port.
    const own = lines.length === 1 ? lines : await ownAmong(lines)
    if (own.length > 0)
      drops.set(
        key,
        own.reduce((sum, line) => sum + line.drops, 0),
      )
  }
  return drops
}

async function linesOf(table: UdpTable, wanted: ReadonlySet<string>): Promise<Map<string, SocketLine[]>> {
  const found = new Map<string, SocketLine[]>()
  await readLines(table, MOST_BYTES, (line) => {
    // Thousands of other sockets are told apart from ours without taking their lines to pieces.
    const start = line.indexOf(': ') + 2
    if (!wanted.has(line.slice(start, line.indexOf(' ', start)))) return true
    const socket = socketLine(line)
    if (socket !== null) found.set(socket.key, [...(found.get(socket.key) ?? []), socket])
    return true
  })
  return found
}

async function ownAmong(lines: readonly SocketLine[]): Promise<SocketLine[]> {
  const names = (await readdir('/proc/self/fd')).slice(0, MOST_FILES)
  const links = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  const own = new Set(links)
  return lines.filter(({ inode }) => own.has(`socket:[${inode}]`))
}
