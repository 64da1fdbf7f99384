// Thirty-two pads that send a report each millisecond, in which a stick moves and a button changes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HidIntake } from '../../main/peripherals/hid/intake.ts'
import { parseProfile } from '../../main/peripherals/hid/profiles.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { Publish } from '../../shared/model/event.ts'
import { readRecording } from '../support/hid-recordings.ts'

const PADS = 32
const SECONDS = 4
/** Until the code that runs is compiled. */
export const WARM_UP_MS = 1_000
/** Presses and releases of all pads. */
export const FLOOD_PRESSES = PADS * (SECONDS * 1_000 - 1)

/** Ends when everything has been taken. Events arise when their reports are due, however late these are made. */
export async function flood(clock: Clock, publish: Publish): Promise<void> {
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
  const startedAt = clock.now()
  let sent = 0
  while (sent < SECONDS * 1_000) {
    const due = Math.min(SECONDS * 1_000, clock.now() - startedAt)
    for (; sent < due; sent += 1) {
      dueAt = monotonicMs(startedAt + sent)
      for (const intake of intakes) intake.take(reports[sent & 255]!)
    }
    await sleep(1)
  }
}
