// How Linux writes addresses in the tables below /proc/net.
import { endianness } from 'node:os'
import { parseAddress } from '../../../shared/base/ip-address.ts'

export type ByteOrder = 'LE' | 'BE'

interface TableAddress {
  readonly family: 4 | 6
  readonly text: string
}

/** An address with its port; null where it is none. */
export function tableAddress(
  address: string,
  port: number,
  order: ByteOrder = endianness(),
): TableAddress | null {
  const bytes = parseAddress(address)
  if (bytes === null) return null
  return { family: bytes.length === 4 ? 4 : 6, text: `${words(bytes, order)}:${hex(port, 4)}` }
}

/** The kernel prints addresses as numbers of 32 bits in the order of its processor. */
function words(bytes: Uint8Array, order: ByteOrder): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const word = [...bytes.subarray(at, at + 4)]
    for (const byte of order === 'LE' ? word.reverse() : word) text += hex(byte, 2)
  }
  return text
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
