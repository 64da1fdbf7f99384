// The MIDI output: sends what `midi.send` events ask for to the ports that the show declares.
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { MidiOutputHealth } from '../../../shared/model/health.ts'
import { FormerNames } from '../../../shared/model/mutations/former-names.ts'
import { formerName } from '../../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../../shared/model/show.ts'
import type { Sounding } from '../../protocols/midi/held-notes.ts'
import type { MidiLibrary } from '../../protocols/midi/midi-library.ts'
import { isSamePort } from '../../protocols/midi/ports.ts'
import { PortSender } from './port-sender.ts'
import { PortWatch } from './port-watch.ts'

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

/** Sends to nobody before outputs are taken. */
export function createMidiOutput({ clock, publish, subscribe, load }: MidiOutputOptions): MidiOutput {
  let senders: ReadonlyMap<string, PortSender> = new Map()
  const former = new FormerNames('midiOutput')
  let unknownOutputs = 0
  const ports = new PortWatch({ clock, load, senders: () => [...senders.values()] })

  function send({ seq, at, payload }: EventEnvelope<'midi.send'>): void {
    const sender = senders.get(payload.output) ?? senders.get(former.presentOf(payload.output))
    // That it is a message has been found where it was asked for.
    if (sender !== undefined) sender.send(payload.message, seq, at, payload)
    else refuseUnknown(payload.output, seq)
  }

  function refuseUnknown(output: string, cause: number): void {
    unknownOutputs += 1
    const message = 'the show declares no such output'
    const payload = { output, code: 'midi/unknown-output', message, total: unknownOutputs }
    publish({ type: 'midi.sendFailed', source: 'midi:output', cause, payload })
  }

  function senderOf(name: string, port: MidiOutputPort, known: PortSender | undefined): PortSender {
    if (known === undefined || !isSamePort(known.port, port)) {
      return new PortSender({ clock, publish, name, port })
    }
    known.redefine(name, port)
    return known
  }

  const subscription = subscribe('midi.send', send, { acts: true })

  return {
    take(outputs, change) {
      const names = Object.keys(outputs)
      former.take(change, names)
      const formerOf = formerName(change.renamed, 'midiOutput')
      const before = senders
      const known = new Map(names.map((name) => [name, before.get(formerOf(name) ?? '')]))
      senders = new Map(
        Object.entries(outputs).map(([name, port]) => [name, senderOf(name, port, known.get(name))]),
      )
      const kept = new Set(senders.values())
      // First, for some systems open a port only once.
      for (const sender of before.values()) {
        if (kept.has(sender)) continue
        sender.giveUp()
        sender[Symbol.dispose]()
      }
      const earlier = new Set(before.values())
      if ([...kept].some((sender) => !earlier.has(sender))) ports.follow()
    },

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
      dispose(subscription)
      for (const sender of senders.values()) sender[Symbol.dispose]()
      await ports[Symbol.asyncDispose]()
    },
  }
}
