import { expect, onTestFinished, test } from 'vitest'
import { dispose } from '../../../../../shared/base/disposable.ts'
import type { GamepadSnapshot } from '../../../../../shared/contract/inputs.ts'
import { ClientBench, DS4, XBOX, pad } from '../client-bench.ts'

const PAD = 'gamepad:054c:09cc:1'
const SHAKE = { strong: 1, weak: 0.5, lasts: 120 }
const REMOTE = '192.168.1.20 b'

const feeling = (id: string): GamepadSnapshot => ({ ...pad(id), rumbles: true })

/** `client index` of each that is to be felt. */
const felt = (bench: ClientBench): string[] =>
  bench.inputs.rumble.view().pulses.map(({ client, index }) => `${client} ${index}`)

test('the pad of that name is shaken, in the window that is listened to', () => {
  const bench = new ClientBench()
  bench.sees('window:1', 2, feeling(DS4))
  bench.sees('window:2', 0, feeling(DS4))
  bench.sees(REMOTE, 1, feeling(XBOX))
  bench.inputs.rumble.shake(PAD, SHAKE)
  expect(bench.inputs.rumble.view()).toEqual({
    pulses: [{ ...SHAKE, id: 1, at: 1_000, client: 'window:1', index: 2 }],
  })
  bench.pass(1_000)
  bench.sees('window:1', 2, null)
  bench.inputs.rumble.shake(PAD, SHAKE)
  expect(felt(bench)).toEqual(['window:2 0'])
  bench.pass(1_000)
  bench.inputs.rumble.shake(null, SHAKE)
  expect(felt(bench)).toEqual(['window:2 0', `${REMOTE} 1`])
})

test('a pad without motors is not, nor one that nobody sees', () => {
  const bench = new ClientBench()
  let changes = 0
  const listening = bench.inputs.rumble.onChanged(() => (changes += 1))
  onTestFinished(() => dispose(listening))
  bench.sees('window:1', 0, pad(DS4))
  bench.inputs.rumble.shake(PAD, SHAKE)
  bench.inputs.rumble.shake('gamepad:0000:0000:1', SHAKE)
  expect(felt(bench)).toEqual([])
  expect(changes).toBe(0)
  expect(bench.inputs.health().map(({ rumbles }) => rumbles)).toEqual([undefined])
  bench.sees('window:1', 0, feeling(DS4))
  expect(bench.inputs.health().map(({ rumbles }) => rumbles)).toEqual([true])
  bench.inputs.rumble.shake(PAD, SHAKE)
  expect(changes).toBe(1)
})

test('one that is read directly as HID is shaken by that name too', () => {
  const bench = new ClientBench()
  bench.reads('hid:054c:09cc:1')
  bench.sees('window:1', 0, feeling(DS4))
  bench.inputs.rumble.shake('hid:054c:09cc:1', SHAKE)
  expect(felt(bench)).toEqual(['window:1 0'])
})

test('of a flood some are felt, none twice, and what is old is not told', () => {
  const bench = new ClientBench()
  bench.sees('window:1', 0, feeling(DS4))
  const ids = new Set<number>()
  for (let ms = 0; ms < 1_500; ms += 1) {
    bench.inputs.rumble.shake(null, SHAKE)
    for (const { id } of bench.inputs.rumble.view().pulses) ids.add(id)
    bench.pass(1)
  }
  expect(ids.size).toBe(10)
  expect(felt(bench)).toEqual(['window:1 0'])
  bench.pass(500)
  expect(felt(bench)).toEqual([])
})

test('what no motor can do is brought within what it can', () => {
  const bench = new ClientBench()
  bench.sees('window:1', 0, feeling(DS4))
  bench.inputs.rumble.shake(null, { strong: 7, weak: -1, lasts: 60_000 })
  expect(bench.inputs.rumble.view().pulses[0]).toMatchObject({ strong: 1, weak: 0, lasts: 1_000 })
})
