import { expect, test } from 'vitest'
import { inputsViews } from '../../../../main/snapshots/inputs-view.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import { gesture } from '../../../support/stage.ts'

const cross = { event: 'hid.received', source: 'hid:pad', where: { control: 'cross' } }
const circle = { event: 'hid.received', where: { control: 'circle' } }
const CROSS = 'hid.received from hid:pad where control = "cross"'
const CIRCLE = 'hid.received where control = "circle"'

test.each<[fields: Record<string, unknown>, watches: string[], timing: string, outputs: string[]]>([
  [{ kind: 'doubleTap', sources: [cross] }, [CROSS], 'within 300 ms', []],
  [
    { kind: 'multiTap', sources: [cross], taps: 3, output: 'a.go' },
    [CROSS],
    '3 presses, each within 300 ms',
    ['a.go'],
  ],
  [{ kind: 'simultaneous', sources: [cross, circle] }, [CROSS, CIRCLE], '2 within 50 ms', []],
  [{ kind: 'sequence', steps: [circle, cross] }, [CIRCLE, CROSS], 'each within 1500 ms', []],
  [{ kind: 'sequence', steps: [circle, cross], timeout: null }, [CIRCLE, CROSS], '', []],
  [{ kind: 'sequence', steps: [circle, cross], timeout: 800 }, [CIRCLE, CROSS], 'each within 800 ms', []],
  [{ kind: 'hold', sources: [cross] }, [CROSS], 'after 500 ms', []],
  [{ kind: 'release', sources: [cross] }, [CROSS], '', []],
  [{ kind: 'release', sources: [cross], after: 200 }, [CROSS], 'after at least 200 ms', []],
  [{ kind: 'exclusive', sources: [cross], tap: 'a.tap' }, [CROSS], '', ['a.tap']],
  [
    { kind: 'exclusive', sources: [cross], tap: 'a.tap', doubleTap: 'a.double', hold: 'a.hold' },
    [CROSS],
    'double tap within 300 ms, hold after 500 ms',
    ['a.tap', 'a.double', 'a.hold'],
  ],
])('a gesture in words: %j', (fields, watches, timing, outputs) => {
  const definition = gesture({ id: 'flick', name: 'Flick', ...fields })
  const view = inputsViews({
    devices: () => [],
    gestures: () => [{ definition, recognized: 3, lastAt: 1234 }],
    learn: () => ({ session: null, last: null }),
    recordings: {
      view: () => ({ recording: null, replay: null, files: [], trouble: null }),
      onChanged: () => disposable('listener of recordings', () => {}),
    },
  })
  const told = {
    id: 'flick',
    name: 'Flick',
    kind: fields['kind'],
    watches,
    timing,
    outputs,
    recognized: 3,
    lastAt: 1234,
  }
  expect(view().gestures).toEqual([told])
  expect(view().gestures).toEqual([told])
})
