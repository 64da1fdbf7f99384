// One run on a runner that a test lets play, freezes and looks at: everything it sends is kept.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { Anchor } from '../../../../shared/model/payload/playlist.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'
import { Runner } from '../../../../main/playlists/runner.ts'
import { carryEmissions } from '../../../../main/playlists/carry.ts'
import type {
  CaughtUp,
  Emission,
  FollowCommand,
  RunCommand,
  RunStart,
} from '../../../../main/playlists/runner-protocol.ts'
import { placesByContent } from '../../../../main/playlists/step-places.ts'
import type { StepPlaces } from '../../../../main/playlists/step-places.ts'
import { compileTimeline } from '../../../../main/playlists/timeline.ts'
import type { CompiledTimeline } from '../../../../main/playlists/timeline.ts'
import { playlist } from '../../../support/stage.ts'
import { NO_RAMPS } from './no-ramps.ts'

export interface Sent extends Emission {
  readonly at: number
  readonly step: PlaylistStep
}

export class RunnerRig {
  readonly clock = new SimulatedClock()
  readonly runner: Runner
  timeline: CompiledTimeline
  steps: readonly PlaylistStep[]
  readonly sent: Sent[] = []
  readonly caughtUp: CaughtUp[] = []
  readonly anchors: Anchor[] = []
  readonly slept: { anchor: Anchor; ms: number }[] = []
  ending: string | null = null
  readonly #timelines = new Map<number, CompiledTimeline>()
  /** As it is kept for a thread that takes over. */
  cursor = 0

  constructor(steps: readonly Record<string, unknown>[], fields: Partial<RunStart> = {}) {
    this.steps = playlist({ id: 'p', steps }).steps
    this.timeline = compileTimeline(this.steps, () => null)
    this.#timelines.set(this.timeline.id, this.timeline)
    this.runner = new Runner(this.clock, {
      ...NO_RAMPS,
      opens: () => false,
      send: () => false,
      emitted: (emission) => {
        const step = this.steps[this.timeline.steps[emission.index] as number] as PlaylistStep
        this.sent.push({ ...emission, at: this.clock.now(), step })
        return true
      },
      anchored: (_, anchor) => void this.anchors.push(anchor),
      caughtUp: (caughtUp) => {
        this.caughtUp.push(caughtUp)
        return true
      },
      slept: (_, anchor, ms) => void this.slept.push({ anchor, ms }),
      stopped: (_, ending) => {
        this.ending = ending
      },
      progressed: (_, cursor) => {
        this.cursor = cursor
      },
    })
    this.runner.apply({ kind: 'load', timeline: this.timeline })
    this.runner.apply({
      kind: 'start',
      start: {
        run: 1,
        timeline: this.timeline.id,
        anchor: { at: 0, position: 0, rate: 1, state: 'running' },
        cursor: 0,
        asking: false,
        chase: false,
        lost: false,
        afterSleep: 'ask',
        emissionsLeft: Infinity,
        deadline: Infinity,
        ...fields,
      },
    })
    this.runner.look(0)
  }

  /** Plays on time until `until`. */
  play(until: number): void {
    for (;;) {
      while (this.runner.emitNext());
      const next = this.runner.nextDueAt()
      if (next === null || next > until) break
      this.clock.advanceTo(next)
      this.runner.look(this.clock.now())
    }
    this.clock.advanceTo(until)
    this.runner.look(this.clock.now())
  }

  /** Lets time pass in which nothing is played; what then leaves at once is answered. */
  freeze(until: number): readonly Sent[] {
    const before = this.sent.length
    this.clock.advanceTo(until)
    this.runner.look(until)
    while (this.runner.emitNext());
    return this.sent.slice(before)
  }

  /** Goes over to other steps, as when its playlist is changed now; `places` tells which are which, where it is not by what they are. */
  follow(
    steps: readonly Record<string, unknown>[],
    fields: Partial<FollowCommand> = {},
    places?: StepPlaces,
  ): void {
    const before = { timeline: this.timeline, steps: this.steps }
    this.steps = playlist({ id: 'p', steps }).steps
    this.timeline = compileTimeline(this.steps, () => null)
    this.#timelines.set(this.timeline.id, this.timeline)
    this.runner.apply({ kind: 'load', timeline: this.timeline })
    this.runner.apply({
      kind: 'follow',
      run: 1,
      timeline: this.timeline.id,
      carried: carryEmissions(
        before,
        { timeline: this.timeline, steps: this.steps },
        places === undefined ? placesByContent(before.steps, this.steps) : places,
      ),
      ...{ afterSleep: 'ask', deadline: Infinity },
      emissions: { was: Infinity, is: Infinity, reported: 0 },
      ...fields,
    })
  }

  /** Which repeat of its step an emission is. */
  repeatOf(timeline: number, index: number): number {
    return this.#timelines.get(timeline)?.repeats[index] as number
  }

  command(
    command: RunCommand extends infer C ? (C extends RunCommand ? Omit<C, 'run'> : never) : never,
  ): void {
    this.runner.apply({ ...command, run: 1 })
  }
}

export const osc = (
  offset: number,
  address: string,
  args: readonly unknown[] = [],
  fields: Record<string, unknown> = {},
) => ({ offset, type: 'osc.send', payload: { target: 'desk', address, args }, ...fields })

export const midi = (
  offset: number,
  message: Record<string, unknown>,
  fields: Record<string, unknown> = {},
) => ({
  offset,
  type: 'midi.send',
  payload: { output: 'synth', message },
  ...fields,
})

export const repeated = (count: number, interval: number) => ({ repeat: { count, interval } })

/** `/light/1/on 0`, or what a MIDI message is. */
export function said({ step: { type, payload } }: Pick<Sent, 'step'>): string {
  const { address, args, message } = payload as {
    address?: string
    args?: readonly unknown[]
    message?: Record<string, unknown>
  }
  if (address !== undefined) return [address, ...(args ?? [])].join(' ')
  return message === undefined ? type : Object.values(message).join(' ')
}
