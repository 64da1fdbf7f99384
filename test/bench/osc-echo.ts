// From an OSC message in to one out, through a rule and through a playlist, against a process that only sends back what it
// gets; by themselves, and beside programs that are always busy.
import { setTimeout } from 'node:timers/promises'
import { startBusy } from './beside.ts'
import { sourceEntry, startHeadless, startHelper } from './child.ts'
import { atMostTimes, inSlices, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { Ping } from './udp-pinger.ts'

const ROUNDS = 5
/** Messages of one slice: long enough that what is written down of them happens within it. */
const SLICE = 1000
const SLICES = { alone: 4, besideBusy: 3 } as const
/** Before each slice, so that nothing of one side's slice is left over in that of the next. */
const SETTLE_MS = 150
/** Slices that are enough for all sides to be compiled. */
const WARM_UP = 10
const SUBJECTS = ['rule', 'playlist'] as const

function echoShow(port: number): object {
  const osc = (address: string) => ({ event: 'osc.received', address })
  const send = (args: unknown) => ({ target: 'client', address: '/answer', args })
  return {
    version: 1,
    name: 'Echo',
    osc: { targets: { client: { host: '127.0.0.1', port } } },
    schedulers: [
      {
        id: 'echo',
        name: 'Echo',
        rules: [
          {
            id: 'echo',
            when: [{ kind: 'event', match: osc('/rule') }],
            actions: [
              { action: 'emit', type: 'osc.send', payload: send(['{{ event.payload.args[0] + 1 }}']) },
            ],
            limit: { count: 10_000, per: 1 },
          },
        ],
      },
    ],
    playlists: [
      {
        id: 'echo',
        name: 'Echo',
        retrigger: 'overlap',
        triggers: [osc('/playlist')],
        steps: [{ offset: 0, type: 'osc.send', payload: send([1]) }],
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

  const roundTrips = (port: number, address: string) => async (): Promise<readonly number[]> => {
    await setTimeout(SETTLE_MS)
    return pinger.ask({ port, address, count: SLICE } satisfies Ping)
  }
  const sides = {
    bare: roundTrips(echoPort, '/bare'),
    rule: roundTrips(headless.oscPort, '/rule'),
    playlist: roundTrips(headless.oscPort, '/playlist'),
  }
  await inSlices(1, WARM_UP, sides)
  const alone = await inSlices(ROUNDS, SLICES.alone, sides)
  await using _busy = await startBusy()
  const besideBusy = await inSlices(ROUNDS, SLICES.besideBusy, sides)

  return [
    ...SUBJECTS.flatMap((side) => rows(`through a ${side}`, alone[side], alone.bare)),
    ...SUBJECTS.flatMap((side) =>
      rows(`through a ${side}, beside 4 busy`, besideBusy[side], besideBusy.bare),
    ),
  ]
}

type Rounds = readonly (readonly number[])[]

function rows(what: string, subject: Rounds, bare: Rounds): readonly Measurement[] {
  const row = (share: number, most: number): Measurement => ({
    what: `${what} p${String(share).slice(2).padEnd(2, '0')}`,
    unit: 'ms',
    subject: subject.map((round) => percentile(round, share)),
    baseline: { name: 'Node UDP echo', figures: bare.map((round) => percentile(round, share)) },
    reach: atMostTimes(most),
  })
  return [row(0.5, 1.5), row(0.99, 2), row(0.999, 2)]
}
