import { expect, test } from 'vitest'
import { detailText, detailsOf, withDetail } from '../../../../renderer/lib/cue-acts.ts'

const fade = { action: 'fade_param', param: 'level', to: 1, over: 3000 }

test('a fade says in a field of its own what a stop leaves, and nothing where that is left empty', () => {
  const onStop = detailsOf(fade).find(({ field }) => field === 'onStop')!
  expect(detailText(onStop, fade)).toBe('')
  const back = withDetail(fade, onStop, 'back')
  expect(back).toEqual({ ...fade, onStop: 'back' })
  expect(detailText(onStop, back)).toBe('back')
  expect(withDetail(back, onStop, '')).toEqual(fade)
})

test('a scene has no such field', () => {
  const fields = detailsOf({ action: 'recall_scene', scene: 'dawn' }).map(({ field }) => field)
  expect(fields).toEqual(['over', 'curve', 'mask'])
})
