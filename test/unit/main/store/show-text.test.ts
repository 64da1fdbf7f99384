import { expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { showFileText } from '../../../../main/store/show-text.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { referringShow } from '../../../support/edited-shows.ts'

test('the text of a show is read as that very show', () => {
  const show = referringShow()
  const text = [...showFileText(show)].join('')
  const read = parseShow(new TextEncoder().encode(text), 'show')
  expect(read.ok && read.value).toEqual(show)
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(show)))
})

test('each step has a line of its own, and the rest is indented', () => {
  const steps = Array.from({ length: 1200 }, (_, offset) => ({ offset, type: 'a.go' }))
  const events = { 'a.go': {} }
  const playlists = [
    { id: 'a', name: 'A', steps },
    { id: 'b', name: 'B', steps: [] },
  ]
  const show = showFile.parse({ version: 1, name: 'Long', events, playlists })
  const pieces = [...showFileText(show)]
  const text = pieces.join('')
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(show)))
  expect(text).toContain('\n        {"offset":1199,"type":"a.go","payload":{}}\n      ]')
  expect(text).toContain('\n      "steps": []')
  expect(text).toContain('\n  "version": 1,\n  "name": "Long"')
  expect(text.endsWith('\n}\n')).toBe(true)
  expect(pieces.every((piece) => piece.length < 100_000)).toBe(true)
})
