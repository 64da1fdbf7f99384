// From a control in to the message out that its parameter is bound to, against a process that only sends back what it gets.
import { setTimeout } from 'node:timers/promises'
import { boundShow } from './bound-show.ts'
import { sourceEntry, startHeadless, startHelper } from './child.ts'
import { atMostTimes, inSlices, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { RoutePing } from './route-pinger.ts'

const ROUTES = 100
const ROUNDS = 5
const SLICES = 3
const WARM_UP = 8
const SETTLE_MS = 150
/** A second of either, about. */
const RATES = [500, 5000] as const

export async function bindings(): Promise<readonly Measurement[]> {
  await using pinger = startHelper('route-pinger.ts', [])
  const clientPort = await pinger.next<number>()
  await using echo = startHelper('udp-echo.ts', [])
  const echoPort = await echo.next<number>()
  await using headless = await startHeadless(sourceEntry, boundShow(clientPort, ROUTES))
  const sides = (rate: number) => {
    const moves = (port: number) => async (): Promise<readonly number[]> => {
      await setTimeout(SETTLE_MS)
      return pinger.ask({ port, routes: ROUTES, count: rate, rate } satisfies RoutePing)
    }
    return { bare: moves(echoPort), bound: moves(headless.oscPort) }
  }
  await inSlices(1, WARM_UP, sides(5000))
  const rows: Measurement[] = []
  for (const rate of RATES) {
    const { bare, bound } = await inSlices(ROUNDS, SLICES, sides(rate))
    const row = (share: number, most: number): Measurement => ({
      what: `control in to bound message out, ${rate}/s over ${ROUTES} routes, p${share * 100}`,
      unit: 'ms',
      subject: bound.map((round) => percentile(round, share)),
      baseline: { name: 'Node UDP echo', figures: bare.map((round) => percentile(round, share)) },
      reach: atMostTimes(most),
    })
    rows.push(row(0.5, 1.3), row(0.99, 2))
  }
  return rows
}
