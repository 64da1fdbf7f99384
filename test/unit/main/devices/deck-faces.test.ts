import { expect, test } from 'vitest'
import type { DeckShown } from '../../../../shared/model/deck-face.ts'
import { face } from '../../../support/deck-faces.ts'
import { PAD, Rig } from './fake-process.ts'

const shown = (control: string, name: string | null, device: string | null = null): DeckShown => ({
  ...{ device, control, face: name === null ? null : face({ name }) },
})

/** `control name` of each, message by message. */
const told = (rig: Rig): string[][] =>
  rig.process.told
    .splice(0)
    .flatMap((asked) => (asked.kind === 'faces' || asked.kind === 'open' ? [asked.faces] : []))
    .map((faces) => faces.map(({ control, face: one }) => `${control} ${one?.name ?? 'dark'}`))

test('a process opens with what is shown, and hears what changes, the latest of each place in one message', async () => {
  await using rig = new Rig()
  rig.devices.show([shown('key1', 'early')])
  await rig.pass(0)
  expect(told(rig)).toEqual([['key1 early']])
  for (let value = 0; value < 100; value += 1) rig.devices.show([shown('key1', `value ${value}`)])
  rig.devices.show([shown('key2', 'other'), shown('key2', 'own', 'hid:deck')])
  await rig.pass(0)
  expect(told(rig)).toEqual([['key1 value 99', 'key2 other', 'key2 own']])
})

test('there is one message under way; meanwhile the latest waits', async () => {
  await using rig = new Rig()
  await rig.pass(0)
  rig.devices.show([shown('key1', 'a')])
  await rig.pass(0)
  for (let value = 0; value < 1_000; value += 1) {
    rig.devices.show([shown('key1', `b${value}`)])
    await Promise.resolve()
  }
  rig.devices.show([shown('key2', 'c'), shown('key2', null)])
  await rig.pass(0)
  expect(told(rig)).toEqual([[], ['key1 a']])
  rig.process.speak({ kind: 'facesHeard' })
  await rig.pass(0)
  expect(told(rig)).toEqual([['key1 b999', 'key2 dark']])
})

test('the next process is shown all of it, and no more waits for the one before', async () => {
  await using rig = new Rig()
  await rig.pass(0)
  rig.process.health(PAD)
  rig.devices.show([shown('key1', 'a'), shown('key2', 'b')])
  await rig.pass(0)
  rig.process.listener.ended('SIGSEGV')
  rig.devices.show([shown('key1', null), shown('key3', 'while it was away')])
  await rig.pass(250)
  expect(rig.processes).toHaveLength(2)
  expect(told(rig)).toEqual([['key2 b', 'key3 while it was away']])
  rig.devices.show([shown('key2', 'again')])
  await rig.pass(0)
  expect(told(rig)).toEqual([['key2 again']])
})

test('places are bounded, and what is known goes on', async () => {
  await using rig = new Rig()
  await rig.pass(0)
  told(rig)
  rig.devices.show(Array.from({ length: 2_500 }, (_, place) => shown(`key${place}`, 'x'.repeat(100))))
  await rig.pass(0)
  const [faces] = told(rig)
  expect(faces).toHaveLength(2_000)
  expect(faces![0]).toBe(`key0 ${'x'.repeat(60)}`)
})

test('what decks show is counted over a restart of the process', async () => {
  await using rig = new Rig()
  await rig.pass(0)
  rig.process.health({ ...PAD, display: { shown: 10, failed: 1, lastError: 'could not write' } })
  rig.process.listener.ended('SIGSEGV')
  expect(rig.devices.health().find(({ device }) => device === PAD.device)?.display).toEqual({
    ...{ shown: 10, failed: 1, lastError: 'could not write' },
  })
  await rig.pass(250)
  rig.process.health({ ...PAD, display: { shown: 5, failed: 0, lastError: null } })
  expect(rig.devices.health().find(({ device }) => device === PAD.device)?.display).toEqual({
    ...{ shown: 15, failed: 1, lastError: 'could not write' },
  })
})
