// Controls that are bound to the transport in the show: a press is GO, stop, panic or the start of a cue, without a rule in between.
import { isDeepStrictEqual } from 'node:util'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Ahead } from '../../shared/model/ahead.ts'
import type { Client } from '../../shared/model/client.ts'
import { TRANSPORT_BUTTONS } from '../../shared/model/cue.ts'
import type { TransportButton, TransportControls } from '../../shared/model/cue.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import { showControlRequest } from './show-control-requests.ts'
import type { ControlRequest, NumberedLists } from './show-control-requests.ts'

interface TransportOptions {
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
  readonly lists: NumberedLists
  execute(
    name: string,
    args: unknown,
    context: { readonly client: Client; readonly cause: number; readonly at: MonotonicMs },
  ): unknown
  /** From now on presses of these go before all that waits. */
  endBy(controls: readonly { readonly match: EventMatch; readonly ahead: Ahead }[]): void
  /** What people call the control, or who sent the message. */
  nameOf(event: EventEnvelope): string
}

const COMMANDS: Readonly<Record<TransportButton, string>> = {
  go: 'show.go',
  back: 'show.back',
  skip: 'cueList.skip',
  stop: 'show.stop',
  pause: 'show.pause',
  resume: 'show.resume',
  panic: 'show.panic',
}
/** A control that lets go because its device went away ends what it is to end, and begins nothing. */
const ENDING: ReadonlySet<TransportButton> = new Set(['stop', 'panic'])

export class Transport implements Disposable {
  readonly #options: TransportOptions
  readonly #begins: MatchTable
  readonly #ends: MatchTable
  #controls: TransportControls | null = null
  #heard = new DisposableStack()

  constructor(options: TransportOptions) {
    this.#options = options
    const { subscribe, patterns } = options
    this.#begins = new MatchTable({ subscribe, patterns, ends: false })
    this.#ends = new MatchTable({ subscribe, patterns, ends: true })
  }

  /** From now on these controls are the transport. */
  take(next: TransportControls): void {
    const isSame = this.#controls !== null && isDeepStrictEqual(next, this.#controls)
    this.#controls = next
    if (isSame) return
    const before = this.#heard
    this.#heard = new DisposableStack()
    for (const button of TRANSPORT_BUTTONS) {
      for (const match of next[button]) this.#bind(match, button, { command: COMMANDS[button], args: {} })
    }
    for (const { match, list, number } of next.cue) {
      const args = { number, ...(list !== undefined && { list }) }
      this.#bind(match, 'go', { command: 'cue.start', args })
    }
    this.#hearShowControl(next)
    const ending = (ahead: Ahead) => next[ahead].map((match) => ({ match, ahead }))
    this.#options.endBy([...ending('panic'), ...ending('stop')])
    // After those are there, so that what both listen to is listened to all the time.
    before.dispose()
  }

  /** A press is carried out when it is heard: nothing waits here. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#options.endBy([])
    this.#heard.dispose()
  }

  #bind(match: EventMatch, button: TransportButton, request: ControlRequest): void {
    const table = ENDING.has(button) ? this.#ends : this.#begins
    this.#heard.use(table.add(match, (event) => this.#ask(request, event)))
  }

  #hearShowControl({ showControl }: TransportControls): void {
    if (showControl === undefined) return
    const { device, source } = showControl
    const hear = (event: EventEnvelope<'midi.received'>): void => {
      const { message } = event.payload
      if (message.kind !== 'showControl' || (source !== undefined && source !== event.source)) return
      if (device !== undefined && message.device !== device && message.device !== ALL_DEVICES) return
      const request = showControlRequest(message, this.#options.lists)
      if (request !== null) this.#ask(request, event)
    }
    this.#heard.use(this.#options.subscribe('midi.received', hear, { acts: true }))
  }

  #ask({ command, args }: ControlRequest, event: EventEnvelope): void {
    const name = this.#options.nameOf(event)
    const client: Client = { id: `control:${name}`, name, way: 'control', source: 'transport', address: null }
    // What is refused is published, as nobody is there to be answered.
    this.#options.execute(command, args, { client, cause: event.seq, at: event.at })
  }
}

/** By which MIDI Show Control means all devices. */
const ALL_DEVICES = 0x7f
