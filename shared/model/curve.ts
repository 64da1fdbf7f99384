// Curves between a control's travel and what it moves, as a show writes them.
import { z } from 'zod'

export { shapeOf, withinShare } from './curve-shape.ts'
export type { Shape } from './curve-shape.ts'

const MOST_POINTS = 64

const share = z.number().min(0).max(1)

const table = z
  .array(z.tuple([share, share]))
  .min(2)
  .max(MOST_POINTS)
  .refine(
    (points) => points[0]?.[0] === 0 && points.at(-1)?.[0] === 1,
    'must begin at [0, …] and end at [1, …]',
  )
  .refine(
    (points) => points.every(([x], index) => index === 0 || x > (points[index - 1]?.[0] ?? 0)),
    'must go on from each point to one further along',
  )
  .refine(
    (points) => points.every(([, y], index) => index === 0 || y >= (points[index - 1]?.[1] ?? 0)),
    'must not fall; invert turns it round',
  )

export const curve = z.union([z.enum(['linear', 'logarithmic', 'S']), table])
export type Curve = z.output<typeof curve>
