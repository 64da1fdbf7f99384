// From the command to start a playlist to the arrival of its first packet, against a plain send to the same receiver.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { scratch } from '../support/scratch.ts'
import { SystemClock } from '../../main/clock.ts'
import { startDeviceProcess } from '../../main/devices/start-process.ts'
import { createEngine } from '../../main/engine.ts'
import { showFile } from '../../shared/model/show.ts'
import { Arrivals } from './arrivals.ts'
import { atMost, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { OPERATOR } from '../support/clients.ts'

const ROUNDS = 5
/** Of each kind, taken in turn. */
const GOS = 100

function goShow(port: number) {
  return showFile.parse({
    version: 1,
    name: 'GO',
    osc: { targets: { desk: { host: '127.0.0.1', port } } },
    playlists: [
      {
        id: 'cue',
        name: 'Cue',
        steps: [{ offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/go', args: [1] } }],
      },
    ],
  })
}

/** Milliseconds from calling `act` to the arrival of the packet that follows from it. */
async function timeTo(act: () => void, clock: SystemClock, arrivals: Arrivals): Promise<number> {
  // Operators press at any moment, not in step with the threads.
  await sleep(3 + 7 * Math.random())
  arrivals.clear()
  const actedAt = clock.now()
  act()
  const [arrivedAt] = await arrivals.until(1)
  return arrivedAt! - actedAt
}

export async function goLatency(): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  await using arrivals = await Arrivals.open(clock, 1)
  using data = scratch({})
  const created = await createEngine({
    disarmed: null,
    start: null,
    crashed: null,
    away: 0,
    endedAllAt: null,
    show: { show: goShow(arrivals.port), path: null },
    clock,
    oscHost: '127.0.0.1',
    oscPort: 0,
    profilesDir: 'assets/profiles',
    startDevices: startDeviceProcess,
    dataDir: data.path,
    version: 'bench',
    log: { warn() {}, info() {} },
  })
  if (!created.ok) throw new Error(created.error.what)
  await using engine = created.value
  await engine.ready()
  const socket = createSocket('udp4')
  const connected = once(socket, 'connect')
  socket.connect(arrivals.port, '127.0.0.1')
  await connected

  const go = (): void => {
    const answer = engine.commands.execute('playlist.start', { id: 'cue' }, { client: OPERATOR, cause: null })
    if ('ok' in answer && !answer.ok) throw new Error(answer.error.what)
  }
  const subject: number[][] = []
  const baseline: number[][] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = { go: [] as number[], send: [] as number[] }
    for (let count = 0; count < GOS; count += 1) {
      times.send.push(await timeTo(() => socket.send('/go\0,i\0\0\0\0\0\x01'), clock, arrivals))
      times.go.push(await timeTo(go, clock, arrivals))
    }
    subject.push(times.go)
    baseline.push(times.send)
  }
  socket.close()

  const row = (share: number, reach: Measurement['reach']): Measurement => ({
    what: `to the first packet p${share * 100}`,
    unit: 'ms',
    subject: subject.map((round) => percentile(round, share)),
    baseline: { name: 'plain send', figures: baseline.map((round) => percentile(round, share)) },
    reach,
  })
  return [row(0.5, null), row(0.99, atMost(1))]
}
