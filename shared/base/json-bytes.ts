// How large a value is as JSON, without writing it out.

/** Roughly the bytes that `value` takes as JSON. Looks no further once it is above `most`. */
export function jsonBytes(value: unknown, most = Infinity): number {
  const waiting: unknown[] = [value]
  let bytes = 0
  while (waiting.length > 0 && bytes <= most) {
    const item = waiting.pop()
    if (typeof item === 'string') bytes += item.length + 2
    else if (typeof item !== 'object' || item === null) bytes += 8
    else if (Array.isArray(item)) {
      bytes += 2 + item.length
      // Above `most` already, or it may be looked at in full.
      if (bytes <= most) for (const member of item as readonly unknown[]) waiting.push(member)
    } else {
      bytes += 2
      for (const [key, member] of Object.entries(item)) {
        bytes += key.length + 4
        waiting.push(member)
      }
    }
  }
  return bytes
}
