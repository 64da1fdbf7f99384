// How often properties are looked at, and from which seed: the same every time, unless asked to explore.
import fc from 'fast-check'

/** What `npm run test:explore` sets (vite.config.ts): times as many runs, from seeds that are new each time. */
const exploring = process.env['EXPLORE_TIMES']
const times = Number(exploring ?? 1)

/** As many runs as a test asks for, or times as many where it explores. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: count * times }
}

fc.configureGlobal({ ...runs(100), ...(exploring === undefined ? { seed: 20_261 } : {}) })
