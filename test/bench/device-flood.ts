// Thirty-two pads, each of whose reports moves a stick and changes a button; no two of them at once.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HidIntake } from '../../main/peripherals/hid/intake.ts'
import { parseProfile } from '../../main/peripherals/hid/profiles.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { Publish } from '../../shared/model/event.ts'
import { readRecording } from '../support/hid-recordings.ts'

export const PADS = 32
const SECONDS = 3
/** Until the code that runs is compiled. */
export const WARM_UP_MS = 1_000

/** Presses and releases of all pads; the first report of each is where it rests. */
export const floodPresses = (hz: number): number => PADS * (SECONDS * hz - 1)

/** `hz` reports a second of each pad. Ends when everything has been taken. Events arise when their reports are due, however late these are made. */
export async function flood(clock: Clock, publish: Publish, hz: number): Promise<void> {
  const file = 'dualshock-4.json'
  const profile = parseProfile(
    readFileSync(join(import.meta.dirname, '../../assets/profiles', file), 'utf8'),
    file,
  )
  if (!profile.ok || profile.value.layout === null) throw new Error('no DualShock profile')
  const { layout } = profile.value
  let dueAt = clock.now()
  const timed: Publish = (draft) => publish({ ...draft, at: dueAt })
  const intakes = Array.from(
    { length: PADS },
    (_, index) =>
      new HidIntake(clock, { device: `hid:bench:${index + 1}`, publish: timed, lost: () => {} }, layout),
  )
  const rest = readRecording('dualshock-4').reports[0]![1]
  const reports = Array.from({ length: 256 }, (_, index) =>
    rest.with(1, index).with(5, index % 2 === 0 ? 0x08 : 0x18),
  )
  const perMs = (PADS * hz) / 1_000
  const all = PADS * hz * SECONDS
  const startedAt = clock.now()
  let sent = 0
  while (sent < all) {
    const due = Math.min(all, (clock.now() - startedAt) * perMs)
    for (; sent < due; sent += 1) {
      dueAt = monotonicMs(startedAt + sent / perMs)
      intakes[sent % PADS]!.take(reports[Math.floor(sent / PADS) & 255]!)
    }
    await sleep(1)
  }
}
