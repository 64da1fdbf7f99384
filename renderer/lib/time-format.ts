// Times, durations, sizes and rates as people read them.

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** `01:05.250`, from an hour on `1:01:05.250`. Never rounds up, so that a position is not shown before it is reached. */
export function formatPosition(ms: number): string {
  const whole = Math.max(0, Math.floor(ms))
  const hours = Math.floor(whole / HOUR)
  const minutes = pad(Math.floor((whole % HOUR) / MINUTE), 2)
  const seconds = pad(Math.floor((whole % MINUTE) / 1000), 2)
  const clock = `${minutes}:${seconds}.${pad(whole % 1000, 3)}`
  return hours === 0 ? clock : `${hours}:${clock}`
}

/** `0.5 s`, `12.3 s`, `2:05`, `1:00:00`, `3 d 4:00:00`. */
export function formatDuration(ms: number): string {
  if (ms < 59_950) return `${trimZero((ms / 1000).toFixed(ms < 1000 ? 2 : 1))} s`
  const seconds = Math.round(ms / 1000)
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const clock =
    days > 0 || hours > 0
      ? `${hours}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}`
      : `${minutes}:${pad(seconds % 60, 2)}`
  return days > 0 ? `${days} d ${clock}` : clock
}

function trimZero(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** How long ago, in one unit: `3 s`, `5 min`, `2 h`, `4 d`. */
export function formatAge(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1000))} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`
}

/** Small measured times: `0.04 ms`, `3.2 ms`, `120 ms`, `2.5 s`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms)
  if (size === 0) return '0 ms'
  if (size >= 1000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2)} ms`
}

/** Wall time of day, `14:03:09`. */
export function formatTimeOfDay(wallMs: number): string {
  const date = new Date(wallMs)
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`
}

/** Wall time of day to the millisecond, `14:03:09.120`. */
export function formatTimeOfDayMs(wallMs: number): string {
  return `${formatTimeOfDay(wallMs)}.${pad(new Date(wallMs).getMilliseconds(), 3)}`
}

/** `950 B`, `1.2 kB`, `84 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let value = bytes
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = value.toFixed(unit === 0 || value >= 99.5 ? 0 : 1)
  return `${unit === 0 ? digits : trimZero(digits)} ${units[unit] as string}`
}

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** Whole numbers with thousands apart: `12,345`. */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** `12`, `1.2 k`, `3.4 M`: for rates and axis labels. */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  if (size >= 999_500) return `${trimZero((value / 1e6).toFixed(1))} M`
  if (size >= 999.5) return `${trimZero((value / 1000).toFixed(1))} k`
  return size >= 9.95 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1)
}

/** A tempo: `1x`, `0.75x`. */
export function formatRate(rate: number): string {
  return `${Number(rate.toFixed(2))}×`
}

/** Day and time of day of a file, `2026-11-21 14:03`. */
export function formatDay(wallMs: number): string {
  const date = new Date(wallMs)
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`
  return `${day} ${formatTimeOfDay(wallMs).slice(0, 5)}`
}
