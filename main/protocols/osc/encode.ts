// OSC to bytes: values are checked against their type tags here and written by the `osc` package.
import { FaultError, failed, fault, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { OscMessage, OscValue } from '../../../shared/model/osc.ts'
import { oscPatternFault } from '../../../shared/model/osc-pattern.ts'
import { WIRE_TYPES, inferType } from './wire-types.ts'
import { osc } from './osc-library.ts'
import type { Argument, Bundle, Message } from './osc-library.ts'
import { isBundle } from './packet.ts'
import type { OscBundle, OscPacket } from './packet.ts'

/** A message's bytes. Faults `osc/bad-address`, `osc/bad-type-tags`, `osc/bad-argument`, `osc/too-large` name what to mend. */
export function encodePacket(message: OscMessage): Result<Uint8Array> {
  return encode(() => messageOnWire(message), message.address)
}

/** As `encodePacket`, for a bundle with all it holds. */
export function encodeBundle(bundle: OscBundle): Result<Uint8Array> {
  return encode(() => bundleOnWire(bundle, 1), '#bundle')
}

function encode(prepare: () => Message | Bundle, where: string): Result<Uint8Array> {
  try {
    const packet = osc.writePacket(prepare(), { metadata: true })
    if (packet.length <= OSC_LIMITS.packet) return ok(packet)
    return failed(
      fault(
        'osc/too-large',
        where,
        `the packet would have ${packet.length} bytes`,
        `send at most ${OSC_LIMITS.packet}`,
      ),
    )
  } catch (thrown) {
    if (thrown instanceof FaultError) return failed(thrown.fault)
    throw thrown
  }
}

function bundleOnWire({ timeTag, packets }: OscBundle, depth: number): Bundle {
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
  const elements = packets.map((packet: OscPacket) =>
    isBundle(packet) ? bundleOnWire(packet, depth + 1) : messageOnWire(packet),
  )
  return { timeTag: { raw: timeTag }, packets: elements }
}

function messageOnWire(message: OscMessage): Message {
  checkAddress(message.address)
  return { address: message.address, args: new ArgumentCheck(message).args() }
}

/** A sender may address several receivers at once, so pattern characters are allowed where they are well formed. */
function checkAddress(address: string): void {
  const wrong = /[\s\p{Cc}#]/u.test(address)
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
class ArgumentCheck {
  readonly #message: OscMessage
  readonly #types: string | null
  #nextType = 0
  #count = 0

  constructor(message: OscMessage) {
    this.#message = message
    this.#types = message.types ?? null
  }

  args(): readonly Argument[] {
    const args = this.#list(this.#message.args, 0, '')
    if (this.#types !== null && this.#nextType < this.#types.length) this.#tagsDiffer()
    return args
  }

  #list(values: readonly OscValue[], depth: number, path: string): readonly Argument[] {
    return values.map((value, index) => this.#argument(value, depth, `${path}[${index}]`))
  }

  #argument(value: OscValue, depth: number, path: string): Argument {
    this.#count += 1
    if (this.#count > OSC_LIMITS.arguments) this.#unfit(path, `there are more than ${OSC_LIMITS.arguments}`)
    const type = this.#types === null ? inferType(value) : this.#types.charAt(this.#nextType++)
    if (type === '[') return this.#array(value, depth, path)
    const wireType = WIRE_TYPES.get(type)
    if (wireType === undefined) return this.#tagsDiffer()
    const wire = wireType.toWire(value)
    if (wire === undefined) return this.#unfit(path, `${JSON.stringify(value)} is not ${wireType.takes}`)
    return { type, value: wire }
  }

  #array(value: OscValue, depth: number, path: string): readonly Argument[] {
    if (!Array.isArray(value)) return this.#unfit(path, `${JSON.stringify(value)} is not an array`)
    if (depth === OSC_LIMITS.nesting) return this.#unfit(path, 'arrays are nested too deeply')
    const members = this.#list(value as readonly OscValue[], depth + 1, path)
    if (this.#types !== null && this.#types.charAt(this.#nextType++) !== ']') this.#tagsDiffer()
    return members
  }

  #unfit(path: string, what: string): never {
    const next = 'change the value or its type tag'
    throw new FaultError(fault('osc/bad-argument', `${this.#message.address} args${path}`, what, next))
  }

  #tagsDiffer(): never {
    const what = `the type tags ${JSON.stringify(this.#types)} do not go with the arguments`
    const next = 'give one letter of ifsbhtdScrmTFNI for each argument, with [ ] around those of an array'
    throw new FaultError(fault('osc/bad-type-tags', this.#message.address, what, next))
  }
}
