// Virtual HID devices: to the kernel they are real, with a hidraw node, a driver, and a plug that can be pulled.
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'

export interface UhidModel {
  readonly name: string
  readonly vendor: number
  readonly product: number
  /** What the kernel takes for the serial number; empty for none. */
  readonly serial: string
  /** What the kernel takes for the socket it is plugged into. */
  readonly port: string
  readonly descriptor: Uint8Array
  /** Answers to the feature reports that a driver may ask for, by id. */
  readonly features: Readonly<Record<number, Uint8Array>>
  /** Gets a report that was written to it, output or feature, its id first. */
  readonly written?: (report: Buffer) => void
}

// linux/uhid.h: kinds of events, and the size of the packed struct that holds one.
const DESTROY = 1
const OUTPUT = 6
const GET_REPORT = 9
const GET_REPORT_REPLY = 10
const CREATE = 11
const INPUT = 12
const SET_REPORT = 13
const SET_REPORT_REPLY = 14
const DATA_BYTES = 4096
const EVENT_BYTES = 4 + 128 + 64 + 64 + 2 + 2 + 4 * 4 + DATA_BYTES

const BUS_USB = 3
const EIO = 5
/** Node cannot wait for such a file, so it is asked this often. */
const POLL_MS = 5

export class UhidDevice implements Disposable {
  readonly #file: number
  readonly #model: UhidModel
  readonly #timer: NodeJS.Timeout
  readonly #event = Buffer.alloc(EVENT_BYTES)
  #plugged = true

  /** Plugs it in. */
  constructor(model: UhidModel) {
    this.#model = model
    this.#file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK)
    const event = Buffer.alloc(EVENT_BYTES)
    event.writeUInt32LE(CREATE, 0)
    event.write(model.name, 4, 127)
    event.write(model.port, 132, 63)
    event.write(model.serial, 196, 63)
    event.writeUInt16LE(model.descriptor.length, 260)
    event.writeUInt16LE(BUS_USB, 262)
    event.writeUInt32LE(model.vendor, 264)
    event.writeUInt32LE(model.product, 268)
    event.writeUInt32LE(0x8111, 272)
    event.set(model.descriptor, 280)
    writeSync(this.#file, event)
    this.#timer = setInterval(() => this.#answer(), POLL_MS).unref()
  }

  /** An input report, its id first where the descriptor has ids. */
  send(report: Uint8Array): void {
    const size = Buffer.alloc(2)
    size.writeUInt16LE(report.length)
    this.#write(INPUT, Buffer.concat([size, report]))
  }

  unplug(): void {
    if (!this.#plugged) return
    this.#plugged = false
    clearInterval(this.#timer)
    this.#write(DESTROY, Buffer.alloc(0))
    this.#answer()
    closeSync(this.#file)
  }

  [Symbol.dispose](): void {
    this.unplug()
  }

  #write(kind: number, body: Buffer): void {
    const head = Buffer.alloc(4)
    head.writeUInt32LE(kind)
    writeSync(this.#file, Buffer.concat([head, body]))
  }

  #answer(): void {
    for (;;) {
      try {
        readSync(this.#file, this.#event)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return
        throw error
      }
      const kind = this.#event.readUInt32LE(0)
      if (kind === GET_REPORT) this.#answerGet(this.#event.readUInt32LE(4), this.#event.readUInt8(8))
      else if (kind === SET_REPORT) {
        this.#answerSet(this.#event.readUInt32LE(4))
        this.#hand(12, this.#event.readUInt16LE(10))
      } else if (kind === OUTPUT) this.#hand(4, this.#event.readUInt16LE(4 + DATA_BYTES))
    }
  }

  #hand(from: number, size: number): void {
    this.#model.written?.(Buffer.from(this.#event.subarray(from, from + size)))
  }

  #answerGet(request: number, id: number): void {
    const data = this.#model.features[id]
    const reply = Buffer.alloc(8 + (data?.length ?? 0))
    reply.writeUInt32LE(request, 0)
    reply.writeUInt16LE(data === undefined ? EIO : 0, 4)
    reply.writeUInt16LE(data?.length ?? 0, 6)
    if (data !== undefined) reply.set(data, 8)
    this.#write(GET_REPORT_REPLY, reply)
  }

  #answerSet(request: number): void {
    const reply = Buffer.alloc(6)
    reply.writeUInt32LE(request)
    this.#write(SET_REPORT_REPLY, reply)
  }
}
