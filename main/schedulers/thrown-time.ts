// When a thrown event becomes active and how long it then lives, from what was asked for.
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import { monotonicMs, wallMs } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { shown } from '../../shared/model/explain.ts'
import type { ThrownEvent } from '../../shared/model/thrown-event.ts'
import { durationText } from '../../shared/model/words.ts'
import { instantFor } from './wall-time.ts'

/** A time that is past by less was meant as now by a clock that goes a little differently. */
const GRACE_MS = 1000
/** Of a JavaScript date. */
const LATEST_MS = 8.64e15
const ISO = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i

export interface Activation {
  readonly activeAt: MonotonicMs
  /** What wall time has to show; null where the engine's clock counts. */
  readonly wallActive: WallMs | null
  /** Milliseconds from then on; null for ever. */
  readonly ttl: number | null
}

export function activationOf(clock: Clock, event: ThrownEvent): Result<Activation> {
  const { key, delay = 0, future_time, ttl = null } = event
  if (ttl === 0) {
    const next = 'give it a longer ttl, or none for one that lives for ever'
    return failed(
      fault('thrown/no-lifetime', `${key} ttl`, 'it would expire before any rule could catch it', next),
    )
  }
  if (future_time === undefined) {
    return ok({ activeAt: monotonicMs(clock.now() + delay), wallActive: null, ttl })
  }
  const wall = parseTime(future_time)
  if (wall === null) return unreadable(key, future_time)
  const past = clock.wall() - wall
  if (past >= GRACE_MS) {
    const what = `${shown(String(future_time))} was ${durationText(past)} ago`
    return failed(fault('thrown/in-the-past', `${key} future_time`, what, hintFor(future_time)))
  }
  if (past >= 0) return ok({ activeAt: clock.now(), wallActive: null, ttl })
  return ok({ activeAt: instantFor(clock, wall), wallActive: wall, ttl })
}

/** Null where it names no instant: no such day, or no zone. */
function parseTime(given: number | string): WallMs | null {
  if (typeof given === 'number') return Math.abs(given) <= LATEST_MS ? wallMs(given) : null
  const text = given.trim().toUpperCase()
  const [, day] = ISO.exec(text) ?? []
  const instant = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  if (day === undefined || Number.isNaN(instant)) return null
  // Date.parse takes the 30th of February for a day of March.
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? wallMs(instant) : null
}

function hintFor(given: number | string): string {
  const inSeconds = typeof given === 'number' && given > 1e9 && given < 1e11
  return inSeconds ? 'give milliseconds since 1970, not seconds' : 'give a time to come, or none'
}

function unreadable(key: string, given: number | string): Result<never> {
  const what = `${shown(String(given))} is no time`
  const next = 'write it as 2026-03-29T18:30:00Z or 2026-03-29T18:30:00+02:00, or in milliseconds since 1970'
  return failed(fault('thrown/unreadable-time', `${key} future_time`, what, next))
}
