// Events that a recall of a scene has brought about for each of its parameters: what is told of the recall tells them all.

interface Part {
  readonly scene?: string
  readonly byScene?: string
  readonly how?: string
}

const PARTS: ReadonlySet<string> = new Set([
  'param.fadeStarted',
  'param.fadeHeld',
  'param.fadeResumed',
  'param.fadeEnded',
])

/** False of a fade that went another way than its scene, as where somebody else has taken it over. */
export function isPartOfRecall(type: string, payload: unknown): boolean {
  if (!PARTS.has(type)) return false
  const { scene, byScene, how } = payload as Part
  if (scene === undefined) return false
  return (how !== 'takenOver' && how !== 'changed') || byScene !== undefined
}
