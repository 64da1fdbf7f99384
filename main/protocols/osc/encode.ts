// OSC to bytes: values are checked against their type tags as they are written.
import { FaultError, failed, fault, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { OscMessage, OscValue } from '../../../shared/model/osc.ts'
import { PacketWriter } from './packet-writer.ts'
import { isBundle } from './packet.ts'
import type { OscBundle } from './packet.ts'
import { WIRE_TYPES, inferTypes } from './wire-types.ts'

const writer = new PacketWriter()

/** A message's bytes. Faults `osc/bad-address`, `osc/bad-type-tags`, `osc/bad-argument`, `osc/too-large` name what to mend. */
export function encodePacket(message: OscMessage): Result<Uint8Array> {
  return written(messageFault(message))
}

/** As `encodePacket`, for a bundle with all it holds. */
export function encodeBundle(bundle: OscBundle): Result<Uint8Array> {
  return written(writeFault(writeBundle, bundle, '#bundle'))
}

/** Why `encodePacket` would refuse a message; null where it would not. */
export function messageFault(message: OscMessage): Fault | null {
  return writeFault(writeMessage, message, message.address)
}

function written(wrong: Fault | null): Result<Uint8Array> {
  return wrong === null ? ok(writer.copy()) : failed(wrong)
}

/** Has `write` fill the writer with one packet, and answers why it could not. */
function writeFault<P>(write: (packet: P) => void, packet: P, where: string): Fault | null {
  writer.begin()
  try {
    write(packet)
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault
    throw thrown
  }
  if (writer.length <= OSC_LIMITS.packet) return null
  const what = `the packet would have ${writer.length} bytes`
  return fault('osc/too-large', where, what, `send at most ${OSC_LIMITS.packet}`)
}

function writeBundle({ timeTag, packets }: OscBundle, depth = 1): void {
  if (depth > OSC_LIMITS.nesting) {
    throw new FaultError(
      fault(
        'osc/too-large',
        '#bundle',
        'bundles are nested too deeply',
        `nest at most ${OSC_LIMITS.nesting}`,
      ),
    )
  }
  writer.text('#bundle')
  for (const half of timeTag) writer.uint32(half)
  for (const packet of packets) {
    writer.sized(() => (isBundle(packet) ? writeBundle(packet, depth + 1) : writeMessage(packet)))
  }
}

function writeMessage(message: OscMessage): void {
  checkAddress(message.address)
  writer.text(message.address)
  const types = message.types ?? inferTypes(message.args)
  writer.text(`,${types}`)
  new ArgumentWriter(message, types).write()
}

/** Most addresses: nothing in them needs a closer look. */
const PLAIN_ADDRESS = /^\/[\w/.:+-]*$/

const CONTROL = /[\0-\x1f]/

/** Whatever other programs use may be sent, blanks and pattern characters included: what can be received can be sent. */
function checkAddress(address: string): void {
  if (address.length <= OSC_LIMITS.addressLength && PLAIN_ADDRESS.test(address)) return
  const wrong = !address.startsWith('/')
    ? 'it does not start with /'
    : CONTROL.test(address)
      ? 'it holds a control character'
      : null
  if (wrong !== null) {
    throw new FaultError(
      fault('osc/bad-address', JSON.stringify(address), wrong, 'write it like /cue/1/start'),
    )
  }
  if (Buffer.byteLength(address) > OSC_LIMITS.addressLength) {
    const next = `keep it to ${OSC_LIMITS.addressLength} bytes`
    throw new FaultError(
      fault('osc/bad-address', `${address.slice(0, 40)}…`, 'the address is too long', next),
    )
  }
}

/** Pairs each argument of one message with its type tag. */
class ArgumentWriter {
  readonly #message: OscMessage
  readonly #types: string
  #nextType = 0

  constructor(message: OscMessage, types: string) {
    this.#message = message
    this.#types = types
  }

  write(): void {
    this.#list(this.#message.args, 0, '')
    if (this.#nextType < this.#types.length) this.#tagsDiffer()
  }

  /** `path` leads to the list that is written, as `[2][0]`. */
  #list(values: readonly OscValue[], depth: number, path: string): void {
    let index = 0
    for (const value of values) {
      this.#argument(value, depth, path, index)
      index += 1
    }
  }

  #argument(value: OscValue, depth: number, path: string, index: number): void {
    const type = this.#types.charAt(this.#nextType++)
    if (type === '[') return this.#array(value, depth, path, index)
    const wireType = WIRE_TYPES.get(type)
    if (wireType === undefined) return this.#tagsDiffer()
    if (!wireType.write(value, writer)) {
      this.#unfit(path, index, `${JSON.stringify(value)} is not ${wireType.takes}`)
    }
  }

  #array(value: OscValue, depth: number, path: string, index: number): void {
    if (!Array.isArray(value)) this.#unfit(path, index, `${JSON.stringify(value)} is not an array`)
    if (depth === OSC_LIMITS.nesting) this.#unfit(path, index, 'arrays are nested too deeply')
    this.#list(value as readonly OscValue[], depth + 1, `${path}[${index}]`)
    if (this.#types.charAt(this.#nextType++) !== ']') this.#tagsDiffer()
  }

  #unfit(path: string, index: number, what: string): never {
    const where = `${this.#message.address} args${path}[${index}]`
    throw new FaultError(fault('osc/bad-argument', where, what, 'change the value or its type tag'))
  }

  #tagsDiffer(): never {
    const what = `the type tags ${JSON.stringify(this.#types)} do not go with the arguments`
    const next = 'give one letter of ifsbhtdScrmTFNI for each argument, with [ ] around those of an array'
    throw new FaultError(fault('osc/bad-type-tags', this.#message.address, what, next))
  }
}
