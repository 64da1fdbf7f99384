import { expect, test } from 'vitest'
import { keepUnchanged } from '../../../../main/coordinator/keep-unchanged.ts'
import { partsText } from '../../../../shared/model/parts-text.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'

function show(fields: object): ShowFile {
  const parsed = parseShow(bytesOf(showData(fields)), 'my.show.json')
  if (!parsed.ok) throw new Error(parsed.error[0]?.what)
  return parsed.value
}

const now = (): Promise<void> => Promise.resolve()
const step = (offset: number) => ({ offset, type: 'lights.go', payload: {} })
const base = {
  events: { 'lights.go': {} },
  playlists: [
    playlistData('a', { steps: [step(0), step(10)] }),
    playlistData('b', {}),
    playlistData('c', { steps: [step(0)] }),
  ],
}

test('the same show comes out as the same objects, and nothing has changed', async () => {
  const before = show(base)
  const { show: after, parts } = await keepUnchanged(before, show(base), now)
  expect(parts).toEqual([])
  expect(after).toEqual(before)
  for (const [index, playlist] of after.playlists.entries()) expect(playlist).toBe(before.playlists[index])
  expect(after.events['lights.go']).toBe(before.events['lights.go'])
  expect(after.osc).toBe(before.osc)
  expect(partsText(parts)).toBe('nothing in it is different')
})

test('what is changed, new or gone is counted, and the order is that of the newer show', async () => {
  const before = show(base)
  const next = show({
    ...base,
    name: 'Other',
    minimumGoTime: 7,
    playlists: [
      playlistData('d', {}),
      playlistData('c', { steps: [step(1)] }),
      playlistData('a', { steps: [step(0), step(10)] }),
    ],
  })
  const { show: after, parts } = await keepUnchanged(before, next, now)
  expect(after).toEqual(next)
  expect(after.playlists[2]).toBe(before.playlists[0])
  expect(after.playlists[1]).toBe(next.playlists[1])
  expect(parts).toEqual([
    { kind: 'playlists', added: 1, changed: 1, removed: 1 },
    { kind: 'settings', added: 0, changed: 2, removed: 0 },
  ])
  expect(partsText(parts)).toBe(
    '1 playlist changed, 1 playlist added, 1 playlist removed, 2 settings of the show changed',
  )
})

test('no more than some hundred steps are compared at once', async () => {
  const steps = Array.from({ length: 20_000 }, (_, index) => step(index))
  let pauses = 0
  const large = { ...base, playlists: [playlistData('a', { steps })] }
  const { parts } = await keepUnchanged(show(large), show(large), () => {
    pauses += 1
    return Promise.resolve()
  })
  expect(parts).toEqual([])
  expect(pauses).toBeGreaterThanOrEqual(40)
})
