// OSC time tags (NTP: seconds since 1900, fractions of 2^-32 s) to and from wall time.
import { wallMs } from '../../../shared/base/clock.ts'
import type { WallMs } from '../../../shared/base/clock.ts'
import type { TimeTag } from './packet.ts'

const SECONDS_1900_TO_1970 = 2_208_988_800
const TWO_32 = 2 ** 32
/** Seconds are counted modulo 2^32: they start again from 0 on 7 February 2036. */
const ERA_MS = TWO_32 * 1000

/** Some senders leave the tag of an immediate bundle at zero. */
export function isImmediate([seconds, fraction]: TimeTag): boolean {
  return seconds === 0 && fraction <= 1
}

/** Wall time of a tag that is not immediate, in the era that lies nearest to `now`. */
export function timeTagToWall([seconds, fraction]: TimeTag, now: WallMs): WallMs {
  const inFirstEra = (seconds - SECONDS_1900_TO_1970 + fraction / TWO_32) * 1000
  return wallMs(inFirstEra + Math.round((now - inFirstEra) / ERA_MS) * ERA_MS)
}

export function wallToTimeTag(time: WallMs): TimeTag {
  const seconds = Math.floor(time / 1000)
  const fraction = Math.min(TWO_32 - 1, Math.round((time / 1000 - seconds) * TWO_32))
  return [(seconds + SECONDS_1900_TO_1970) % TWO_32, fraction]
}
