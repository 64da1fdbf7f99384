// What a recall of a scene is called in a row: `blue over 2 s, 3 parameters of it`.
import { durationText } from './words.ts'
import type { RecallWish } from './scene-recall.ts'

export function recallText({ scene, over, mask }: { readonly scene: string } & RecallWish): string {
  const time = over === undefined ? '' : over === 0 ? ' at once' : ` over ${durationText(over)}`
  const part =
    mask === undefined ? '' : `, ${mask.length} ${mask.length === 1 ? 'parameter' : 'parameters'} of it`
  return `${scene}${time}${part}`
}
