// OSC to bytes: values are checked against their type tags as they are written.
import { FaultError, failed, fault, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { OscMessage, OscValue } from '../../../shared/model/osc.ts'
import { oscPatternFault } from '../../../shared/model/osc-pattern.ts'
import { PacketWriter } from './packet-writer.ts'
import { isBundle } from './packet.ts'
import type { OscBundle } from './packet.ts'
import { WIRE_TYPES, inferTypes } from './wire-types.ts'

const writer = new PacketWriter()

/** A message's bytes. Faults `osc/bad-address`, `osc/bad-type-tags`, `osc/bad-argument`, `osc/too-large` name what to mend. */
export function encodePacket(message: OscMessage): Result<Uint8Array> {
  return encode(() => writeMessage(message), message.address)
}

/** As `encodePacket`, for a bundle with all it holds. */
export function encodeBundle(bundle: OscBundle): Result<Uint8Array> {
  return encode(() => writeBundle(bundle, 1), '#bundle')
}

function encode(write: () => void, where: string): Result<Uint8Array> {
  writer.begin()
  try {
    write()
  } catch (thrown) {
    if (thrown instanceof FaultError) return failed(thrown.fault)
    throw thrown
  }
  if (writer.length <= OSC_LIMITS.packet) return ok(writer.copy())
  return failed(
    fault(
      'osc/too-large',
      where,
      `the packet would have ${writer.length} bytes`,
      `send at most ${OSC_LIMITS.packet}`,
    ),
  )
}

function writeBundle({ timeTag, packets }: OscBundle, depth: number): void {
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

/** Letters, digits and the like: most addresses, and nothing to look for in them. */
const PLAIN_ADDRESS = /^\/[\w/.:+-]*$/

/** A sender may address several receivers at once, so pattern characters are allowed where they are well formed. */
function checkAddress(address: string): void {
  const wrong = PLAIN_ADDRESS.test(address)
    ? null
    : /[\s\p{Cc}#]/u.test(address)
      ? 'it holds a blank, # or a control character'
      : oscPatternFault(address)
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
  #count = 0
  /** Index of the argument being written, and those of the arrays it is in before it. */
  readonly #path: number[] = []

  constructor(message: OscMessage, types: string) {
    this.#message = message
    this.#types = types
  }

  write(): void {
    this.#list(this.#message.args)
    if (this.#nextType < this.#types.length) this.#tagsDiffer()
  }

  #list(values: readonly OscValue[]): void {
    const depth = this.#path.length
    this.#path.push(0)
    for (const [index, value] of values.entries()) {
      this.#path[depth] = index
      this.#argument(value)
    }
    this.#path.pop()
  }

  #argument(value: OscValue): void {
    this.#count += 1
    if (this.#count > OSC_LIMITS.arguments) this.#unfit(`there are more than ${OSC_LIMITS.arguments}`)
    const type = this.#types.charAt(this.#nextType++)
    if (type === '[') return this.#array(value)
    const wireType = WIRE_TYPES.get(type)
    if (wireType === undefined) return this.#tagsDiffer()
    if (!wireType.write(value, writer)) this.#unfit(`${JSON.stringify(value)} is not ${wireType.takes}`)
  }

  #array(value: OscValue): void {
    if (!Array.isArray(value)) this.#unfit(`${JSON.stringify(value)} is not an array`)
    if (this.#path.length > OSC_LIMITS.nesting) this.#unfit('arrays are nested too deeply')
    this.#list(value as readonly OscValue[])
    if (this.#types.charAt(this.#nextType++) !== ']') this.#tagsDiffer()
  }

  #unfit(what: string): never {
    const where = `${this.#message.address} args${this.#path.map((index) => `[${index}]`).join('')}`
    throw new FaultError(fault('osc/bad-argument', where, what, 'change the value or its type tag'))
  }

  #tagsDiffer(): never {
    const what = `the type tags ${JSON.stringify(this.#types)} do not go with the arguments`
    const next = 'give one letter of ifsbhtdScrmTFNI for each argument, with [ ] around those of an array'
    throw new FaultError(fault('osc/bad-type-tags', this.#message.address, what, next))
  }
}
