// A sustained flood of OSC: what arrives is counted, bounded, and the latest value of each fader is kept.
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { getJson, sourceEntry, startHeadless, startHelper } from './child.ts'
import { alternate, atLeast, atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { Flooded } from './udp-flood.ts'

const PER_SECOND = 50_000
const SECONDS = 5
const ROUNDS = 2
/** Twice the interval of health's samples. */
const SETTLED_MS = 600

interface Round {
  readonly perSecond: number
  readonly lost: number
}

interface EngineRound extends Round {
  readonly dropped: number
  readonly highWater: number
  readonly coalesced: number
  readonly staleFaders: number
}

const show = {
  version: 1,
  name: 'Flood',
  osc: { latestOnly: ['/fader/*'] },
  playlists: [
    {
      id: 'pressed',
      name: 'Pressed',
      triggers: [{ event: 'osc.received', address: '/another/button' }],
      steps: [{ offset: 0, type: 'log.pressed' }],
    },
  ],
  events: { 'log.pressed': {} },
}

async function flood(port: number): Promise<Flooded> {
  await using sender = startHelper('udp-flood.ts', [port, PER_SECOND, SECONDS].map(String))
  const flooded = await sender.next<Flooded>()
  await sleep(SETTLED_MS)
  return flooded
}

async function floodCounter(): Promise<Round> {
  await using counter = startHelper('udp-counter.ts', [])
  const { sent, seconds } = await flood(await counter.next<number>())
  const received = await counter.ask<number>({ question: 'count' })
  return { perSecond: received / seconds, lost: sent - received }
}

/** Faders whose newest event does not carry the value that was sent last. */
async function staleFaders(http: string, last: Flooded['last']): Promise<number> {
  const { events } = await getJson<{ events: EventEnvelope<'osc.received'>[] }>(
    `${http}/api/events?type=osc.received&limit=10000`,
  )
  const newest = new Map<string, unknown>()
  for (const { payload } of events) {
    if (!newest.has(payload.address)) newest.set(payload.address, payload.args[0])
  }
  return Object.entries(last).filter(([address, value]) => newest.get(address) !== value).length
}

async function floodEngine(): Promise<EngineRound> {
  await using headless = await startHeadless(sourceEntry, show)
  const { sent, seconds, last } = await flood(headless.oscPort)
  const { osc, dispatcher } = await getJson<HealthReport>(`${headless.http}/api/health`)
  const lane = dispatcher.queues.find((queue) => queue.lane === 'show')!
  return {
    perSecond: osc.input.received / seconds,
    lost: sent - osc.input.received,
    dropped: lane.dropped,
    highWater: lane.highWater,
    coalesced: lane.coalesced,
    staleFaders: await staleFaders(headless.http, last),
  }
}

export async function oscFlood(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(ROUNDS, floodEngine, floodCounter)
  const row = (
    what: string,
    unit: string,
    key: keyof EngineRound,
    reach: Measurement['reach'],
  ): Measurement => ({ what, unit, subject: subject.map((round) => round[key]), baseline: null, reach })
  const besideCounter = (measurement: Measurement, key: keyof Round): Measurement => ({
    ...measurement,
    baseline: { name: 'Node UDP counter', figures: baseline.map((round) => round[key]) },
  })
  return [
    // A little below what was asked for, because the sender's own end takes a moment.
    besideCounter(row('received', 'messages/s', 'perSecond', atLeast(0.99 * PER_SECOND)), 'perSecond'),
    besideCounter(row('lost', 'messages', 'lost', atMost(0)), 'lost'),
    row('dropped by the queue', 'events', 'dropped', atMost(0)),
    row('queue high water', 'events', 'highWater', null),
    row('coalesced', 'events', 'coalesced', null),
    row('faders without their latest value', '', 'staleFaders', atMost(0)),
  ]
}
