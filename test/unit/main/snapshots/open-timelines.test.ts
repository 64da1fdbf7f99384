import { expect, test } from 'vitest'
import { OpenTimelines } from '../../../../main/snapshots/open-timelines.ts'
import type { Publication } from '../../../../main/snapshots/publication.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import type { TimelineName } from '../../../../shared/contract/streams.ts'

const playlist = (id: string, ...offsets: readonly number[]) => ({
  id,
  name: id,
  steps: offsets.map((offset) => ({ offset, type: 'lights.go' })),
})
const showOf = (...playlists: readonly object[]): ShowFile =>
  showFile.parse({ version: 1, name: 'Demo', playlists })

function setUp(first: ShowFile) {
  const setting = { show: first, watched: new Set<string>() }
  const changed: (readonly [string, number | null])[] = []
  const ended: string[] = []
  const timelines = new OpenTimelines({
    show: () => ({ show: setting.show, path: null, generation: 1 }),
    osc: () => OSC,
    audience: { subscribers: (stream) => (setting.watched.has(stream) ? 1 : 0) },
    publication: (stream) =>
      ({
        changed: (cause: number | null) => void changed.push([stream, cause]),
        [Symbol.dispose]: () => void ended.push(stream),
      }) as unknown as Publication<TimelineName>,
  })
  const open = (stream: TimelineName) => {
    setting.watched.add(stream)
    return timelines.value(stream)
  }
  return { setting, timelines, open, changed, ended }
}
const OSC = { targets: {}, input: null }

test('a timeline is the same for everybody until its playlist is another', () => {
  const { setting, timelines, open } = setUp(showOf(playlist('a', 0), playlist('b', 0)))
  const before = open('timeline:a')
  const [, b] = showOf(playlist('a', 0), playlist('b', 5)).playlists
  setting.show = { ...setting.show, playlists: [setting.show.playlists[0]!, b!] }
  expect(timelines.value('timeline:a')).toBe(before)
  setting.show = showOf(playlist('a', 0, 10))
  expect(timelines.value('timeline:a').steps.map(({ offset }) => offset)).toEqual([0, 10])
})

test('of those that are open, only the ones that have changed are published', () => {
  const { setting, timelines, open, changed } = setUp(showOf(playlist('a', 0), playlist('b', 0)))
  open('timeline:a')
  open('timeline:b')
  const [a] = showOf(playlist('a', 7)).playlists
  setting.show = { ...setting.show, playlists: [a!, setting.show.playlists[1]!] }
  timelines.changed(12)
  expect(changed).toEqual([['timeline:a', 12]])
})

test('a playlist that is not in the show has no steps, and is published once it has', () => {
  const { setting, timelines, open, changed } = setUp(showOf())
  expect(open('timeline:a')).toEqual({ steps: [] })
  setting.show = showOf(playlist('a', 0))
  timelines.changed(3)
  expect(changed).toEqual([['timeline:a', 3]])
})

test('what nobody looks at any more is let go, at a change and where more than 64 are kept', () => {
  const { setting, timelines, open, ended } = setUp(showOf())
  open('timeline:a')
  setting.watched.clear()
  timelines.changed(null)
  expect(ended).toEqual(['timeline:a'])
  for (let count = 0; count < 64; count += 1) timelines.value(`timeline:${count}`)
  expect(ended).toHaveLength(1)
  timelines.value('timeline:one more')
  expect(ended).toHaveLength(65)
})
