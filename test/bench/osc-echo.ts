// From an OSC message in, through a rule, to one out, against a process that only sends back what it gets.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
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

async function pingFrom(pinger: ChildProcess, ping: Ping): Promise<readonly number[]> {
  const answered = once(pinger, 'message') as Promise<[number[]]>
  pinger.send(ping)
  const [times] = await answered
  return times
}

export async function oscEcho(): Promise<readonly Measurement[]> {
  const pinger = fork(join(import.meta.dirname, 'udp-pinger.ts'), { serialization: 'advanced' })
  try {
    const [clientPort] = (await once(pinger, 'message')) as [number]
    await using echo = startHelper<number>('udp-echo.ts', [])
    const echoPort = await echo.next()
    await using headless = await startHeadless(sourceEntry, echoShow(clientPort))
    const subject = (count: number) => () => pingFrom(pinger, { port: headless.oscPort, count })
    const baseline = (count: number) => () => pingFrom(pinger, { port: echoPort, count })
    await alternate(1, subject(WARM_UP), baseline(WARM_UP))
    const times = await alternate(ROUNDS, subject(ROUND_TRIPS), baseline(ROUND_TRIPS))
    const row = (share: number, reach: Measurement['reach']): Measurement => ({
      what: `round trip p${share * 100}`,
      unit: 'ms',
      subject: times.subject.map((round) => percentile(round, share)),
      baseline: { name: 'Node UDP echo', figures: times.baseline.map((round) => percentile(round, share)) },
      reach,
    })
    return [row(0.5, atMostTimes(1.5)), row(0.99, atMostTimes(2))]
  } finally {
    pinger.kill()
  }
}
