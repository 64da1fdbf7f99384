// How late steps arrive that a runner thread sends, against a C program that sleeps until each of the same steps and sends it;
// and what a playing show takes from other programs.
import { setTimeout as sleep } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { scratch } from '../support/scratch.ts'
import { startBusy } from './beside.ts'
import { atMostTimes, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { takenFromOthers } from './step-cost.ts'
import { RunnerPlayer, compile, playBySleeper } from './step-players.ts'
import type { Played } from './step-players.ts'
import { openStepReceiver } from './step-receiver.ts'
import type { StepReceiver } from './step-receiver.ts'

const ROUNDS = 5
/** Both sides by turns, two seconds each. */
const STEPS = 400
const STEADY_STEPS = 200
const STEADY_MS = 10
const SETTLE_MS = 300
const BLOCKED_MS = 250
/** Between two blocks the main thread gets round to what has gathered. */
const BREATH_MS = 10

/** Lateness of each step in ms. */
interface Late {
  readonly byOwnAccount: readonly number[]
  readonly atSocket: readonly number[]
  readonly atProgram: readonly number[]
}

type Side = () => Promise<Late>

/** Steps 0.5 to 9.5 ms apart; the same in every run of the bench. */
function irregularOffsets(): Float64Array {
  let state = 12_345
  let offset = 0
  return Float64Array.from({ length: STEPS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    offset += 0.5 + (9 * (state >>> 8)) / 2 ** 23
    return offset
  })
}

async function late(receiver: StepReceiver, play: () => Promise<Played>): Promise<Late> {
  const { played, arrived } = await receiver.during(STEPS, play)
  const after = (times: readonly number[]): number[] => times.map((time, step) => time - played.dueAt[step]!)
  return {
    byOwnAccount: played.lateBy,
    atSocket: after(arrived.atSocket ?? []),
    atProgram: after(arrived.atProgram),
  }
}

/** Keeps this thread from doing anything for 250 ms at a time. */
export function blockThread(): Disposable {
  let timer: NodeJS.Timeout
  const block = (): void => {
    const until = performance.now() + BLOCKED_MS
    while (performance.now() < until);
    timer = setTimeout(block, BREATH_MS)
  }
  timer = setTimeout(block, BREATH_MS)
  return disposable('blocking', () => clearTimeout(timer))
}

async function compare(
  state: string,
  subject: Side,
  baseline: Side,
  name: string,
  reach: number,
): Promise<Measurement[]> {
  const played: { subject: Late[]; baseline: Late[] } = { subject: [], baseline: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    played.baseline.push(await baseline())
    played.subject.push(await subject())
  }
  const row = (what: string, by: keyof Late, share: number, reached: Measurement['reach']): Measurement => {
    const figures = (rounds: readonly Late[]): number[] => rounds.map((round) => percentile(round[by], share))
    // So few steps lie beyond it that it can only be said of all rounds together.
    const together = (rounds: readonly Late[]): number[] => [
      percentile(
        rounds.flatMap((round) => round[by]),
        share,
      ),
    ]
    const of = share > 0.99 ? together : figures
    return {
      what: `${state}, ${what} p${share * 100}`,
      unit: 'ms',
      subject: of(played.subject),
      baseline: { name, figures: of(played.baseline) },
      reach: reached,
    }
  }
  const rows = [
    row('left by own account', 'byOwnAccount', 0.99, null),
    row('at the socket', 'atSocket', 0.5, null),
    row('at the socket', 'atSocket', 0.99, null),
    row('at the socket', 'atSocket', 0.999, null),
    row('arrived', 'atProgram', 0.5, null),
    row('arrived', 'atProgram', 0.99, atMostTimes(reach)),
    row('arrived', 'atProgram', 0.999, null),
  ]
  // Without a compiler nothing is known of the socket.
  return rows.filter(({ subject: [first] }) => first !== undefined && !Number.isNaN(first))
}

export async function stepLateness(): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  const irregular = irregularOffsets()
  const steady = Float64Array.from({ length: STEADY_STEPS }, (_, step) => step * STEADY_MS)
  using folder = scratch({})
  const sleeper = await compile('baseline-sleep', folder.path)
  const name = sleeper === null ? 'Node Atomics.wait (no C compiler)' : 'C clock_nanosleep'
  await using receiver = await openStepReceiver(await compile('step-receiver', folder.path), clock, STEPS)
  await using runner = new RunnerPlayer(clock, receiver.port, { irregular, steady })
  await runner.ready()
  // Its socket takes a moment to open.
  await sleep(SETTLE_MS)
  const subject: Side = () => late(receiver, () => runner.play('irregular'))
  const baseline: Side = () => late(receiver, () => playBySleeper(sleeper, clock, receiver.port, irregular))
  const rows: Measurement[] = []
  // Until a first run has been played, functions are compiled beside it.
  await subject()
  rows.push(...(await compare('idle', subject, baseline, name, 1.2)))
  {
    using _ = blockThread()
    rows.push(...(await compare('main blocked', subject, baseline, name, 1.2)))
  }
  {
    await using _ = await startBusy()
    rows.push(...(await compare('beside four busy', subject, baseline, name, 2)))
  }
  rows.push(...(await takenFromOthers(() => receiver.during(STEADY_STEPS - 1, () => runner.play('steady')))))
  return rows
}
