// One look at everything that would spoil a show, made anew each time it is asked for, and answered within two seconds.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault, messageOf } from '../../shared/base/result.ts'
import { CHECK_SEVERITIES } from '../../shared/contract/check-view.ts'
import type { CheckReport, CheckSeverity, Finding } from '../../shared/contract/check-view.ts'
import { findingsOf } from './findings.ts'
import type { CheckReadings } from './findings.ts'

/** A share that is gone and a name service that is silent answer nobody at all. */
const WITHIN_MS = 2000
const MOST_FINDINGS = 200
/** It looks through the whole show, and any stranger may ask for it. */
const REST_MS = 100

/** What has to be asked of the system, which may never answer. */
export interface Probe {
  /** What it looks at, as people call it. */
  readonly where: string
  look(): Promise<readonly Finding[]>
}

interface PreShowCheckOptions {
  readonly clock: Clock
  readonly readings: CheckReadings
  readonly probes: () => readonly Probe[]
}

export class PreShowCheck implements Disposable {
  readonly #options: PreShowCheckOptions
  /** By what is looked at: one that hangs holds a thread of the system, and so has no second beside it. */
  readonly #hanging = new Map<string, Promise<readonly Finding[]>>()
  readonly #waits = new Set<Disposable>()
  #looking: Promise<CheckReport> | null = null
  #notBefore = -Infinity

  constructor(options: PreShowCheckOptions) {
    this.#options = options
  }

  /** All who ask while the system has not answered yet are answered with what is so when it has. */
  look(): Promise<CheckReport> {
    this.#looking ??= this.#lookAnew().catch((thrown: unknown) => {
      this.#looking = null
      throw thrown
    })
    return this.#looking
  }

  async #lookAnew(): Promise<CheckReport> {
    const { clock, readings, probes } = this.#options
    await this.#rested()
    const probed = await Promise.all(probes().map((probe) => this.#bounded(probe)))
    // Who asks from here on wants to know of what has happened since.
    this.#looking = null
    const found = [...findingsOf(readings), ...probed.flat()]
    const ordered = found.toSorted((a, b) => rank(a.severity) - rank(b.severity))
    const counts = { error: 0, warning: 0, unknown: 0 }
    for (const { severity } of ordered) counts[severity] += 1
    const findings = ordered.slice(0, MOST_FINDINGS)
    return { at: clock.wall(), counts, findings, cut: ordered.length - findings.length }
  }

  [Symbol.dispose](): void {
    for (const wait of this.#waits) dispose(wait)
    this.#waits.clear()
  }

  async #rested(): Promise<void> {
    const { clock } = this.#options
    const begin = Math.max(clock.now(), this.#notBefore)
    this.#notBefore = begin + REST_MS
    if (begin === clock.now()) return
    const rested = Promise.withResolvers<null>()
    const wait = clock.upkeep(monotonicMs(begin), () => rested.resolve(null))
    this.#waits.add(wait)
    await rested.promise
    this.#waits.delete(wait)
  }

  /** What it found, or that it did not answer in time. */
  async #bounded(probe: Probe): Promise<readonly Finding[]> {
    const { clock } = this.#options
    const late = Promise.withResolvers<readonly Finding[]>()
    const wait = clock.upkeep(monotonicMs(clock.now() + WITHIN_MS), () => late.resolve([silent(probe.where)]))
    this.#waits.add(wait)
    const found = await Promise.race([this.#once(probe), late.promise])
    this.#waits.delete(wait)
    dispose(wait)
    return found
  }

  #once(probe: Probe): Promise<readonly Finding[]> {
    const { where } = probe
    const under = this.#hanging.get(where)
    if (under !== undefined) return under
    const looked = probe
      .look()
      .catch((thrown: unknown) => [failing(where, messageOf(thrown))])
      .finally(() => this.#hanging.delete(where))
    this.#hanging.set(where, looked)
    return looked
  }
}

const rank = (severity: CheckSeverity): number => CHECK_SEVERITIES.indexOf(severity)

function silent(where: string): Finding {
  const next = 'see whether the disk, share or service is reached from this computer'
  return { severity: 'error', ...fault('check/no-answer', where, 'it did not answer within 2 s', next) }
}

function failing(where: string, why: string): Finding {
  const next = 'look at it by hand'
  return { severity: 'warning', ...fault('check/failed', where, `it could not be looked at: ${why}`, next) }
}
