// Times as an operator types them: `90`, `1:30`, `0:01:30.5`, `1.5 s`, `250 ms`.
import { parseDuration } from '../../shared/model/duration.ts'

const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/
const SECONDS = /^\d+(?:\.\d+)?$/

/** Milliseconds; a number alone is seconds. Null where it is no time. */
export function parseTime(text: string): number | null {
  const bare = text.trim().replace(',', '.')
  if (SECONDS.test(bare)) return Math.round(Number(bare) * 1000)
  const clock = CLOCK.exec(bare)
  if (clock === null) return parseDuration(bare.replaceAll(' ', ''))
  const [, hours = '0', minutes = '0', seconds = '0'] = clock
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000)
}
