// Tries an output: sends what does nothing, watches for a moment what becomes of it, and says no more than is known.
import { everyBeat } from '../../shared/base/beat.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { MidiOutputHealth, OscTargetHealth } from '../../shared/model/health.ts'
import { OUTPUT_WORDS } from '../../shared/model/output.ts'
import type { OutputKind, Reach } from '../../shared/model/output.ts'
import { unknownOutput } from './mutes.ts'

/** Another Cuewright answers it, and what does not know it does nothing. */
const OSC_ADDRESS = '/cuewright/ping'
/** Asks whatever is there what it is. */
const IDENTITY_REQUEST = '7e7f0601'
const IDENTITY_REPLY = /^7e..0602/

const LOOK_MS = 50
/** A refusal by the other computer is back by then. */
const QUIET_MS = 500
/** As long as a slow device or connection may take. */
const PATIENCE_MS = 2000
const MOST_AT_ONCE = 16

interface Output {
  readonly kind: OutputKind
  readonly id: string
}

export interface Outcome {
  readonly reached: Reach
  readonly what: string
}

/** What is counted of an output, as far as a trial goes by it. */
interface Counts {
  readonly sent: number
  readonly lost: number
  readonly acknowledged: number | null
  readonly trouble: string | null
}

interface TrialOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly mutes: {
    isMuted(kind: OutputKind, id: string): boolean
    has(kind: OutputKind, id: string): boolean
  }
  readonly arming: { readonly isArmed: boolean }
  oscTargets(): readonly OscTargetHealth[]
  midiOutputs(): readonly MidiOutputHealth[]
}

export class Trials implements Disposable {
  readonly #options: TrialOptions
  readonly #scope = new DisposableStack()
  /** Ports that have said what they are since the trial that is under way began. */
  #answered: string[] = []
  /** Of trials that are under way. */
  readonly #looks = new Set<Disposable>()

  constructor(options: TrialOptions) {
    this.#options = options
    this.#scope.use(options.subscribe('midi.received', (event) => this.#heard(event), { acts: false }))
  }

  async try(output: Output, source: string, cause: number | null): Promise<Result<Outcome>> {
    const where = `${OUTPUT_WORDS[output.kind]} ${output.id}`
    const { mutes, arming } = this.#options
    if (!mutes.has(output.kind, output.id)) return failed(unknownOutput(output.kind, output.id))
    if (mutes.isMuted(output.kind, output.id))
      return failed(
        fault('output/muted', where, 'it is muted, so nothing is sent there', 'unmute it, and test again'),
      )
    if (!arming.isArmed)
      return failed(
        fault('show/disarmed', where, 'the show is disarmed, so nothing is sent', 'arm it, and test again'),
      )
    this.#answered = []
    const before = this.#counts(output)
    if (this.#looks.size >= MOST_AT_ONCE)
      return failed(
        fault('output/busy', where, 'too many outputs are tested at once', 'test again in a moment'),
      )
    if (this.#send(output, source, cause) === null)
      return failed(
        fault('dispatcher/full', where, 'more is arriving than can be handled', 'test again later'),
      )
    return this.#outcome(output, before, where)
  }

  [Symbol.dispose](): void {
    this.#scope.dispose()
    for (const looks of this.#looks) dispose(looks)
  }

  #send({ kind, id }: Output, source: string, cause: number | null): number | null {
    const { publish } = this.#options
    return kind === 'target'
      ? publish({ type: 'osc.send', source, cause, payload: { target: id, address: OSC_ADDRESS, args: [] } })
      : publish({
          ...{ type: 'midi.send', source, cause },
          payload: { output: id, message: { kind: 'sysex', data: IDENTITY_REQUEST } },
        })
  }

  #heard({ payload: { port, message } }: EventEnvelope<'midi.received'>): void {
    if (message.kind === 'sysex' && IDENTITY_REPLY.test(message.data)) this.#answered.push(port)
  }

  /** Looks until something is known, or until nothing more can be expected. */
  #outcome(output: Output, before: Counts, where: string): Promise<Result<Outcome>> {
    const { clock } = this.#options
    const began = clock.now()
    const outcome = Promise.withResolvers<Result<Outcome>>()
    const looks = everyBeat(clock, LOOK_MS, () => {
      const known = this.#known(output, before, clock.now() - began, where)
      if (known === null) return
      this.#looks.delete(looks)
      looks[Symbol.dispose]()
      outcome.resolve(known)
    })
    this.#looks.add(looks)
    return outcome.promise
  }

  #known(output: Output, before: Counts, waited: number, where: string): Result<Outcome> | null {
    const now = this.#counts(output)
    if (now.lost > before.lost) {
      const next = 'check that it is on, that its address is right, and that it is on the same network'
      return failed(fault('output/not-reached', where, now.trouble ?? 'it could not be sent', next))
    }
    const [answered] = this.#answered
    if (answered !== undefined) return ok({ reached: 'answered', what: `${answered} answered` })
    if (before.acknowledged !== null && (now.acknowledged ?? 0) > before.acknowledged)
      return ok({
        reached: 'acknowledged',
        what: 'its computer has it; whether the program there acts on it is not known',
      })
    const isSent = now.sent > before.sent
    const patience = isSent && output.kind === 'target' && now.acknowledged === null ? QUIET_MS : PATIENCE_MS
    if (waited < patience) return null
    if (isSent) return ok({ reached: 'handedOver', what: HANDED_OVER[output.kind] })
    return failed(
      fault(
        'output/waits',
        where,
        'it cannot be reached, and the message still waits',
        'check that it is on',
      ),
    )
  }

  #counts({ kind, id }: Output): Counts {
    const { oscTargets, midiOutputs } = this.#options
    if (kind === 'target') {
      const found = oscTargets().find(({ target }) => target === id)
      return found === undefined
        ? NOTHING
        : { ...found, lost: found.failed + found.dropped, trouble: found.lastError }
    }
    const found = midiOutputs().find(({ output }) => output === id)
    if (found === undefined) return NOTHING
    const trouble = found.state === 'open' ? found.lastError : found.reason
    return { sent: found.sent, acknowledged: null, lost: found.failed + found.dropped, trouble }
  }
}

const NOTHING: Counts = { sent: 0, lost: 0, acknowledged: null, trouble: null }

const HANDED_OVER: Readonly<Record<OutputKind, string>> = {
  target: 'handed over to the network; nobody tells whether it arrived, so look at the device',
  midiOutput: 'handed over to the port; the device did not say what it is, which many cannot',
}
