// Whether the engine stays as small as it is through ten million moves of a hundred bound parameters.
import { startHelper } from './child.ts'
import { atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { MovesMemory } from './moves.process.ts'

/** By then histories and lists that are bounded have what they take, and the allocators of the process what they keep for later. */
const EARLY = 3_000_000
const LATE = 10_000_000
const MOST = 1.05
const MB = 1024 * 1024

export async function moveMemory(): Promise<readonly Measurement[]> {
  await using engine = startHelper('moves.process.ts', [EARLY, LATE].map(String), ['--expose-gc'])
  const [before, after] = await engine.next<readonly [MovesMemory, MovesMemory]>()
  const row = (what: string, of: 'heap' | 'rss'): Measurement => ({
    ...{ what: `${what} after ${LATE} moves, of which ${after.sent} led to a message`, unit: 'MB' },
    ...{ subject: [after[of] / MB], reach: atMostTimes(MOST) },
    baseline: { name: `after ${EARLY}`, figures: [before[of] / MB] },
  })
  return [row('heap', 'heap'), row('memory', 'rss')]
}
