// Gamepads as the app's windows see them: each physical one is one source, however many windows of its machine tell of it.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { THIS_MACHINE } from '../../../shared/base/network-address.ts'
import type { GamepadSnapshot } from '../../../shared/contract/inputs.ts'
import type { Client } from '../../../shared/model/client.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import { Identities } from '../identity.ts'
import { machineOf } from '../machine.ts'
import type { DeviceInfo } from '../peripheral.ts'
import { identifyPad } from './identify.ts'
import type { PadKind } from './identify.ts'
import { Pad } from './pad.ts'
import { PluggedPad } from './plugged-pad.ts'
import type { PadSight } from './rumbles.ts'
import { assignReaders } from './readers.ts'
import type { HidDevices } from './readers.ts'

/** Pads plugged in at once, on all machines together; more are not heard. */
const MOST_PADS = 64
/** Pads that went are shown until there are more of them than this; the longest known go first. */
const LOST_SHOWN = 32
/** How often it is looked whether a pad is read as a HID device. */
const READERS_EVERY_MS = 250

const GONE = 'unplugged, or no window that sees it is in front'

interface GamepadsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly hid: HidDevices
}

/** Who sees pads, and where. */
type PadClient = Pick<Client, 'id' | 'address'>

/** A pad as one window numbers it. */
interface Sight {
  readonly id: string
  readonly plugged: PluggedPad
}

export class Gamepads implements Disposable {
  readonly #options: GamepadsOptions
  readonly #identities = new Identities()
  /** By client and by the browser's number. */
  readonly #windows = new Map<string, Map<number, Sight>>()
  readonly #plugged = new Set<PluggedPad>()
  /** Every pad that is or was lately there, by identity. */
  readonly #pads = new Map<string, Pad>()
  #nextLook: Disposable | null = null
  #paths = 0
  #rejected = 0

  constructor(options: GamepadsOptions) {
    this.#options = options
  }

  /** A window's latest snapshot of a pad, or null where it sees it no longer. */
  report(index: number, snapshot: GamepadSnapshot | null, at: MonotonicMs, client: PadClient): void {
    const { id } = client
    const known = this.#windows.get(id)?.get(index)
    if (known !== undefined && known.id !== snapshot?.id) this.#unsee(id, index, known.plugged)
    if (snapshot === null) return
    const plugged = known?.id === snapshot.id ? known.plugged : this.#see(index, snapshot, client)
    if (plugged === null) return
    plugged.see(id, snapshot)
    if (!plugged.isHeardBy(id)) return
    plugged.at.pad.rumbles = snapshot.rumbles === true
    plugged.at.pad.take(snapshot, at)
  }

  left(client: string): void {
    for (const [index, { plugged }] of this.#windows.get(client) ?? []) this.#unsee(client, index, plugged)
  }

  /** Where the pads of this name are that can be felt, also those that are read another way; of all pads for null. */
  sightsOf(device: string | null): readonly PadSight[] {
    return [...this.#plugged].flatMap((plugged) => {
      const isMeant = device === null || device === plugged.at.id || device === plugged.reader
      const client = plugged.heardBy
      if (!isMeant || client === null || plugged.latest?.rumbles !== true) return []
      const sight = [...(this.#windows.get(client) ?? [])].find(([, { plugged: seen }]) => seen === plugged)
      return sight === undefined ? [] : [{ client, index: sight[0] }]
    })
  }

  health(): readonly DeviceHealth[] {
    return [...this.#pads.values()].flatMap((pad) => pad.health())
  }

  [Symbol.dispose](): void {
    for (const client of [...this.#windows.keys()]) this.left(client)
    dispose(this.#nextLook)
    this.#nextLook = null
  }

  /** Finds out which pad this is that a window has not told of before; null where there are too many. */
  #see(index: number, snapshot: GamepadSnapshot, { id: client, address }: PadClient): PluggedPad | null {
    const kind = identifyPad(snapshot.id)
    const machine = machineOf(address)
    const found = this.#seenByOthers(index, kind, client, machine)
    if (found === null && this.#plugged.size >= MOST_PADS) {
      this.#reject()
      return null
    }
    const plugged = found ?? this.#plugIn(index, kind, machine)
    const sights = this.#windows.get(client) ?? new Map<number, Sight>()
    this.#windows.set(client, sights.set(index, { id: snapshot.id, plugged }))
    plugged.see(client, snapshot)
    if (found === null) this.#look()
    return plugged
  }

  /** A pad of that kind that other windows of the machine see, and this one does not yet: of the same number if possible. */
  #seenByOthers(index: number, { model }: PadKind, client: string, machine: string): PluggedPad | null {
    const alike = [...this.#plugged].filter(
      (plugged) =>
        plugged.at.machine === machine && plugged.at.kind.model === model && !plugged.isSeenBy(client),
    )
    return alike.find((plugged) => plugged.at.index === index) ?? alike[0] ?? null
  }

  #plugIn(index: number, kind: PadKind, machine: string): PluggedPad {
    this.#paths += 1
    const path = String(this.#paths)
    const others = [...this.#plugged].map(({ at }) => infoOf(at.path, at.index, at.kind, at.machine))
    const identities = this.#identities.assign([...others, infoOf(path, index, kind, machine)])
    const id = identities.get(path) as string
    const pad = this.#pads.get(id) ?? new Pad({ ...this.#options, id, kind })
    this.#pads.set(id, pad)
    const plugged = new PluggedPad({ path, machine, isLocal: machine === THIS_MACHINE, index, kind, id, pad })
    this.#plugged.add(plugged)
    return plugged
  }

  #unsee(client: string, index: number, plugged: PluggedPad): void {
    const sights = this.#windows.get(client)
    sights?.delete(index)
    if (sights?.size === 0) this.#windows.delete(client)
    const wasHeard = plugged.isHeardBy(client)
    plugged.unsee(client)
    if (plugged.latest === null) this.#gone(plugged)
    else if (wasHeard) plugged.at.pad.take(plugged.latest, this.#options.clock.now())
  }

  #gone(plugged: PluggedPad): void {
    this.#plugged.delete(plugged)
    const { pad, id } = plugged.at
    if (plugged.reader !== null) {
      // Nobody listened to it here, so nothing is missing.
      pad.close('off', GONE)
      this.#pads.delete(id)
      return
    }
    pad.close('lost', GONE)
    const lost = [...this.#pads].filter(([, pad]) => pad.isLost)
    for (const [id] of lost.slice(0, Math.max(0, lost.length - LOST_SHOWN))) this.#pads.delete(id)
  }

  /** Looks which pads are read as HID devices, and goes on looking while there is one that could be. */
  #look(): void {
    const { clock, hid } = this.#options
    dispose(this.#nextLook)
    this.#nextLook = null
    assignReaders(this.#plugged, hid, clock.now())
    if (![...this.#plugged].some(({ at }) => at.isLocal && at.kind.hardware !== null)) return
    this.#nextLook = clock.upkeep(monotonicMs(clock.now() + READERS_EVERY_MS), () => this.#look())
  }

  #reject(): void {
    this.#rejected += 1
    const payload = { device: 'gamepad', reason: 'too-many', total: this.#rejected }
    this.#options.publish({ type: 'hid.rejected', source: 'gamepad', cause: null, payload })
  }
}

function infoOf(path: string, index: number, { model, name }: PadKind, machine: string): DeviceInfo {
  return { path, model, serial: null, port: `${machine} ${index}`, name, unusable: null }
}
