// The checksum by which a Bluetooth pad guards its reports, told from pads that send none.
import { crc32 } from 'node:zlib'
import type { ReportChecksum } from './layout.ts'

const CHECKSUM_BYTES = 4
/**
 * Wrong ones in a row, from the first report on, after which a pad is taken to send none at all: the radio has a checksum of its own, so
 * that damage is rare, and copies of pads fill the place with anything.
 */
const PROVES_NONE = 8

/** Of one report of one open device. Once a checksum was right, every report must have a right one. */
export class ChecksumCheck {
  readonly #byte: number
  readonly #seed: number
  #seenRight = false
  #wrong = 0

  constructor({ byte, seed }: ReportChecksum) {
    this.#byte = byte
    this.#seed = crc32(Uint8Array.of(seed))
  }

  passes(report: Uint8Array): boolean {
    const sent = checksumAt(report, this.#byte)
    if (sent !== null && sent === crc32(report.subarray(0, this.#byte), this.#seed)) {
      this.#seenRight = true
      return true
    }
    if (this.#seenRight) return false
    // The place is not there, or is left empty.
    if (sent === null || sent === 0) return true
    if (this.#wrong === PROVES_NONE) return true
    this.#wrong += 1
    return false
  }
}

function checksumAt(report: Uint8Array, byte: number): number | null {
  if (report.length < byte + CHECKSUM_BYTES) return null
  return new DataView(report.buffer, report.byteOffset + byte, CHECKSUM_BYTES).getUint32(0, true)
}
