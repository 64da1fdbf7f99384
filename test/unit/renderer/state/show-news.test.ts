import { expect, test } from 'vitest'
import { ShowNews } from '../../../../renderer/state/show-news.ts'
import type { ActivityLine } from '../../../../shared/contract/streams.ts'

function line(seq: number, severity: ActivityLine['severity'], text: string): ActivityLine {
  const type = 'show.build.statusChanged'
  return { seq, at: seq, time: seq, type, source: 'show', cause: null, severity, text }
}

test('a file that was read again is said once; one that cannot be, and what was before one looked, is not', () => {
  const said: (readonly [string, boolean])[] = []
  const news = new ShowNews({ say: ({ what }, { warns }) => void said.push([what, warns]) }, (at) => at === 7)
  const lines = [line(1, 'info', 'read long ago')]
  const happens = (next: ActivityLine): void => {
    lines.unshift(next)
    news.hear({ lines: [...lines], omitted: 0 })
  }
  news.hear({ lines: [...lines], omitted: 0 })
  happens({ ...line(2, 'info', 'something else'), type: 'lights.go' })
  happens(line(3, 'warning', 'line 3: a comma is missing'))
  happens({ ...line(4, 'info', 'something else'), type: 'lights.go' })
  happens(line(5, 'info', '2 playlists changed'))
  // One's own.
  happens(line(7, 'info', '1 cue list changed'))
  expect(said).toEqual([['2 playlists changed', false]])
})
