// Whose an address of the network is: this machine's, or one household's of the others.

/** Of those who share it, limits of one "address" are shared too. */
export type AddressGroup = string

export const THIS_MACHINE: AddressGroup = 'this machine'

/** One network of IPv6 is one household: its members choose among more addresses than there are places. */
const GROUPS_OF_IPV6 = 4

/** As people write it: an IPv4 address without the IPv6 around it. */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
}

/** An IPv4 address by itself, an IPv6 address by its network, all of this machine as one. */
export function groupOf(address: string): AddressGroup {
  const plain = plainAddress(address)
  if (plain === '::1' || plain.startsWith('127.')) return THIS_MACHINE
  if (!plain.includes(':')) return plain
  const [bare = ''] = plain.split('%', 1)
  const [head = '', tail = ''] = bare.split('::', 2)
  const first = head === '' ? [] : head.split(':')
  const last = tail === '' ? [] : tail.split(':')
  const zeros = bare.includes('::') ? Array.from({ length: 8 - first.length - last.length }, () => '0') : []
  return `${[...first, ...zeros, ...last].slice(0, GROUPS_OF_IPV6).join(':')}::/64`
}
