import { expect, test } from 'vitest'
import { playlistNames } from '../../../../main/snapshots/playlist-names.ts'
import { playlist } from '../../../support/stage.ts'

test('a playlist is called what it is called now, and one that has just gone what it was called', () => {
  const named = (...names: readonly string[]) => ({
    playlists: names.map((name) => playlist({ id: name.toLowerCase().slice(0, 1), name })),
  })
  let show = named('Red', 'Blue')
  const nameOf = playlistNames(() => show)
  expect(['r', 'b', 'x'].map(nameOf)).toEqual(['Red', 'Blue', 'x'])
  show = named('Rose')
  expect(['r', 'b'].map(nameOf)).toEqual(['Rose', 'Blue'])
  show = named('Rose')
  expect(['r', 'b'].map(nameOf)).toEqual(['Rose', 'b'])
})
