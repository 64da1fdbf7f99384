// The system's HID devices through node-hid, which is loaded when it is first asked for.
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type * as nodeHid from 'node-hid'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { disposable } from '../../../shared/base/disposable.ts'
import type { HidConnection, HidEntry, HidListener, HidSource } from './source.ts'

type NodeHid = typeof nodeHid

/** Packages that hold the shared libraries which the native part asks for. */
const PACKAGES: Readonly<Record<string, string>> = { 'libusb-1.0': 'libusb-1.0-0', libudev: 'libudev1' }

/** Fault `hid/no-library` names the system package that is missing. */
export async function loadNodeHid(): Promise<Result<HidSource>> {
  try {
    const library = (await import('node-hid')).default
    // Through libusb a device would be taken away from the system's own driver.
    if (process.platform === 'linux') library.setDriverType('hidraw')
    // The native part is only loaded by the first call.
    library.getHidapiVersion()
    return ok(sourceOf(library))
  } catch (error) {
    return failed(missingLibrary(messageOf(error)))
  }
}

function missingLibrary(message: string): ReturnType<typeof fault> {
  const library = Object.keys(PACKAGES).find((name) => message.includes(`${name}.so`))
  const where = 'HID controllers'
  return library === undefined
    ? fault('hid/no-library', where, `node-hid cannot be loaded: ${message}`, 'install the app again')
    : fault('hid/no-library', where, `${library} is missing`, `install ${PACKAGES[library] as string}`)
}

function sourceOf(library: NodeHid): HidSource {
  return {
    async list() {
      const devices = await library.devicesAsync()
      return Promise.all(
        devices.flatMap((device) => (device.path === undefined ? [] : [entryOf(device, device.path)])),
      )
    },

    open: (path, listener) => open(library, path, listener),

    async descriptor(path) {
      if (process.platform !== 'linux') return null
      return readFile(`/sys/class/hidraw/${basename(path)}/device/report_descriptor`).catch(() => null)
    },

    watch: (changed) => (process.platform === 'linux' ? watchDevices(changed) : null),
  }
}

async function entryOf(device: ReturnType<NodeHid['devices']>[number], path: string): Promise<HidEntry> {
  const { vendorId: vendor, productId: product, serialNumber, usagePage = 0, usage = 0 } = device
  const serial = serialNumber === undefined || serialNumber.trim() === '' ? null : serialNumber.trim()
  const name = device.product?.trim() || 'HID controller'
  return {
    path,
    vendor,
    product,
    serial,
    name,
    interface: device.interface,
    usagePage,
    usage,
    port: await portOf(path),
  }
}

/** Linux numbers its files in the order of plugging in; the bus and socket behind them stay. */
async function portOf(path: string): Promise<string> {
  if (process.platform !== 'linux') return path
  const properties = await readFile(`/sys/class/hidraw/${basename(path)}/device/uevent`, 'utf8').catch(
    () => '',
  )
  return /^HID_PHYS=(.+)$/m.exec(properties)?.[1] ?? path
}

async function open(library: NodeHid, path: string, listener: HidListener): Promise<HidConnection> {
  const device = await library.HIDAsync.open(path, { nonExclusive: true })
  let closed = false
  // A lost device is told by a string that is no Error, and unheard it would end the process.
  device.on('error', (error: unknown) => {
    if (!closed) listener.failed(messageOf(error))
  })
  const report = (bytes: Buffer): void => listener.report(bytes)
  device.on('data', report)
  return {
    async close() {
      if (closed) return
      closed = true
      device.off('data', report)
      await device.close().catch(() => {})
    },
  }
}

function watchDevices(changed: () => void): Disposable | null {
  try {
    const watcher = watch('/dev', { persistent: false }, (kind, name) => {
      // Only what appears and disappears; writing to a device would tell of a change as well.
      if (kind === 'rename' && name?.startsWith('hidraw') === true) changed()
    })
    watcher.on('error', () => watcher.close())
    return disposable('watch of /dev', () => watcher.close())
  } catch {
    return null
  }
}
