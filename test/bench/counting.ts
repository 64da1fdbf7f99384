// A busy program that tells how much it got done in so many ms.

interface Question {
  readonly ms: number
}

export interface Counted {
  readonly counts: number
}

/** Between two looks at the clock. */
const BATCH = 1000

let sum = 0

function count(ms: number): number {
  const until = performance.now() + ms
  let batches = 0
  while (performance.now() < until) {
    for (let step = 0; step < BATCH; step += 1) sum = (Math.imul(sum, 1_103_515_245) + step) | 0
    batches += 1
  }
  return batches * BATCH
}

process.on('message', ({ ms }: Question) => {
  process.send?.({ counts: count(ms) } satisfies Counted)
})
