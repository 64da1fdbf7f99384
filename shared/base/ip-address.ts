// IP addresses as bytes and as one text each, however they are written.

/** Four or sixteen bytes; null where it is no IP address. The zone of an IPv6 address (`%eth0`) is left out. */
export function parseAddress(text: string): Uint8Array | null {
  const [, address = '', zone] = /^([^%]*)(%[^\s%/\\[\]]+)?$/.exec(text) ?? []
  if (address.includes(':')) return parse6(address)
  return zone === undefined ? parse4(address) : null
}

/** The same text for every way to write an address: an IPv4 address inside IPv6 is the IPv4 address. Null where it is none. */
export function canonicalAddress(text: string): string | null {
  const bytes = parseAddress(text)
  if (bytes === null) return null
  if (bytes.length === 4) return bytes.join('.')
  if (isMapped(bytes)) return bytes.subarray(12).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => groupAt(bytes, index).toString(16))
  return groups.join(':')
}

/** Without zeros in front, which some systems read as octal. */
function parse4(text: string): Uint8Array | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return null
  }
  return Uint8Array.from(parts, Number)
}

function parse6(text: string): Uint8Array | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => bytesOfGroups(half, index === halves.length - 1))
  if (head === undefined || head === null || tail === null) return null
  const given = head.length + (tail?.length ?? 0)
  if (tail === undefined ? given !== 16 : given > 14) return null
  const bytes = new Uint8Array(16)
  bytes.set(head)
  if (tail !== undefined) bytes.set(tail, 16 - tail.length)
  return bytes
}

/** Of groups between colons, of which the very last may be an IPv4 address. */
function bytesOfGroups(text: string, atEnd: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    const four = atEnd && index === groups.length - 1 && group.includes('.') ? parse4(group) : null
    if (four !== null) bytes.push(...four)
    else if (/^[\da-f]{1,4}$/i.test(group)) bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255)
    else return null
  }
  return bytes
}

function groupAt(bytes: Uint8Array, index: number): number {
  return ((bytes[2 * index] as number) << 8) | (bytes[2 * index + 1] as number)
}

/** `::ffff:a.b.c.d` */
function isMapped(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 10).every((byte) => byte === 0) && groupAt(bytes, 5) === 0xffff
}
