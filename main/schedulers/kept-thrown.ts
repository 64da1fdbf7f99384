// What waits of thrown events, as it outlives the program: with how long each has left, so that its time runs on meanwhile.
import { z } from 'zod'
import { monotonicMs, wallMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { json } from '../../shared/model/json.ts'
import type { Lain } from '../../shared/model/kept-state.ts'
import { thrownKey, thrownScope } from '../../shared/model/thrown-event.ts'
import { instantFor } from './wall-time.ts'
import type { Entry, Thrown } from './thrown-queue.ts'

/** Of payloads as they are written; what finds no room is said when the others are back. */
const MOST_BYTES = 1024 * 1024
/** What an event takes besides, at most. */
const OVERHEAD_BYTES = 700

const place = z.object({ destId: z.string(), caught: z.array(z.string()).max(1000) })

const keptEvent = z.object({
  eventId: z.string().max(40),
  key: thrownKey,
  name: z.string().max(200),
  scope: thrownScope,
  payload: json,
  singleConsumer: z.boolean(),
  by: z.string(),
  source: z.string(),
  thrownTime: z.number(),
  wallActive: z.number().nullable(),
  ttl: z.number().positive().nullable(),
  active: z.boolean(),
  /** Milliseconds from when it was held; past ones are negative. */
  thrownIn: z.number(),
  activeIn: z.number(),
  places: z.array(place).min(1).max(1000),
})
export type KeptEvent = z.infer<typeof keptEvent>

/** Each by itself is checked when it is taken back, so that a bad one loses no other. */
const keptThrown = z.object({ events: z.array(z.unknown()).max(100_000), noRoom: z.number() })

export function heldThrown(
  entries: Iterable<Entry>,
  now: MonotonicMs,
): z.infer<typeof keptThrown> | undefined {
  const places = new Map<Thrown, { destId: string; caught: string[] }[]>()
  for (const { thrown, queue, caught } of entries) {
    const own = { destId: queue.id, caught: [...caught] }
    const known = places.get(thrown)
    if (known === undefined) places.set(thrown, [own])
    else known.push(own)
  }
  if (places.size === 0) return undefined
  const events: KeptEvent[] = []
  let bytes = 0
  for (const [thrown, its] of places) {
    const { eventId, key, name, scope, payload, singleConsumer, by, source, thrownTime, wallActive } = thrown
    const size = OVERHEAD_BYTES + Buffer.byteLength(JSON.stringify([payload, name, by, source, its]))
    if (bytes + size > MOST_BYTES) continue
    bytes += size
    events.push({
      ...{ eventId, key, name, scope, payload, singleConsumer, by, source, thrownTime, wallActive },
      ...{ ttl: thrown.ttl, active: thrown.active, places: its },
      ...{ thrownIn: thrown.thrownAt - now, activeIn: thrown.activeAt - now },
    })
  }
  return { events, noRoom: places.size - events.length }
}

/** What was held, and how many of it are none. */
export function readThrown(value: unknown): { events: KeptEvent[]; bad: number; noRoom: number } {
  const { events, noRoom } = keptThrown.parse(value)
  const good = events.flatMap((event) => {
    const parsed = keptEvent.safeParse(event)
    return parsed.success ? [parsed.data] : []
  })
  return { events: good, bad: events.length - good.length, noRoom }
}

type Times = Pick<Thrown, 'thrownAt' | 'thrownTime' | 'wallActive' | 'activeAt' | 'expiresAt'>

/** When it happens now that it has lain so long. */
export function timesOf(event: KeptEvent, { age }: Lain, clock: Clock): Times {
  const then = clock.now() - age
  const wallActive = event.wallActive === null ? null : wallMs(event.wallActive)
  const byWall = wallActive !== null && !event.active
  const activeAt = byWall ? instantFor(clock, wallActive) : monotonicMs(then + event.activeIn)
  return {
    thrownAt: monotonicMs(then + event.thrownIn),
    thrownTime: wallMs(event.thrownTime),
    ...{ wallActive, activeAt },
    expiresAt: event.ttl === null ? null : activeAt + event.ttl,
  }
}

/** Whether its time may have run out without anybody knowing: then it counts as that. */
export function mayBeStale(event: KeptEvent, { isSure }: Lain): boolean {
  if (isSure) return false
  return event.ttl !== null || (!event.active && event.wallActive === null)
}
