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

/** The shortest text that means so many milliseconds, to the millisecond. */
export function timeText(ms: number): string {
  const seconds = Number((ms / 1000).toFixed(3))
  if (seconds < 60 || !Number.isInteger(seconds)) return `${seconds} s`
  const clock = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  return seconds < 3600
    ? clock.join(':').replace(/^0/, '')
    : `${Math.floor(seconds / 3600)}:${clock.join(':')}`
}
