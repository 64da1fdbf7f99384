// What may stand where a host is asked for, and what to write instead of what only looks like one.
import { parseAddress } from './ip-address.ts'

export interface HostFault {
  readonly what: string
  readonly next: string
}

/** Characters of a name with all its dots, and of each part between them: what the domain name system carries. */
export const LONGEST_NAME = 253
const LONGEST_PART = 63

const BLANK = /\s/
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\/+/i
/** Never part of a name; underscores, other alphabets and what Windows lets a computer be called are. */
const FOREIGN = /[\u0000-\u001f\u007f/\\:[\]@?"<>|,;*%`]/
/** Takes no room on a screen, and comes along when a name is copied from a page. */
const INVISIBLE = /\p{Cf}/u
/** Digits and dots of other alphabets look like an address and are none. */
const LOOKALIKE = /[\uff0e\u3002\uff61]|(?![0-9])\p{Nd}/u

/** Null for an IPv4 or IPv6 address or a name that a computer may have. `portGoes` says where a port is written instead, if anywhere. */
export function hostFault(text: string, portGoes: string | null = 'port'): HostFault | null {
  if (parseAddress(text) !== null) return null
  if (BLANK.test(text)) return blankFault(text, portGoes)
  return misplacedFault(text, portGoes) ?? numbersFault(text) ?? nameFault(text)
}

function blankFault(text: string, portGoes: string | null): HostFault {
  const bare = text.trim()
  if (bare === '') return { what: 'is only blanks', next: 'write a host name or an IP address' }
  if (BLANK.test(bare))
    return { what: 'a host has no blanks in it', next: 'write a host name or an IP address' }
  return {
    what: `has a blank ${/^\s/.test(text) ? 'in front' : 'at its end'}`,
    next: hostFault(bare, portGoes)?.next ?? `write ${bare}`,
  }
}

/** More than a host: a whole address of something, a port, brackets. */
function misplacedFault(text: string, portGoes: string | null): HostFault | null {
  const scheme = SCHEME.exec(text)?.[0]
  const bare = (scheme === undefined ? text : text.slice(scheme.length)).replace(/[/?#].*$/s, '')
  const [, bracketed, ported, port] =
    /^(?:\[([^[\]]*)\]|([^:[\]]+))(?::(\d*))?$/.exec(bare) ?? ([] as undefined[])
  const host = bracketed ?? ported ?? bare
  const next = (): string => {
    const sound = host !== text && hostFault(host) === null
    if (!sound) return 'write a host name or an IP address'
    const portless = port === undefined || port === '' || portGoes === null
    return portless ? `write ${host}` : `write ${host} and put ${port} in ${portGoes}`
  }
  if (scheme !== undefined)
    return { what: `is an address that begins with ${scheme}, not a host`, next: next() }
  if (bare !== text) return { what: 'has a path behind the host', next: next() }
  if (port !== undefined) return { what: 'has a port behind the host', next: next() }
  if (bracketed !== undefined) return { what: 'has brackets, which only a port would need', next: next() }
  return null
}

function numbersFault(text: string): HostFault | null {
  if (text.includes(':')) {
    return { what: 'is no IPv6 address', next: 'write eight groups such as fe80::1, or a host name' }
  }
  if (!/^[\d.]+$/.test(text)) return null
  const plain = text
    .split('.')
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('.')
  return {
    what: 'is no IPv4 address: it has four numbers from 0 to 255',
    next: parseAddress(plain) !== null ? `write ${plain}` : 'correct the address, such as 192.168.1.30',
  }
}

function nameFault(text: string): HostFault | null {
  if (INVISIBLE.test(text)) {
    return { what: 'has a character in it that cannot be seen', next: 'type it by hand' }
  }
  if (LOOKALIKE.test(text)) {
    return { what: 'has digits or dots of another alphabet in it', next: 'write plain digits and dots' }
  }
  const foreign = FOREIGN.exec(text)?.[0]
  if (foreign !== undefined) {
    return {
      what: `a host has no ${JSON.stringify(foreign)} in it`,
      next: 'write a host name or an IP address',
    }
  }
  // One that ends in a dot is a name in full.
  const parts = text.replace(/\.$/, '').split('.')
  if (parts.includes('')) return { what: 'has a dot too many', next: 'write a host name or an IP address' }
  if (text.length > LONGEST_NAME + 1 || parts.some((part) => part.length > LONGEST_PART)) {
    const what = `is longer than a host name can be: ${LONGEST_PART} characters between two dots, ${LONGEST_NAME} in all`
    return { what, next: 'write a host name or an IP address' }
  }
  if (/^(?:\d+|0x[\da-f]*)$/i.test(parts.at(-1) as string)) {
    return {
      what: 'ends in a number, as only an IPv4 address may',
      next: 'write four numbers from 0 to 255, or a name',
    }
  }
  return null
}
