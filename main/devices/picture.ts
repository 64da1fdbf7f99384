// What the engine knows of devices and MIDI outputs, while their process is there and while it is not.
import { setBounded } from '../../shared/base/bounded-map.ts'
import { NO_COUNTS, sumOfCounts } from '../../shared/model/device-counts.ts'
import type { DeviceCounts } from '../../shared/model/device-counts.ts'
import { disposable } from '../../shared/base/disposable.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import type { DevicesReport } from './messages.ts'
import type { SameOutputs } from './sounding.ts'

/** Devices that did not come back with the process, and devices whose counts are carried on; the longest known go first. */
const REMEMBERED = { missing: 32, counts: 1_024 } as const

/** The process as a whole, as it is listed while it is away. */
const PROCESS = { device: 'device process', name: 'Device process', family: 'hid' } as const
const SOURCE = 'devices'
const NOT_LOOKED_AT = 'the system’s ports have not been looked at yet'

type OutputCounts = Pick<MidiOutputHealth, 'sent' | 'failed' | 'dropped' | 'collapsed'>

export class DevicePicture {
  readonly #publish: Publish
  #devices: readonly DeviceHealth[] = []
  #outputs: ReadonlyMap<string, MidiOutputHealth> = new Map()
  /** Lost with an earlier process and not seen since, by identity. */
  readonly #missing = new Map<string, DeviceHealth>()
  /** What earlier processes have counted. */
  readonly #carried = new Map<string, DeviceCounts>()
  #carriedOutputs = new Map<string, OutputCounts>()
  /** Why the process is away; null while it is there. */
  #away: string | null = null
  #hasSeen = false
  readonly #listeners = new Set<(output: string, isOpen: boolean) => void>()

  constructor(publish: Publish) {
    this.#publish = publish
  }

  /** From now on these outputs are shown; of the `same` it stays known what became of what was sent. */
  take(outputs: Readonly<Record<string, MidiOutputPort>>, same: SameOutputs): void {
    const before = this.#outputs
    const reason = this.#away ?? (this.#hasSeen ? NOT_LOOKED_AT : 'the device process is starting')
    this.#outputs = new Map(
      Object.entries(outputs).map(([name, port]) => {
        const known = before.get(same.get(name) ?? '')
        return [name, known === undefined ? unknownOutput(name, port, reason) : { ...known, output: name }]
      }),
    )
    const carried = this.#carriedOutputs
    this.#carriedOutputs = new Map(
      [...same].flatMap(([name, former]) => {
        const counts = carried.get(former)
        return counts === undefined ? [] : [[name, counts] as const]
      }),
    )
  }

  saw({ devices, midiOutputs }: DevicesReport): void {
    for (const { device } of devices) this.#missing.delete(device)
    this.#devices = devices
    const seen = new Map(midiOutputs.map((output) => [output.output, output]))
    // Health from before a take tells of outputs that are no longer, or of other ports.
    this.#changeOutputs((known) => {
      const now = seen.get(known.output)
      return now?.port === known.port ? now : known
    })
    this.#hasSeen = true
    if (this.#away === null) return
    this.#away = null
    this.#publishProcess('searching', null)
  }

  /** Every device that was there is lost, and comes back with the next process. */
  lost(reason: string): void {
    for (const device of this.#devices) {
      // A family as a whole, which is listed where something is wrong with it.
      if (device.device === device.name) continue
      setBounded(
        this.#carried,
        device.device,
        sumOfCounts(this.#carried.get(device.device) ?? NO_COUNTS, device),
        REMEMBERED.counts,
      )
      const isLost = device.state === 'open' || device.state === 'opening'
      const left = isLost ? { ...device, state: 'lost' as const, reason } : device
      setBounded(
        this.#missing,
        device.device,
        { ...left, ...NO_COUNTS, display: undefined },
        REMEMBERED.counts,
      )
      if (isLost) this.#publishLost(device, reason)
    }
    this.#devices = []
    this.#changeOutputs((output) => {
      const { output: name } = output
      this.#carriedOutputs.set(name, sumOutputs(this.#carriedOutputs.get(name), output))
      const state = output.state === 'off' ? 'off' : 'missing'
      return { ...output, state, reason, sent: 0, failed: 0, queued: 0, dropped: 0, collapsed: 0 }
    })
    this.#away = reason
    this.#publishProcess('refused', reason)
  }

  /** The process has looked for long enough: what it has not found is not there. */
  settled(): void {
    for (const [id, { state }] of this.#missing) if (state !== 'lost') this.#missing.delete(id)
    for (const id of [...this.#missing.keys()].slice(0, -REMEMBERED.missing)) this.#missing.delete(id)
    const reason = 'it was not there when the device process came back'
    for (const [id, device] of this.#missing) {
      if (device.reason === reason) continue
      this.#missing.set(id, { ...device, reason })
      const { name, family } = device
      this.#publishState({ device: id, name, family, state: 'lost', reason })
    }
  }

  health(): readonly DeviceHealth[] {
    const process =
      this.#away === null
        ? []
        : [{ ...PROCESS, state: 'refused' as const, reason: this.#away, received: 0, rejected: 0 }]
    const known = [...this.#devices, ...this.#missing.values()]
    return [
      ...process,
      ...known.map((device) => ({
        ...device,
        ...sumOfCounts(this.#carried.get(device.device) ?? NO_COUNTS, device),
      })),
    ]
  }

  midiOutputs(): readonly MidiOutputHealth[] {
    return [...this.#outputs.values()].map((output) => ({
      ...output,
      ...sumOutputs(this.#carriedOutputs.get(output.output), output),
    }))
  }

  isOpen(output: string): boolean {
    return this.#outputs.get(output)?.state === 'open'
  }

  onPort(changed: (output: string, isOpen: boolean) => void): Disposable {
    this.#listeners.add(changed)
    return disposable('listener to MIDI ports', () => this.#listeners.delete(changed))
  }

  #changeOutputs(next: (known: MidiOutputHealth) => MidiOutputHealth): void {
    const before = this.#outputs
    this.#outputs = new Map([...before].map(([name, known]) => [name, next(known)]))
    for (const [name, { state }] of this.#outputs) {
      const isOpen = state === 'open'
      if (isOpen === (before.get(name)?.state === 'open')) continue
      for (const listener of this.#listeners) listener(name, isOpen)
    }
  }

  #publishLost({ device, name, family }: DeviceHealth, reason: string): void {
    this.#publish({ type: 'device.lost', source: device, cause: null, payload: { device, name, reason } })
    this.#publishState({ device, name, family, state: 'lost', reason })
  }

  #publishState(payload: Pick<DeviceHealth, 'device' | 'name' | 'family' | 'state' | 'reason'>): void {
    this.#publish({ type: 'device.stateChanged', source: payload.device, cause: null, payload })
  }

  #publishProcess(state: 'refused' | 'searching', reason: string | null): void {
    const payload = { ...PROCESS, state, reason }
    this.#publish({ type: 'device.stateChanged', source: SOURCE, cause: null, payload })
  }
}

function unknownOutput(
  output: string,
  { port, occurrence }: MidiOutputPort,
  reason: string,
): MidiOutputHealth {
  return {
    output,
    port: occurrence === 1 ? port : `${port} (${occurrence})`,
    state: 'missing',
    reason,
    ...{ sent: 0, failed: 0, queued: 0, dropped: 0, collapsed: 0, lastError: null },
  }
}

function sumOutputs(
  one: OutputCounts | undefined,
  { sent, failed, dropped, collapsed }: OutputCounts,
): OutputCounts {
  return {
    sent: (one?.sent ?? 0) + sent,
    failed: (one?.failed ?? 0) + failed,
    dropped: (one?.dropped ?? 0) + dropped,
    collapsed: (one?.collapsed ?? 0) + collapsed,
  }
}
