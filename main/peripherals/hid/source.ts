// What the HID driver needs of the system, so that recordings can stand in for it.

export interface HidEntry {
  readonly path: string
  readonly vendor: number
  readonly product: number
  readonly serial: string | null
  readonly name: string
  /** USB interface; -1 where the system does not say. */
  readonly interface: number
  readonly usagePage: number
  readonly usage: number
  /** Where it is plugged in; the path where nothing better is known. */
  readonly port: string
}

export interface HidConnection {
  close(): Promise<void>
}

export interface HidListener {
  /** One report, its id first where the device's reports have one. The bytes are the listener's to keep. */
  report(bytes: Uint8Array): void
  /** The device is gone; nothing follows. */
  failed(reason: string): void
}

export interface HidSource {
  list(): Promise<readonly HidEntry[]>
  /** Rejects with the system's own error. */
  open(path: string, listener: HidListener): Promise<HidConnection>
  /** The raw report descriptor, or null where the system does not give it out. */
  descriptor(path: string): Promise<Uint8Array | null>
  watch(changed: () => void): Disposable | null
}
