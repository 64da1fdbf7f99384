// The MIDI output: sends what `midi.send` events ask for to the ports that the show declares.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { messageOf } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { MidiOutputHealth } from '../../../shared/model/health.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../../shared/model/show.ts'
import type { Sounding } from '../../protocols/midi/held-notes.ts'
import type { MidiLibrary, MidiOutput as LibraryOutput } from '../../protocols/midi/midi-library.ts'
import { PortNumbers, isSamePort, listPorts } from '../../protocols/midi/ports.ts'
import type { MidiPort } from '../../protocols/midi/ports.ts'
import { PortSender } from './port-sender.ts'

export interface MidiOutputOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  /** Only asked where the show declares an output. */
  readonly load: () => Promise<Result<MidiLibrary>>
}

type Outputs = Readonly<Record<string, MidiOutputPort>>

export interface MidiOutput extends AsyncDisposable {
  /**
   * From then on these outputs are sent to. One whose port is as it was keeps it open, with what waits and what was counted; of
   * one that has changed or is gone every note is ended, and what waits for it is given up.
   */
  take(outputs: Outputs, change: ShowChange): void
  health(): readonly MidiOutputHealth[]
  /** Ends what waits for a port, and every note. */
  panic(cause: number): { readonly messages: number }
  /** Ends what an earlier output left sounding, by name of the output, as soon as each port is open. */
  takeOver(sounding: Readonly<Record<string, Sounding>>): void
}

/** Between two looks at which ports there are: that one has gone shows nowhere else. */
const LOOK_MS = 500

/** Sends to nobody before outputs are taken. */
export function createMidiOutput(options: MidiOutputOptions): MidiOutput {
  const { clock, publish, subscribe, load } = options
  let senders: ReadonlyMap<string, PortSender> = new Map()
  const numbers = new PortNumbers()
  let lister: LibraryOutput | null = null
  /** Under way since the first output was taken. */
  let started: Promise<void> | null = null
  let lookNow: (() => void) | null = null
  /** Why there is no MIDI on this computer. */
  let off: string | null = null
  let nextLook: Disposable | null = null
  let closed = false
  let unknownOutputs = 0

  function send({ seq, at, payload }: EventEnvelope<'midi.send'>): void {
    const sender = senders.get(payload.output)
    if (sender === undefined) {
      refuseUnknown(payload.output, seq)
      return
    }
    // That it is a message has been found where it was asked for.
    sender.send(payload.message, seq, at)
  }

  function refuseUnknown(output: string, cause: number): void {
    unknownOutputs += 1
    const message = 'the show declares no such output'
    const payload = { output, code: 'midi/unknown-output', message, total: unknownOutputs }
    publish({ type: 'midi.sendFailed', source: 'midi:output', cause, payload })
  }

  async function start(): Promise<void> {
    const loaded = await load()
    if (closed) return
    if (!loaded.ok) {
      switchOff(`${loaded.error.what}: ${loaded.error.next}`)
      return
    }
    try {
      lister = new loaded.value.Output()
    } catch (thrown) {
      switchOff(messageOf(thrown))
      return
    }
    const ports = lister
    lookNow = () => look(loaded.value, ports)
    lookNow()
  }

  function switchOff(reason: string): void {
    off = reason
    lookNow = null
    for (const sender of senders.values()) sender.switchOff(reason)
  }

  function look(library: MidiLibrary, ports: LibraryOutput): void {
    dispose(nextLook)
    nextLook = null
    if (senders.size === 0) return
    let present: readonly MidiPort[]
    try {
      present = listPorts(ports)
    } catch (thrown) {
      switchOff(messageOf(thrown))
      return
    }
    for (const sender of senders.values()) {
      const { port, occurrence } = sender.port
      sender.follow(numbers.find(present, port, occurrence), library, present)
    }
    nextLook = clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => look(library, ports))
  }

  function senderOf(name: string, port: MidiOutputPort): PortSender {
    const known = senders.get(name)
    if (known === undefined || !isSamePort(known.port, port)) {
      return new PortSender({ clock, publish, name, port })
    }
    known.redefine(port)
    return known
  }

  function take(outputs: Outputs): void {
    const before = senders
    senders = new Map(Object.entries(outputs).map(([name, port]) => [name, senderOf(name, port)]))
    // First, for some systems open a port only once.
    for (const [name, sender] of before) {
      if (senders.get(name) === sender) continue
      sender.giveUp()
      sender[Symbol.dispose]()
    }
    if ([...senders].every(([name, sender]) => before.get(name) === sender)) return
    if (off !== null) switchOff(off)
    else if (started === null) started = start()
    else lookNow?.()
  }

  const wiring = new DisposableStack()
  wiring.use(subscribe('midi.send', send, { acts: true }))

  return {
    take,

    health: () => [...senders.values()].map((sender) => sender.health()),

    panic(cause) {
      let messages = 0
      for (const sender of senders.values()) messages += sender.panic(cause)
      return { messages }
    },

    takeOver(sounding) {
      for (const [name, left] of Object.entries(sounding)) senders.get(name)?.takeOver(left)
    },

    async [Symbol.asyncDispose]() {
      closed = true
      wiring.dispose()
      dispose(nextLook)
      await started
      for (const sender of senders.values()) sender[Symbol.dispose]()
      lister?.destroy()
    },
  }
}
