// How far two columns of a timeline are alike, from their beginning and from their end: nearly all of what was edited is.

/** Entries that are compared in one go. */
const CHUNK = 4096

/** Entries from the beginning on that are the same. */
export function alikeHead(a: Uint32Array, b: Uint32Array): number {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head + CHUNK <= shorter && areAlike(a, head, b, head, CHUNK)) head += CHUNK
  while (head < shorter && a[head] === b[head]) head += 1
  return head
}

/** The same from the end on, of no more than `most`. */
export function alikeTail(a: Uint32Array, b: Uint32Array, most: number): number {
  const [endA, endB] = [a.length, b.length]
  let tail = 0
  while (tail + CHUNK <= most && areAlike(a, endA - tail - CHUNK, b, endB - tail - CHUNK, CHUNK))
    tail += CHUNK
  while (tail < most && a[endA - tail - 1] === b[endB - tail - 1]) tail += 1
  return tail
}

function areAlike(a: Uint32Array, fromA: number, b: Uint32Array, fromB: number, count: number): boolean {
  return bytesOf(a, fromA, count).equals(bytesOf(b, fromB, count))
}

function bytesOf({ buffer, byteOffset }: Uint32Array, from: number, count: number): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset + 4 * from, 4 * count)
}
