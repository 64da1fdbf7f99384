// The MIDI output: sends what `midi.send` events ask for to the ports that the show declares.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { messageOf } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { MidiOutputHealth } from '../../../shared/model/health.ts'
import type { MidiOutputPort } from '../../../shared/model/show.ts'
import type { Sounding } from '../../protocols/midi/held-notes.ts'
import type { MidiLibrary, MidiOutput as LibraryOutput } from '../../protocols/midi/midi-library.ts'
import { PortNumbers, listPorts } from '../../protocols/midi/ports.ts'
import type { MidiPort } from '../../protocols/midi/ports.ts'
import { PortSender } from './port-sender.ts'

export interface MidiOutputOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly outputs: Readonly<Record<string, MidiOutputPort>>
  /** Only asked where the show declares an output. */
  readonly load: () => Promise<Result<MidiLibrary>>
}

export interface MidiOutput extends AsyncDisposable {
  health(): readonly MidiOutputHealth[]
  /** Ends what waits for a port, and every note. */
  panic(cause: number): { readonly messages: number }
  /** Ends what an earlier output left sounding, by name of the output, as soon as each port is open. */
  takeOver(sounding: Readonly<Record<string, Sounding>>): void
}

/** Between two looks at which ports there are: that one has gone shows nowhere else. */
const LOOK_MS = 500

export function createMidiOutput(options: MidiOutputOptions): MidiOutput {
  const { clock, publish, subscribe, outputs, load } = options
  const senders = new Map<string, PortSender>()
  const numbers = new PortNumbers()
  let lister: LibraryOutput | null = null
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
    look(loaded.value, lister)
  }

  function switchOff(reason: string): void {
    for (const sender of senders.values()) sender.switchOff(reason)
  }

  function look(library: MidiLibrary, ports: LibraryOutput): void {
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

  for (const [name, port] of Object.entries(outputs)) {
    senders.set(name, new PortSender({ clock, publish, name, port }))
  }
  const wiring = new DisposableStack()
  wiring.use(subscribe('midi.send', send, { priority: 0, name: 'MIDI output', acts: true }))
  const started = senders.size === 0 ? null : start()

  return {
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
