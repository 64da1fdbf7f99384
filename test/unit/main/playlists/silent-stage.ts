// A stage whose run is played by nobody: the test tells what its runner reports, and when.
import { Interrupts } from '../../../../main/interrupts/interrupts.ts'
import { NOTHING_DIRECT } from '../../../../main/playlists/emissions.ts'
import { Playlists } from '../../../../main/playlists/playlists.ts'
import type { RunCommand, RunNumber } from '../../../../main/playlists/runner-protocol.ts'
import type { CompiledTimeline } from '../../../../main/playlists/timeline.ts'
import type { Runners, RunnersListener } from '../../../../main/playlists/runners.ts'
import { inOrder } from '../../../../main/order.ts'
import type { Anchor } from '../../../../shared/model/payload/playlist.ts'
import { Stage } from '../../../support/stage.ts'
import { NO_LANE } from '../../../../shared/model/ramp-lane.ts'
import { RouteBook } from '../../../../main/playlists/routes.ts'
import { ask } from './asking-stage.ts'

/** A runner that does nothing: the test tells what it reports, and when. */
class SilentRunners implements Runners {
  readonly capacity = 10
  readonly routes = new RouteBook()
  readonly fades = NO_LANE
  readonly commands: RunCommand[] = []
  listener: RunnersListener | null = null
  /** Loaded last. */
  timeline = 0

  route(): void {}
  load({ id }: CompiledTimeline): void {
    this.timeline = id
  }

  unload(): void {}
  start(): void {}

  ready(): Promise<void> {
    return Promise.resolve()
  }

  command(command: RunCommand): void {
    this.commands.push(command)
  }

  stop(runs: readonly RunNumber[], stays: boolean): void {
    for (const run of runs) this.command({ kind: 'stop', run, stays })
  }

  settle(): void {}

  health(): readonly [] {
    return []
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }
}

export class SilentStage extends Stage {
  override readonly playlists: Playlists
  readonly interrupts: Interrupts
  readonly runners = new SilentRunners()

  constructor(fields: Record<string, unknown> = {}) {
    super()
    const { clock, runners } = this
    const { publish, subscribe } = this.dispatcher
    this.interrupts = new Interrupts({ clock, publish })
    this.playlists = new Playlists({
      clock,
      publish,
      hearInterrupts: inOrder(subscribe)('playlist interrupts'),
      hearTriggers: inOrder(subscribe)('playlist triggers'),
      createRunners(listener) {
        runners.listener = listener
        return runners
      },
      direct: NOTHING_DIRECT,
      interrupts: this.interrupts,
      causeOf: () => null,
      forgotten() {},
    })
    const steps = [ask(100), { offset: 200, type: 'lights.b' }]
    this.register({ id: 'p', steps, ...fields })
    this.start('p')
  }

  reportHold(): void {
    const emission = {
      run: 1,
      timeline: this.runners.timeline,
      index: 0,
      dueAt: 100,
      reachedAt: 100,
      direct: false,
      holds: true,
      madeUpFor: false,
    }
    this.runners.listener?.emitted(emission)
    this.settle()
  }

  reportAnchor(state: Anchor['state'], asking: boolean): void {
    this.runners.listener?.anchored(1, { at: 100, position: 100, rate: 1, state }, asking)
    this.settle()
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    this.interrupts[Symbol.dispose]()
  }
}
