// Messages of parameters that fade, while the lane sends them: begun, left before anything else leaves, and landed.
import type { Clock } from '../../shared/base/clock.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import type { ParamOutput } from '../../shared/model/param-output.ts'
import type { RampEnding, RampLane, RampTicket } from '../../shared/model/ramp-lane.ts'
import { endsOf, isOnCourse, planOf, rampSendOf } from './ramp-sends.ts'
import type { Course, OscParamOutput, Plan } from './ramp-sends.ts'

export interface Flight {
  readonly plan: Plan
  /** Null where somebody else has moved later what it moves: it is sent no more. */
  ticket: RampTicket | null
}

/** The slot of a message. */
interface Flying {
  readonly name: string
  readonly output: ParamOutput
  flight: Flight | null
  sent: number
  sentAt: number
  sentLast: readonly OscValue[] | null
  /** The lane was to send no more of it, and nothing has left since. */
  isCutShort: boolean
}

interface FlightsOptions<S extends Flying> {
  readonly clock: Clock
  readonly lane: RampLane
  readonly course: Course
  /** It is sent from here again: the lane could not, or had come to its end while something had changed. */
  landed(slot: S): void
}

export class Flights<S extends Flying> {
  readonly #options: FlightsOptions<S>

  constructor(options: FlightsOptions<S>) {
    this.#options = options
  }

  /**
   * Has the lane send a message while its parameters fade, `anew` also where it does already. Where it does not, nothing of it
   * leaves from there once this returns, and false is answered.
   */
  lead(slot: S, anew: boolean): boolean {
    const { flight: before, output } = slot
    if (!anew && this.isOnCourse(slot)) return true
    // Who only wants larger changes is sent them from here.
    const flight = output.kind === 'osc' && output.minChange === 0 ? this.#begin(slot, output) : null
    if (flight === null) {
      this.leave(slot)
      return false
    }
    slot.sent += sentBy(before)
    slot.flight = flight
    slot.sentLast = null
    slot.isCutShort = false
    return true
  }

  /** Whether what the lane sends is what should be sent. */
  isOnCourse({ name, output, flight }: S): boolean {
    if (flight === null || output.kind !== 'osc') return false
    const { clock, course } = this.#options
    return isOnCourse(output, name, flight.plan, course, clock.now())
  }

  /** Returns once nothing of it leaves from the lane any more. What was sent last is not known then. */
  leave(slot: S): void {
    const { flight } = slot
    if (flight === null) return
    if (flight.ticket !== null) this.#options.lane.stop([flight.ticket.id])
    slot.flight = null
    slot.isCutShort = true
    slot.sent += sentBy(flight)
    slot.sentLast = null
  }

  /** Null where the lane has no way there. */
  #begin(slot: S, output: OscParamOutput): Flight | null {
    const { lane, course } = this.#options
    const plan = planOf(output, slot.name, course)
    const send = rampSendOf(output, slot.name, plan, course)
    if (send === null) return null
    const flight: Flight = { plan, ticket: null }
    flight.ticket = lane.start(send, (how) => this.#landed(slot, flight, how))
    return flight.ticket === null ? null : flight
  }

  #landed(slot: S, flight: Flight, how: RampEnding): void {
    const { name, output } = slot
    if (slot.flight !== flight || output.kind !== 'osc') return
    if (how === 'takenOver') {
      slot.sent += sentBy(flight)
      flight.ticket = null
      return
    }
    const { clock, course, landed } = this.#options
    const isAtEnd = how === 'completed'
    slot.flight = null
    slot.sent += sentBy(flight)
    slot.sentAt = isAtEnd ? clock.now() : slot.sentAt
    slot.sentLast = isAtEnd ? endsOf(output, name, flight.plan, course) : null
    if (!isAtEnd || !isOnCourse(output, name, flight.plan, course, clock.now())) landed(slot)
  }
}

/** What has left of a flight that is not counted with its slot yet. */
export function sentBy(flight: Flight | null): number {
  return flight?.ticket?.sent() ?? 0
}
