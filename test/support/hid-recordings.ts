// Recorded HID devices and their reports, and a source that plays them to the driver as node-hid would.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { disposable } from '../../shared/base/disposable.ts'
import type { HidEntry, HidListener, HidSource } from '../../main/peripherals/hid/source.ts'

const hex = z
  .string()
  .regex(/^(?:[0-9a-f]{2}\s*)*$/)
  .transform((digits) => Uint8Array.from(Buffer.from(digits.replace(/\s/g, ''), 'hex')))

const recordingFile = z.strictObject({
  note: z.string(),
  device: z.strictObject({
    vendor: z.number(),
    product: z.number(),
    serial: z.string().nullable(),
    name: z.string(),
    interface: z.number(),
    usagePage: z.number(),
    usage: z.number(),
  }),
  descriptor: hex.nullable(),
  reports: z.array(z.tuple([z.number(), hex])),
})
export type HidRecording = z.output<typeof recordingFile>

export const RECORDINGS = [
  'generic-gamepad',
  'dualshock-4',
  'dualshock-4-konami',
  'dualsense',
  'shuttle-xpress',
] as const

export function readRecording(name: (typeof RECORDINGS)[number]): HidRecording {
  const path = join(import.meta.dirname, '..', 'recordings', 'hid', `${name}.json`)
  return recordingFile.parse(JSON.parse(readFileSync(path, 'utf8')))
}

interface Plugged {
  readonly entry: HidEntry
  readonly descriptor: Uint8Array | null
  readonly listeners: Set<HidListener>
}

/** A computer into which recordings are plugged. */
export class RecordedHid implements HidSource {
  readonly #plugged = new Map<string, Plugged>()
  readonly #watchers = new Set<() => void>()
  #paths = 0
  /** Set to have every opening refused with this message. */
  refusal: string | null = null
  /** Devices that are open now. */
  opened = 0

  /** Answers the path under which it is listed. */
  plug(recording: HidRecording, change: Partial<HidEntry> = {}): string {
    const path = `/dev/hidraw${this.#paths++}`
    const entry = { port: path, ...recording.device, ...change, path }
    this.#plugged.set(path, { entry, descriptor: recording.descriptor, listeners: new Set() })
    this.#hint()
    return path
  }

  send(path: string, report: Uint8Array): void {
    for (const listener of this.#plugged.get(path)?.listeners ?? []) listener.report(report)
  }

  unplug(path: string): void {
    const plugged = this.#plugged.get(path)
    this.#plugged.delete(path)
    for (const listener of plugged?.listeners ?? []) listener.failed('could not read from HID device')
    this.#hint()
  }

  list(): Promise<HidEntry[]> {
    return Promise.resolve([...this.#plugged.values()].map(({ entry }) => entry))
  }

  open(path: string, listener: HidListener): ReturnType<HidSource['open']> {
    const plugged = this.#plugged.get(path)
    if (plugged === undefined) return Promise.reject(new Error('could not open device'))
    if (this.refusal !== null) return Promise.reject(new Error(this.refusal))
    plugged.listeners.add(listener)
    this.opened += 1
    const close = (): Promise<void> => {
      if (plugged.listeners.delete(listener)) this.opened -= 1
      return Promise.resolve()
    }
    return Promise.resolve({ close })
  }

  descriptor(path: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.#plugged.get(path)?.descriptor ?? null)
  }

  watch(changed: () => void): Disposable {
    this.#watchers.add(changed)
    return disposable('recorded hints', () => this.#watchers.delete(changed))
  }

  #hint(): void {
    for (const changed of this.#watchers) changed()
  }
}
