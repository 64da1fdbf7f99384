import { expect, test } from 'vitest'
import { PlaylistNames } from '../../../../main/snapshots/playlist-names.ts'
import { playlist } from '../../../support/stage.ts'

test('a playlist is called what it is called now, and one that has just gone what it was called', () => {
  const named = (...all: readonly string[]) =>
    all.map((name) => playlist({ id: name.toLowerCase().slice(0, 1), name }))
  const names = new PlaylistNames()
  names.take(named('Red', 'Blue'))
  expect(['r', 'b', 'x'].map(names.of)).toEqual(['Red', 'Blue', 'x'])
  names.take(named('Rose'))
  expect(['r', 'b'].map(names.of)).toEqual(['Rose', 'Blue'])
  names.take(named('Rose'))
  expect(['r', 'b'].map(names.of)).toEqual(['Rose', 'b'])
})
