// Which gamepad it is, from what the browser calls it.

export interface PadKind {
  /** What equal pads have in common: `gamepad:054c:09cc`, or `gamepad:` and its name where the browser tells no numbers. */
  readonly model: string
  /** Four hex digits each, `054c:09cc`; null where the browser tells none. */
  readonly hardware: string | null
  readonly name: string
}

/** `Wireless Controller (STANDARD GAMEPAD Vendor: 054c Product: 09cc)`, with a part in brackets for the way it is read. */
const CHROMIUM = /\(([^()]*)\)\s*$/
const CHROMIUM_NUMBERS = /vendor:\s*([0-9a-f]{1,4})\s+product:\s*([0-9a-f]{1,4})(?![0-9a-f])/i
/** `054c-09cc-Wireless Controller`, on some systems without leading zeros; Safari does the same. */
const FIREFOX = /^([0-9a-f]{1,4})-([0-9a-f]{1,4})-(.*)$/i

const LONGEST_NAME = 100
const LONGEST_SLUG = 40

export function identifyPad(id: string): PadKind {
  const firefox = FIREFOX.exec(id)
  if (firefox !== null) {
    const [, vendor = '', product = '', name = ''] = firefox
    return numbered(vendor, product, name)
  }
  const brackets = CHROMIUM.exec(id)
  const isDetail = brackets !== null && /gamepad|vendor:/i.test(brackets[1] ?? '')
  const name = isDetail ? id.slice(0, brackets.index) : id
  const numbers = CHROMIUM_NUMBERS.exec(id)
  if (numbers !== null) {
    const [, vendor = '', product = ''] = numbers
    return numbered(vendor, product, name)
  }
  return { model: `gamepad:${slugOf(name)}`, hardware: null, name: named(name) }
}

function numbered(vendor: string, product: string, name: string): PadKind {
  const hardware = [vendor, product].map((number) => number.toLowerCase().padStart(4, '0')).join(':')
  return { model: `gamepad:${hardware}`, hardware, name: named(name) }
}

function named(name: string): string {
  const trimmed = name.trim().slice(0, LONGEST_NAME)
  return trimmed === '' ? 'Gamepad' : trimmed
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'unknown' : slug
}
