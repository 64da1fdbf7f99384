// How a show stands, kept under moving faders: what an hour of them writes, and whether steps that play beside it leave later.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ShowState } from '../../main/coordinator/show-state.ts'
import { StateParts } from '../../main/coordinator/state-parts.ts'
import { Params } from '../../main/params/params.ts'
import { fileSystem } from '../../main/store/file-system.ts'
import { statesIn } from '../../main/store/states.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import { paramDefinition } from '../../shared/model/param.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { OPERATOR } from '../support/clients.ts'
import { scratch } from '../support/scratch.ts'
import { atMost, atMostTimes, percentile } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'
import { RunnerPlayer } from './step-players.ts'

const HOUR_MS = 3_600_000
/** As a hand moves a fader. */
const MOVE_MS = 33
const FADERS = 60
const ROUNDS = 15
const STEPS = 700

/** What the disk was given, and how much it holds. */
class Counted {
  bytes = 0
  writes = 0
  underWay = 0
  readonly system = {
    ...fileSystem,
    open: async (path: string, flags: number, mode?: number) => {
      const file = await fileSystem.open(path, flags, mode)
      return new Proxy(file, {
        get: (target, name) => {
          if (name === 'write')
            return async (...args: Parameters<typeof file.write>) => {
              const written = await target.write(...args)
              this.bytes += written.bytesWritten
              return written
            }
          if (name === 'datasync') this.writes += 1
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    },
  }

  async sizeIn(folder: string): Promise<number> {
    let size = 0
    for (const name of await fileSystem.readdir(folder))
      size += (await fileSystem.stat(join(folder, name))).size
    return size
  }
}

/** Faders of a show whose state is kept where `counted` is given. */
class Desk implements AsyncDisposable {
  readonly #params: Params
  readonly #names = Array.from({ length: FADERS }, (_, index) => `fader ${index}`)
  readonly #writer
  #moves = 0

  constructor(clock: ActingClock, folder: string, counted: Counted | null) {
    const parts = new StateParts(() => ({ wall: clock.wall(), boot: null, up: null }))
    const definitions = Object.fromEntries(
      this.#names.map((name) => [name, paramDefinition.parse({ type: 'number' })]),
    )
    const state = new ShowState()
    this.#params = new Params({
      clock,
      publish: () => 1,
      committed: {
        get: (name) => state.get('param', name),
        put: (name, value) => state.put('param', name, value),
        changed: () => parts.changed('params'),
      },
    })
    state.take({ params: definitions }, OPENING)
    this.#params.take(definitions, OPENING)
    parts.offer(this.#params.kept)
    this.#writer =
      counted === null
        ? null
        : statesIn({ folder, system: counted.system, clock }).open('/bench.show.json', {
            content: () => `{"wall":${clock.wall()},"parts":${parts.content()}}`,
            changed: () => undefined,
          })
    parts.listen((mayWait) => this.#writer?.news(mayWait))
  }

  /** Four faders at once, each group for some seconds. */
  move(): void {
    this.#moves += 1
    const first = Math.floor(this.#moves / 100) * 4
    for (let finger = 0; finger < 4; finger += 1)
      this.#params.set(
        this.#names[(first + finger) % FADERS] as string,
        ((this.#moves * 7919) % 10_000) / 10_000,
        OPERATOR,
        null,
      )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#params[Symbol.dispose]()
    await this.#writer?.[Symbol.asyncDispose]()
  }
}

async function hour(): Promise<readonly Measurement[]> {
  using folder = scratch({})
  using clock = new SimulatedClock(0, Date.now())
  const counted = new Counted()
  const path = join(folder.path, 'state')
  const desk = new Desk(clock, path, counted)
  let asked = 0
  while (clock.now() < HOUR_MS) {
    desk.move()
    clock.advanceBy(MOVE_MS)
    asked += 1
    // What has been begun is done within this moment, as on a disk that takes a millisecond.
    if (asked % 3 === 0) await pause(0)
  }
  await pause(100)
  const row = (what: string, unit: string, figure: number, most: number): Measurement => ({
    ...{ what, unit, subject: [figure], baseline: null, reach: atMost(most) },
  })
  const rows = [
    row('an hour of moves, four faders at a time: writes', 'writes', counted.writes, 725),
    row('the same: bytes written', 'KB', counted.bytes / 1024, 8192),
    row('the same: bytes on the disk after it', 'KB', (await counted.sizeIn(path)) / 1024, 64),
  ]
  const ended = desk[Symbol.asyncDispose]()
  await pause(50)
  await ended
  return rows
}

/** How late steps leave beside faders that move all the time. */
async function lateness(keeps: boolean): Promise<number> {
  using folder = scratch({})
  const clock = new ActingSystemClock()
  // Takes what arrives, and nobody reads it.
  const sink = createSocket('udp4')
  sink.bind(0, '127.0.0.1')
  await once(sink, 'listening')
  await using player = new RunnerPlayer(clock, sink.address().port, {
    steps: Float64Array.from({ length: STEPS }, (_, index) => index * 2),
  })
  await player.ready()
  await using desk = new Desk(clock, join(folder.path, 'state'), keeps ? new Counted() : null)
  const moving = setInterval(() => desk.move(), MOVE_MS)
  const { lateBy } = await player.play('steps')
  clearInterval(moving)
  sink.close()
  return percentile(lateBy, 0.99)
}

export const state: Bench = async () => {
  const rows = await hour()
  const late: { with: number[]; without: number[] } = { with: [], without: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    late.without.push(await lateness(false))
    late.with.push(await lateness(true))
  }
  return [
    ...rows,
    {
      ...{ what: 'steps beside moving faders late by, p99', unit: 'ms', subject: late.with },
      baseline: { name: 'not kept', figures: late.without },
      reach: atMostTimes(1.1),
    },
  ]
}
