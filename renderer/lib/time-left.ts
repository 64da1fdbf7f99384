// What is left of something that runs, as it is read from afar.

/** From here down tenths are shown. */
export const SOON_MS = 10_000

const two = (value: number): string => String(value).padStart(2, '0')

/** `1:02:03`, `2:05`, `0:14`, below ten seconds `9.4`. Seconds are rounded up, so that 0:10 stands as long as there are ten. */
export function formatLeft(ms: number): string {
  const left = Math.max(0, ms)
  if (left < SOON_MS) return (Math.floor(left / 100) / 10).toFixed(1)
  const seconds = Math.ceil(left / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
