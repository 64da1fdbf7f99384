import { expect, test } from 'vitest'
import { OUTBOX_CAPACITY, Outbox } from '../../../../main/devices/outbox.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'

function rig() {
  const said: string[] = []
  let due: (() => void) | null = null
  const outbox = new Outbox({ defer: (run) => (due = run), say: (line) => void said.push(line) })
  return {
    outbox,
    move(kind: 'axis' | 'button', value: number): void {
      const payload = { device: 'pad', control: 'x', kind, value }
      outbox.push({ type: 'hid.received', source: 'pad', cause: null, payload }, monotonicMs(value))
    },
    /** Ends the turn; answers the times of the events in each line that was said in it. */
    turn(): number[][] {
      const run = due
      due = null
      run?.()
      return said.splice(0).map((line) => (JSON.parse(line) as [number][]).map(([at]) => at))
    },
  }
}

test('what arises in one turn leaves together, in order', () => {
  const { move, turn } = rig()
  move('button', 1)
  move('button', 2)
  expect(turn()).toEqual([[1, 2]])
  expect(turn()).toEqual([])
})

test('a newer place of a stick replaces one that has not left, where it was', () => {
  const { move, turn } = rig()
  move('axis', 1)
  move('button', 2)
  move('axis', 3)
  expect(turn()).toEqual([[3, 2]])
  move('axis', 4)
  expect(turn()).toEqual([[4]])
})

test('while the engine is behind, events wait, outdated ones fall away, and those beyond the bound are counted', () => {
  const { outbox, move, turn } = rig()
  for (let at = 0; at < 16_384; at += 1) move('button', at)
  expect(turn().flat()).toHaveLength(16_384)
  move('axis', 1)
  for (let at = 0; at < OUTBOX_CAPACITY; at += 1) move('button', at)
  move('axis', 2)
  expect(turn()).toEqual([])
  expect(outbox.dropped).toBe(1)
  outbox.taken(2)
  expect(turn()).toEqual([[2, 0]])
  move('button', 7)
  outbox.taken(16_384)
  expect(turn().flat()).toHaveLength(16_384)
})

test('a stick that waits behind others is replaced where it is now', () => {
  const { outbox, move, turn } = rig()
  for (let at = 0; at < 16_384; at += 1) move('button', at)
  turn()
  move('button', 1)
  move('axis', 2)
  outbox.taken(1)
  expect(turn()).toEqual([[1]])
  move('axis', 3)
  outbox.taken(1)
  expect(turn()).toEqual([[3]])
})

test('a line is no longer than it must be', () => {
  const { outbox, turn } = rig()
  for (let sent = 0; sent < 5; sent += 1) {
    const message = { kind: 'sysex' as const, data: '00'.repeat(65_536) }
    outbox.push(
      { type: 'midi.received', source: 'm', cause: null, payload: { port: 'm', message } },
      monotonicMs(sent),
    )
  }
  expect(turn()).toEqual([[0, 1], [2, 3], [4]])
})

test('a press and its release in one turn both leave, and what lies on the way between them does not', () => {
  const { outbox, turn } = rig()
  const values = [20, 64, 110, 127, 127, 80, 20, 0, 5]
  for (const [at, value] of values.entries()) {
    const payload = {
      port: 'keys',
      message: { kind: 'control', channel: 1, controller: 64, value },
    } as const
    outbox.push({ type: 'midi.received', source: 'midi:keys', cause: null, payload }, monotonicMs(at))
  }
  expect(turn().map((line) => line.map((at) => values[at]))).toEqual([[20, 127, 127, 0, 5]])
})

test('where the way turned before the engine took it is remembered', () => {
  const { move, turn } = rig()
  move('axis', 5)
  expect(turn()).toEqual([[5]])
  move('axis', 3)
  move('axis', 4)
  expect(turn()).toEqual([[3, 4]])
})
