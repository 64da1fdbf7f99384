// Runs that move values, on a runner that a test lets play: every value that leaves is kept, with the packet that it left in.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { OscValue } from '../../../../shared/model/osc.ts'
import { encodeDirect } from '../../../../main/outputs/osc/direct.ts'
import { decodePacket } from '../../../../main/protocols/osc/decode.ts'
import type { DecodedPacket } from '../../../../main/protocols/osc/packet.ts'
import { RouteBook } from '../../../../main/playlists/routes.ts'
import { Runner } from '../../../../main/playlists/runner.ts'
import type {
  RampEnded,
  RampTally,
  RunCommand,
  RunStart,
  Tick,
} from '../../../../main/playlists/runner-protocol.ts'
import { compileTimeline } from '../../../../main/playlists/timeline.ts'
import type { CompiledTimeline } from '../../../../main/playlists/timeline.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'
import { playlist } from '../../../support/stage.ts'

interface Left {
  readonly at: number
  readonly address: string
  readonly value: OscValue | undefined
  /** Number of the packet that it left in. */
  readonly packet: number
}

interface RampRigOptions {
  /** Whether packets leave from the runner; without it each value goes to the main thread. */
  readonly direct?: boolean
  readonly bundles?: boolean
  readonly clock?: SimulatedClock
  readonly routes?: RouteBook
}

export class RampRig {
  readonly clock: SimulatedClock
  readonly routes: RouteBook
  readonly runner: Runner
  readonly left: Left[] = []
  readonly ticks: Tick[] = []
  readonly ended: RampEnded[] = []
  readonly fadesEnded: string[] = []
  readonly tallies: RampTally[] = []
  readonly emitted: number[] = []
  endings: string[] = []
  playing = { count: 0, every: 1 }
  /** Whether there is room for what is handed to the main thread. */
  room = true
  packets = 0
  /** Of each packet. */
  readonly targets: string[] = []
  /** Arguments of each message. */
  readonly packetsArgs: (readonly OscValue[])[] = []
  #nextRun = 1

  constructor({ direct = true, bundles = true, clock, routes }: RampRigOptions = {}) {
    this.clock = clock ?? new SimulatedClock()
    this.routes = routes ?? new RouteBook()
    this.runner = new Runner(
      this.clock,
      {
        opens: () => false,
        send: (target, packet) => {
          if (direct) this.#take(packet)
          if (direct) this.targets.push(target)
          return direct
        },
        emitted: ({ index }) => this.emitted.push(index) > 0,
        anchored() {},
        caughtUp: () => true,
        slept() {},
        stopped: (_, ending) => void this.endings.push(ending),
        progressed() {},
        bundles: () => bundles,
        ticked: (tick) => {
          if (this.room) this.ticks.push(tick)
          return this.room
        },
        rampEnded: (ended) => void this.ended.push(ended),
        fadeEnded: (_, how) => void this.fadesEnded.push(how),
        rampsTold: (tally) => void this.tallies.push({ ...tally }),
        rampsSent() {},
        rampsPlay: (count, every) => {
          this.playing = { count, every }
        },
      },
      this.routes,
    )
  }

  compile(steps: readonly Record<string, unknown>[]): {
    readonly steps: readonly PlaylistStep[]
    readonly timeline: CompiledTimeline
  } {
    const made = playlist({ id: 'p', steps }).steps
    return { steps: made, timeline: compileTimeline(made, encodeDirect, this.routes.slotOf) }
  }

  /** Begins a run and answers its number. */
  start(steps: readonly Record<string, unknown>[], fields: Partial<RunStart> = {}): number {
    const { timeline } = this.compile(steps)
    const run = this.#nextRun++
    this.runner.apply({ kind: 'load', timeline })
    this.runner.apply({
      kind: 'start',
      start: {
        ...{ run, timeline: timeline.id, cursor: 0, asking: false, chase: false, lost: false },
        anchor: { at: this.clock.now(), position: 0, rate: 1, state: 'running' },
        ...{ afterSleep: 'ask', emissionsLeft: Infinity, deadline: Infinity },
        ...fields,
      },
    })
    return run
  }

  command(command: RunCommand): void {
    this.runner.apply(command)
  }

  /** Plays on time until `until`. */
  play(until: number): this {
    for (;;) {
      while (this.runner.emitNext());
      const next = this.runner.nextDueAt()
      if (next === null || next > until) break
      this.clock.advanceTo(next)
    }
    this.clock.advanceTo(until)
    return this
  }

  /** Lets time pass in which nothing is played, and then all that is due at once. */
  freeze(until: number): readonly Left[] {
    const before = this.left.length
    this.clock.advanceTo(until)
    while (this.runner.emitNext());
    return this.left.slice(before)
  }

  values(): readonly (OscValue | undefined)[] {
    return this.left.map(({ value }) => value)
  }

  #take(bytes: Uint8Array): void {
    const decoded = decodePacket(bytes.slice())
    if (!decoded.ok) throw new Error(decoded.error.detail)
    this.packets += 1
    this.#keep(decoded.value)
  }

  #keep(packet: DecodedPacket): void {
    if ('packets' in packet) for (const member of packet.packets) this.#keep(member)
    else {
      this.packetsArgs.push(packet.args)
      this.left.push({
        ...{ at: this.clock.now(), address: packet.address, value: packet.args.at(-1) },
        packet: this.packets,
      })
    }
  }
}

export const ramp = (offset: number, fields: Record<string, unknown> = {}) => ({
  offset,
  type: 'osc.ramp',
  payload: { target: 'desk', address: '/v', to: 1, over: 1000, type: 'd', ...fields },
})

export const set = (offset: number, value: number, address = '/v') => ({
  offset,
  type: 'osc.send',
  payload: { target: 'desk', address, types: 'd', args: [value] },
})
