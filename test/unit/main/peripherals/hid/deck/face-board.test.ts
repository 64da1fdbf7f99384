import { expect, test } from 'vitest'
import { FaceBoard } from '../../../../../../main/peripherals/hid/deck/face-board.ts'
import { face } from '../../../../../support/deck-faces.ts'

function watched(board: FaceBoard, device: string): { shown: string[]; watching: Disposable } {
  const shown: string[] = []
  const watching = board.attach(
    device,
    (control, told) => void shown.push(`${control} ${told?.name ?? 'dark'}`),
  )
  return { shown, watching }
}

test('a deck that comes is shown all that is wanted, its own before what every deck shows', () => {
  const board = new FaceBoard()
  board.show([
    { device: null, control: 'key1', face: face({ name: 'all' }) },
    { device: null, control: 'key2', face: face({ name: 'all 2' }) },
    { device: 'one', control: 'key1', face: face({ name: 'mine' }) },
    { device: 'other', control: 'key3', face: face({ name: 'theirs' }) },
  ])
  const { shown, watching } = watched(board, 'one')
  expect(shown.splice(0)).toEqual(['key1 mine', 'key2 all 2'])
  board.show([{ device: null, control: 'key1', face: face({ name: 'all again' }) }])
  board.show([{ device: 'one', control: 'key1', face: null }])
  board.show([{ device: null, control: 'key1', face: null }])
  board.show([{ device: 'other', control: 'key1', face: face({ name: 'theirs' }) }])
  expect(shown.splice(0)).toEqual(['key1 mine', 'key1 all again', 'key1 dark'])
  watching[Symbol.dispose]()
  board.show([{ device: 'one', control: 'key1', face: face({ name: 'gone' }) }])
  expect(shown).toEqual([])
})
