// From an OSC message in, through a rule, to one out, against a process that only sends back what it gets.
import { sourceEntry, startHeadless, startHelper } from './child.ts'
import { alternate, atMostTimes, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { Ping } from './udp-pinger.ts'

const ROUND_TRIPS = 5000
const ROUNDS = 5
/** Enough for both sides to be compiled. */
const WARM_UP = 1000

function echoShow(port: number): object {
  return {
    version: 1,
    name: 'Echo',
    osc: { targets: { client: { host: '127.0.0.1', port } } },
    playlists: [
      {
        id: 'echo',
        name: 'Echo',
        retrigger: 'overlap',
        triggers: [{ event: 'osc.received', address: '/ping' }],
        steps: [{ offset: 0, type: 'osc.send', payload: { target: 'client', address: '/ping', args: [1] } }],
      },
    ],
  }
}

export async function oscEcho(): Promise<readonly Measurement[]> {
  await using pinger = startHelper('udp-pinger.ts', [])
  const clientPort = await pinger.next<number>()
  await using echo = startHelper('udp-echo.ts', [])
  const echoPort = await echo.next<number>()
  await using headless = await startHeadless(sourceEntry, echoShow(clientPort))

  const roundTrips = (port: number, count: number): Promise<readonly number[]> =>
    pinger.ask({ port, count } satisfies Ping)
  const compare = (rounds: number, count: number) =>
    alternate(
      rounds,
      () => roundTrips(headless.oscPort, count),
      () => roundTrips(echoPort, count),
    )
  await compare(1, WARM_UP)
  const times = await compare(ROUNDS, ROUND_TRIPS)

  const row = (share: number, reach: Measurement['reach']): Measurement => ({
    what: `round trip p${share * 100}`,
    unit: 'ms',
    subject: times.subject.map((round) => percentile(round, share)),
    baseline: { name: 'Node UDP echo', figures: times.baseline.map((round) => percentile(round, share)) },
    reach,
  })
  return [row(0.5, atMostTimes(1.5)), row(0.99, atMostTimes(2))]
}
