// A PIN as it is kept: a slow hash with a salt of its own, worked out beside the main thread and compared in constant time.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { PinHash } from './access-file.ts'

const SALT_BYTES = 16
const HASH_BYTES = 32
/** 32 MB and a tenth of a second of one core for each try. */
const COST = 32_768
const BLOCK = 8

export interface Pins {
  hash(pin: string): Promise<PinHash>
  matches(pin: string, kept: PinHash): Promise<boolean>
}

export const scryptPins: Pins = {
  async hash(pin) {
    const salt = randomBytes(SALT_BYTES)
    const hash = await derived(pin, salt, COST)
    return { salt: salt.toString('base64'), hash: hash.toString('base64'), cost: COST }
  },
  async matches(pin, { salt, hash, cost }) {
    const tried = await derived(pin, Buffer.from(salt, 'base64'), cost)
    const right = Buffer.from(hash, 'base64')
    return tried.length === right.length && timingSafeEqual(tried, right)
  },
}

function derived(pin: string, salt: Buffer, cost: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  // The same characters typed on another system may come as other code points.
  const typed = pin.normalize('NFKC')
  const options = { N: cost, r: BLOCK, p: 1, maxmem: 256 * cost * BLOCK }
  scrypt(typed, salt, HASH_BYTES, options, (error, hash) => {
    if (error === null) resolve(hash)
    else reject(error)
  })
  return promise
}
